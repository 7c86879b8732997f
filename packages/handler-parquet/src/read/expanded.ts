import type { Chunk } from "../format/footer.js";
import { columnMetaData, pageHeader } from "../format/format.js";
import { pagesOf, valuesOf } from "../format/pages.js";
import { countAt, MalformedError } from "../format/thrift.js";

// Zeros in particular shrink to next to nothing, so what stays small may expand as much as it likes.
const unsuspiciousByteLength = 256 * 1024 * 1024;
const maxRatio = 1000;

/**
 * At least what the values of `chunks` take in memory, going by all that the file says of it. `bytes` are theirs. Pages
 * that are not as announced, or that would expand beyond reason, are malformed.
 */
export function expandedByteLength(chunks: readonly Chunk[], bytes: readonly Uint8Array[]): number {
  let expanded = 0;
  let stored = 0;
  for (const [index, chunk] of chunks.entries()) {
    expanded += Math.max(chunk.expandedByteLength, pagesByteLength(chunk, bytes[index]!));
    stored += bytes[index]!.length;
  }
  if (expanded > unsuspiciousByteLength && expanded > stored * maxRatio) {
    throw new MalformedError(`${stored} bytes of a row group would expand to ${expanded}`);
  }
  return expanded;
}

function pagesByteLength(chunk: Chunk, bytes: Uint8Array): number {
  let byteLength = 0;
  let values = 0;
  for (const { header } of pagesOf(bytes, chunk.start)) {
    byteLength += countAt(header, pageHeader.uncompressedByteLength);
    values += valuesOf(header);
  }
  const announced = countAt(chunk.metadata, columnMetaData.values);
  if (values !== announced) throw new MalformedError(`a column holds ${values} values of ${announced}`);
  return byteLength;
}
