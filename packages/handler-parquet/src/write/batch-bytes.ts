import type { Data, RecordBatch } from "apache-arrow";

/** What a batch costs beside its values: its message, and the padding of its buffers. */
export function batchOverhead(batch: RecordBatch): number {
  return 512 + 192 * (partsOf(batch.data) - 1);
}

/** Bytes that `count` rows of `batch` take in Arrow, from row `from` on. */
export function rowBytes(batch: RecordBatch, from: number, count: number): number {
  return insideBytes(batch.data, from, count);
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

function partsOf(data: Data): number {
  return data.children.reduce((sum, child) => sum + partsOf(child), 1);
}

function dataBytes(data: Data, from: number, count: number): number {
  const { valueOffsets, values, stride, nullCount, children } = data;
  const validity = nullCount === 0 ? 0 : count / 8;
  if (valueOffsets === undefined) {
    const width = stride * ((values as Uint8Array | undefined)?.BYTES_PER_ELEMENT ?? 0);
    return validity + count * width + insideBytes(data, from, count);
  }
  const start = valueOffsets[from]!;
  const length = valueOffsets[from + count]! - start;
  return validity + count * 4 + (children.length === 0 ? length : insideBytes(data, start, length));
}

function insideBytes(data: Data, from: number, count: number): number {
  return data.children.reduce((sum, child) => sum + dataBytes(child, from, count), 0);
}
