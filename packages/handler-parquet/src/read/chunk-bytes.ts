import type { RowGroup, TopColumn } from "../format/footer.js";
import { chunksOf } from "./projection.js";

/** Bytes that `columns` of a row group take in the file. */
export function chunkByteLength(group: RowGroup, columns: readonly TopColumn[]): number {
  return chunksOf(group, columns).reduce((sum, { start, end }) => sum + end - start, 0);
}
