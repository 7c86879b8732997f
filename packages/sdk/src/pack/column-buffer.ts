import type { Field } from "@sluice/type-mapping";
import * as arrow from "apache-arrow";
import { SluiceError } from "../error.js";
import { type FixedArray, fixedArray, isVariable, wordsOf } from "./fixed-array.js";
import { childFields } from "./nested.js";

/** What the values of a column are in. */
export interface ColumnMemory {
  readonly values: FixedArray;
  readonly offsets: Int32Array;
  readonly data: Buffer;
  readonly capacity: number;
  /** Rows it has held, of which `values` is not zero. */
  readonly rows: number;
  readonly children: readonly ColumnMemory[];
}

/**
 * The Arrow buffers of one column while it grows. Layout as in "Arrow Columnar Format": values of one width, bytes or
 * children with 32-bit offsets, and a validity bitmap that exists once there is a null.
 */
export class ColumnBuffer {
  readonly field: Field;
  readonly type: arrow.DataType;
  /** A list's elements, a map's keys and values, a struct's fields. */
  readonly children: readonly ColumnBuffer[];
  /** Values of one width. Booleans: one bit each. Decimals: four 32-bit words each. Else empty. */
  values: FixedArray;
  /** The values as 32-bit words, for 64-bit and decimal columns. */
  words: Int32Array;
  /** Where each text, byte string, list or map ends; `offsets[0]` is 0. */
  offsets: Int32Array;
  data: Buffer;
  /** Bytes of `data`, or elements of the children, in use. */
  used = 0;
  nullCount = 0;
  private validity: Uint8Array | undefined;
  private capacity = 0;
  /** As many bytes as were in use when it last ended. */
  private expectedBytes = 64;

  constructor(field: Field, type: arrow.DataType, capacity: number) {
    this.field = field;
    this.type = type;
    this.children = childFields(field, type).map((child) => new ColumnBuffer(child.field, child.type, 0));
    this.values = fixedArray(field.type, 0);
    this.words = wordsOf(this.values);
    const { id } = field.type;
    this.offsets = new Int32Array(isVariable(field.type) || id === "list" || id === "map" ? 1 : 0);
    this.data = Buffer.alloc(0);
    this.ensureRows(capacity);
  }

  /** Room for `rows` rows in all. */
  ensureRows(rows: number): void {
    if (rows <= this.capacity) return;
    const capacity = Math.max(rows, this.capacity * 2);
    const values = fixedArray(this.field.type, capacity);
    values.set(this.values as never);
    this.values = values;
    this.words = wordsOf(values);
    if (this.offsets.length > 0) {
      const offsets = new Int32Array(capacity + 1);
      offsets.set(this.offsets);
      this.offsets = offsets;
    }
    if (this.validity !== undefined) this.validity = grownValidity(capacity, this.validity);
    if (this.field.type.id === "struct") for (const child of this.children) child.ensureRows(capacity);
    this.capacity = capacity;
  }

  /** Room for `count` more elements of a list or entries of a map. Gives the position of the first. */
  ensureElements(count: number): number {
    const needed = this.used + count;
    if (needed > maximumBytes) throw tooLong(this.field.name);
    for (const child of this.children) child.ensureRows(needed);
    return this.used;
  }

  /** Room for `byteLength` more bytes of text. */
  ensureBytes(byteLength: number): void {
    const needed = this.used + byteLength;
    if (needed <= this.data.length) return;
    if (needed > maximumBytes) throw tooLong(this.field.name);
    const wished = Math.max(needed, this.data.length * 2, this.expectedBytes);
    const data = Buffer.allocUnsafeSlow(Math.min(wished, maximumBytes));
    this.data.copy(data, 0, 0, this.used);
    this.data = data;
  }

  /** Position `at` is null and holds nothing. */
  setNull(at: number): void {
    this.markNull(at);
    this.skip(at);
  }

  /** What was put at position `at` is null. */
  markNull(at: number): void {
    this.validity ??= grownValidity(this.capacity);
    const byte = at >> 3;
    this.validity[byte] = (this.validity[byte] as number) & ~(1 << (at & 7));
    this.nullCount++;
  }

  /** Leaves position `at` without a value: it belongs to a null. */
  skip(at: number): void {
    if (this.offsets.length > 0) this.offsets[at + 1] = this.used;
    else for (const child of this.children) child.skip(at);
  }

  /** Bytes the first `rows` rows take. */
  byteLength(rows: number): number {
    const own = rows * (this.values.byteLength / Math.max(this.capacity, 1) + 4);
    const { id } = this.field.type;
    if (id !== "list" && id !== "map" && id !== "struct") return this.used + own;
    const below = id === "struct" ? rows : this.used;
    return this.children.reduce((sum, child) => sum + child.byteLength(below), own);
  }

