import type { ColumnBuffer } from "./column-buffer.js";
import type { ByteSource, PageList } from "./page-list.js";

const someNulls = Uint8Array.of(1);
const noNulls = Uint8Array.of(0);

/** Writes the first `rows` rows of a column, for `readColumn`. The column is fit for nothing but to be cleared then. */
export function writeColumn(column: ColumnBuffer, rows: number, to: PageList): void {
  const { children, offsets, values } = column;
  const validity = column.validBits(rows);
  to.write(validity === undefined ? noNulls : someNulls);
  if (validity !== undefined) to.write(validity);
  to.write(bytesOf(values, 0, fixedBytes(column, rows)));
  if (offsets.length > 0) {
    makeLengths(offsets, rows);
    to.write(bytesOf(offsets, 4, rows * 4));
  }
  if (offsets.length > 0 && children.length === 0) to.write(column.data.subarray(0, column.used));
  const inside = offsets.length > 0 ? column.used : rows;
  for (const child of children) writeColumn(child, inside, to);
}

/** Appends the rows of one `writeColumn` at positions `at` and on. The column has room for so many rows. */
export function readColumn(column: ColumnBuffer, at: number, rows: number, from: ByteSource): void {
  const { children } = column;
  const flag = new Uint8Array(1);
  from.read(flag, 0, 1);
  if (flag[0] === 1) readNulls(column, at, rows, from);
  if (column.field.type.id === "boolean") readBits(column, at, rows, from);
  else {
    const byteLength = fixedBytes(column, rows);
    from.read(bytesOf(column.values, fixedBytes(column, at), byteLength), 0, byteLength);
  }
  if (column.offsets.length === 0) {
    for (const child of children) readColumn(child, at, rows, from);
    return;
  }
  const used = readOffsets(column, at, rows, from);
  if (children.length === 0) {
    column.ensureBytes(used);
    from.read(column.data, column.used, used);
  } else {
    const first = column.ensureElements(used);
    for (const child of children) readColumn(child, first, used, from);
  }
  column.used += used;
}

// Lengths repeat where offsets do not, so they take less when compressed.
function makeLengths(offsets: Int32Array, rows: number): void {
  for (let row = rows; row > 0; row--) offsets[row] = (offsets[row] as number) - (offsets[row - 1] as number);
}

/** Bytes or elements that the rows have. */
function readOffsets({ offsets, used }: ColumnBuffer, at: number, rows: number, from: ByteSource): number {
  from.read(bytesOf(offsets, (at + 1) * 4, rows * 4), 0, rows * 4);
  let end = used;
  for (let row = 1; row <= rows; row++) {
    end += offsets[at + row] as number;
    offsets[at + row] = end;
  }
  return end - used;
}

function readNulls(column: ColumnBuffer, at: number, rows: number, from: ByteSource): void {
  const bits = readBitmap(rows, from);
  for (let row = 0; row < rows; row++) if (!bitOf(bits, row)) column.markNull(at + row);
}

function readBits({ values }: ColumnBuffer, at: number, rows: number, from: ByteSource): void {
  const bits = readBitmap(rows, from);
  for (let row = 0; row < rows; row++) {
    const to = at + row;
    if (bitOf(bits, row)) values[to >> 3] = (values[to >> 3] as number) | (1 << (to & 7));
  }
}

function readBitmap(rows: number, from: ByteSource): Uint8Array {
  const bits = new Uint8Array((rows + 7) >> 3);
  from.read(bits, 0, bits.length);
  return bits;
}

function bitOf(bits: Uint8Array, row: number): boolean {
  return ((bits[row >> 3] as number) & (1 << (row & 7))) !== 0;
}

/** Bytes that the values of one width take. */
function fixedBytes({ field, values }: ColumnBuffer, rows: number): number {
  if (values.length === 0) return 0;
  if (field.type.id === "boolean") return (rows + 7) >> 3;
  return rows * values.BYTES_PER_ELEMENT * (field.type.id === "decimal" ? 4 : 1);
}

function bytesOf(array: ArrayBufferView, start: number, byteLength: number): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset + start, byteLength);
}
