import type { Field, LogicalType } from "@sluice/type-mapping";
import * as arrow from "apache-arrow";
import { SluiceError } from "../error.js";

type FixedArray =
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array
  | Uint8Array;

/**
 * The Arrow buffers of one column while it grows. Layout as in "Arrow Columnar Format": values of one width, or bytes
 * with 32-bit offsets, and a validity bitmap that exists once there is a null.
 */
export class ColumnBuffer {
  readonly field: Field;
  readonly type: arrow.DataType;
  /** Values of one width. Booleans: one bit each. Decimals: four 32-bit words each. Empty for text and bytes. */
  values: FixedArray;
  /** The values as 32-bit words, for 64-bit and decimal columns. */
  words: Int32Array;
  /** Where each text or byte string ends; `offsets[0]` is 0. */
  offsets: Int32Array;
  data: Buffer;
  /** Bytes of `data` in use. */
  used = 0;
  nullCount = 0;
  private validity: Uint8Array | undefined;
  private capacity: number;

  constructor(field: Field, type: arrow.DataType, capacity: number) {
    this.field = field;
    this.type = type;
    this.capacity = capacity;
    this.values = fixedArray(field.type, capacity);
    this.words = wordsOf(this.values);
    const variable = isVariable(field.type);
    this.offsets = new Int32Array(variable ? capacity + 1 : 0);
    this.data = Buffer.allocUnsafeSlow(variable ? capacity * 8 + 64 : 0);
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
    this.capacity = capacity;
  }

  /** Room for `byteLength` more bytes of text. */
  ensureBytes(byteLength: number): void {
    const needed = this.used + byteLength;
    if (needed <= this.data.length) return;
    if (needed > maximumBytes) throw tooLong(this.field.name);
    const data = Buffer.allocUnsafeSlow(Math.min(Math.max(needed, this.data.length * 2), maximumBytes));
    this.data.copy(data, 0, 0, this.used);
    this.data = data;
  }

  setNull(at: number): void {
    this.validity ??= grownValidity(this.capacity);
    const byte = at >> 3;
    this.validity[byte] = (this.validity[byte] as number) & ~(1 << (at & 7));
    this.nullCount++;
    if (this.offsets.length > 0) this.offsets[at + 1] = this.used;
  }

  /** Bytes the first `rows` rows take. */
  byteLength(rows: number): number {
    return this.used + rows * (this.values.byteLength / Math.max(this.capacity, 1) + 4);
  }

  /** The first `rows` rows as Arrow data. The buffers belong to it from now on. */
  finish(rows: number): arrow.Data {
    const nullBitmap = this.validity === undefined ? undefined : this.validity.subarray(0, (rows + 7) >> 3);
    const common = { length: rows, nullCount: this.nullCount, nullBitmap };
    if (this.offsets.length > 0) {
      return arrow.makeData({
        ...common,
        type: this.type as arrow.Utf8,
        valueOffsets: this.offsets.subarray(0, rows + 1),
        data: new Uint8Array(this.data.buffer, this.data.byteOffset, this.used),
      });
    }
    return arrow.makeData({ ...common, type: this.type as arrow.Int, data: this.fixedData(rows) as never });
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
    message: `The values of column "${column}" are too long: 256 rows of it do not fit 2 GiB.`,
    details: {},
    hint: "Keep large values as objects of their own, and their keys in the table.",
  });
}

export function isVariable(type: LogicalType): boolean {
  return type.id === "string" || type.id === "binary" || type.id === "uuid" || type.id === "json";
}

function fixedArray(type: LogicalType, capacity: number): FixedArray {
  switch (type.id) {
    case "boolean":
      return new Uint8Array((capacity + 7) >> 3);
    case "int8":
      return new Int8Array(capacity);
    case "int16":
      return new Int16Array(capacity);
    case "int32":
    case "date":
      return new Int32Array(capacity);
    case "float32":
      return new Float32Array(capacity);
    case "float64":
      return new Float64Array(capacity);
    case "decimal":
      return new Int32Array(capacity * 4);
    case "int64":
    case "time":
    case "timestamp":
    case "zonedTimestamp":
      return new BigInt64Array(capacity);
    default:
      return new Uint8Array(0);
  }
}

function wordsOf(values: FixedArray): Int32Array {
  const whole = values instanceof BigInt64Array || values instanceof Int32Array;
  return whole ? new Int32Array(values.buffer) : new Int32Array(0);
}

function grownValidity(capacity: number, old?: Uint8Array): Uint8Array {
  const validity = new Uint8Array((capacity + 7) >> 3).fill(0xff);
  if (old !== undefined) validity.set(old);
  return validity;
}
