import type { Data, RecordBatch } from "apache-arrow";

/** What a batch costs beside its values: its message, and the padding of its buffers. */
export function batchOverhead(batch: RecordBatch): number {
  return 512 + 192 * batch.data.children.length;
}

/** Bytes that `count` rows of `batch` take in Arrow, from row `from` on. */
export function rowBytes(batch: RecordBatch, from: number, count: number): number {
  return batch.data.children.reduce((sum, data) => sum + columnBytes(data, from, count), 0);
}

/** How many rows of `batch` from `from` on fit: at most `maxRows`, and at most `maxBytes` together. */
export function fittingRows(batch: RecordBatch, from: number, maxRows: number, maxBytes: number): number {
  const all = Math.min(maxRows, batch.numRows - from);
  if (rowBytes(batch, from, all) <= maxBytes) return all;
  let [fits, tooMany] = [0, all];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (rowBytes(batch, from, middle) <= maxBytes) fits = middle;
    else tooMany = middle;
  }
  return fits;
}

function columnBytes(data: Data, from: number, count: number): number {
  const { valueOffsets, values, stride, nullCount } = data;
  const validity = nullCount === 0 ? 0 : count / 8;
  if (valueOffsets !== undefined)
    return validity + count * 4 + valueOffsets[from + count]! - valueOffsets[from]!;
  return validity + count * stride * ((values as Uint8Array | undefined)?.BYTES_PER_ELEMENT ?? 0);
}