  /** Which of the first `rows` rows are not null, a bit each. `undefined`: all of them. */
  validBits(rows: number): Uint8Array | undefined {
    return this.validity?.subarray(0, (rows + 7) >> 3);
  }

  /** The column, which has `rows` rows, starts anew, empty, in the memory it has. */
  clear(rows: number): void {
    const below = this.field.type.id === "struct" ? rows : this.used;
    for (const child of this.children) child.clear(below);
    this.clearValues(rows);
    this.used = 0;
    this.nullCount = 0;
    this.validity = undefined;
  }

  // Whoever writes a value counts on zeros.
  private clearValues(rows: number): void {
    const used = Math.ceil((rows * this.values.byteLength) / Math.max(this.capacity, 1));
    new Uint8Array(this.values.buffer).fill(0, 0, used);
  }

  /** The first `rows` rows as Arrow data, which takes the memory along: the column starts anew, empty. */
  finish(rows: number): arrow.Data {
    const data = this.view(rows);
    this.leave(rows);
    return data;
  }

  /** The column, which has `rows` rows, starts anew, empty, and leaves the memory it had. */
  leave(rows: number): ColumnMemory {
    const { values, offsets, data, capacity } = this;
    const below = this.field.type.id === "struct" ? rows : this.used;
    const children = this.children.map((child) => child.leave(below));
    this.expectedBytes = Math.max(64, this.used);
    this.capacity = 0;
    this.used = 0;
    this.nullCount = 0;
    this.validity = undefined;
    this.values = fixedArray(this.field.type, 0);
    this.words = wordsOf(this.values);
    if (this.offsets.length > 0) this.offsets = new Int32Array(1);
    this.data = Buffer.alloc(0);
    return { values, offsets, data, capacity, rows, children };
  }

  /** The column, which is empty, goes on in memory that it or one of the same field has left. */
  take({ values, offsets, data, capacity, rows, children }: ColumnMemory): void {
    this.values = values;
    this.words = wordsOf(values);
    this.offsets = offsets;
    this.data = data;
    this.capacity = capacity;
    this.clearValues(rows);
    this.children.forEach((child, index) => {
      child.take(children[index] as ColumnMemory);
    });
  }

  /** The first `rows` rows as Arrow data in the column's own memory. */
  view(rows: number): arrow.Data {
    const common = { length: rows, nullCount: this.nullCount, nullBitmap: this.validBits(rows) };
    const valueOffsets = this.offsets.subarray(0, rows + 1);
    switch (this.field.type.id) {
      case "struct":
        return arrow.makeData({
          ...common,
          type: this.type as arrow.Struct,
          children: this.children.map((child) => child.view(rows)),
        });
      case "list": {
        const child = (this.children[0] as ColumnBuffer).view(this.used);
        return arrow.makeData({ ...common, type: this.type as arrow.List, valueOffsets, child });
      }
      case "map":
        return arrow.makeData({
          ...common,
          type: this.type as arrow.Map_,
          valueOffsets,
          child: this.entries() as arrow.Data<never>,
        });
      case "string":
      case "binary":
      case "uuid":
      case "json":
        return arrow.makeData({
          ...common,
          type: this.type as arrow.Utf8,
          valueOffsets,
          data: new Uint8Array(this.data.buffer, this.data.byteOffset, this.used),
        });
      default:
        return arrow.makeData({
          ...common,
          type: this.type as arrow.Int,
          data: this.fixedData(rows) as never,
        });
    }
  }

  private entries(): arrow.Data {
    const type = (this.type as arrow.Map_).children[0].type as arrow.Struct;
    const children = this.children.map((child) => child.view(this.used));
    return arrow.makeData({ type, length: this.used, nullCount: 0, children });
  }

  private fixedData(rows: number): FixedArray | Uint32Array {
    switch (this.field.type.id) {
      case "boolean":
        return this.values.subarray(0, (rows + 7) >> 3);
      case "decimal":
        return new Uint32Array(this.values.buffer, 0, rows * 4);
      default:
        return this.values.subarray(0, rows);
    }
  }
}

// Offsets are signed 32-bit integers.
const maximumBytes = 2 ** 31 - 1;

function tooLong(column: string): SluiceError {
  return new SluiceError("VALUE_INVALID", {
    message: `The values of column "${column}" are too long: those of one batch do not fit 2 GiB.`,
    details: {},
    hint: "Keep large values as objects of their own, and their keys in the table.",
  });
}

function grownValidity(capacity: number, old?: Uint8Array): Uint8Array {
  const validity = new Uint8Array((capacity + 7) >> 3).fill(0xff);
  if (old !== undefined) validity.set(old);
  return validity;
}
