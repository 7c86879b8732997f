import { type Data, DataType, type RecordBatch, RecordBatchReader } from "apache-arrow";
import type { SortedColumn } from "../options/column-options.js";

/** Below 0 if row `left` of one batch comes before row `right` of another, above 0 if after. */
type Compare = (left: Data, leftRow: number, right: Data, rightRow: number) => number;

/**
 * Whether the rows of an Arrow IPC stream have the order that `sortedBy` says; those equal in all of it may have any. No
 * number in its columns is NaN.
 */
export function inOrder(stream: readonly Uint8Array[], sortedBy: readonly Required<SortedColumn>[]): boolean {
  const batches = [...RecordBatchReader.from(stream)];
  const names = batches[0]?.schema.fields.map((field) => field.name) ?? [];
  const columns = sortedBy.map(({ column }) => names.indexOf(column));
  let last: { readonly batch: RecordBatch; readonly row: number } | undefined;
  for (const batch of batches) {
    for (let row = 0; row < batch.numRows; row++) {
      if (last !== undefined && orderOf(last.batch, last.row, batch, row, columns, sortedBy) > 0)
        return false;
      last = { batch, row };
    }
  }
  return true;
}

function orderOf(
  left: RecordBatch,
  leftRow: number,
  right: RecordBatch,
  rightRow: number,
  columns: readonly number[],
  sortedBy: readonly Required<SortedColumn>[],
): number {
  for (const [index, column] of columns.entries()) {
    const { descending, nullsFirst } = sortedBy[index]!;
    const [one, other] = [left.data.children[column]!, right.data.children[column]!];
    const [valid, otherValid] = [one.getValid(leftRow), other.getValid(rightRow)];
    if (!valid && !otherValid) continue;
    if (valid !== otherValid) return valid === nullsFirst ? 1 : -1;
    const order = compareOf(one)(one, leftRow, other, rightRow);
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}

function compareOf({ type, valueOffsets }: Data): Compare {
  if (valueOffsets !== undefined) return compareBytes;
  if (DataType.isDecimal(type)) return compareDecimals;
  if (DataType.isBool(type)) return (one, row, other, otherRow) => bitAt(one, row) - bitAt(other, otherRow);
  return compareNumbers;
}

const compareNumbers: Compare = (one, row, other, otherRow) => {
  const [left, right] = [one.values[row], other.values[otherRow]];
  return left === right ? 0 : left < right ? -1 : 1;
};

const compareBytes: Compare = (one, row, other, otherRow) =>
  Buffer.compare(bytesAt(one, row), bytesAt(other, otherRow));

const compareDecimals: Compare = (one, row, other, otherRow) => {
  const [left, right] = [decimalAt(one, row), decimalAt(other, otherRow)];
  return left === right ? 0 : left < right ? -1 : 1;
};

function bytesAt({ values, valueOffsets }: Data, row: number): Uint8Array {
  return values.subarray(valueOffsets[row], valueOffsets[row + 1]);
}

function bitAt({ values, offset }: Data, row: number): number {
  return (values[(offset + row) >> 3]! >> ((offset + row) & 7)) & 1;
}

function decimalAt({ values }: Data, row: number): bigint {
  const [a, b, c, d] = values.subarray(row * 4, row * 4 + 4) as Uint32Array;
  return (BigInt(d! | 0) << 96n) | (BigInt(c!) << 64n) | (BigInt(b!) << 32n) | BigInt(a!);
}
