import type { RecordBatch } from "apache-arrow";
import { bloomByteLength, bloomBytes, insertHash } from "./bloom-filter.js";
import { hashValues } from "./column-hashes.js";

/** The bloom filter of a column. `byteLength`: of a value in the file, where all have the same. */
export function columnFilter(
  batches: readonly RecordBatch[],
  column: number,
  byteLength: number,
  falsePositiveRate: number,
): Uint8Array {
  const rows = batches.reduce((sum, batch) => sum + batch.numRows, 0);
  const distinct = new Set<number>();
  const hashes = new Int32Array(rows * 2);
  let count = 0;
  for (const batch of batches) {
    hashValues(batch.data.children[column]!, byteLength, ({ high, low }) => {
      hashes[count++] = high;
      hashes[count++] = low;
      distinct.add(low);
    });
  }
  const words = new Uint32Array(bloomByteLength(distinct.size, falsePositiveRate) / 4);
  for (let at = 0; at < count; at += 2) insertHash(words, { high: hashes[at]!, low: hashes[at + 1]! });
  return bloomBytes(words);
}
