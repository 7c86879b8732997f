import type { Chunk } from "../format/footer.js";
import { columnMetaData, pageHeader } from "../format/format.js";
import { dictionaryValueByteLength, pagesOf, valuesOf } from "../format/pages.js";
import { countAt, MalformedError } from "../format/thrift.js";

// Zeros in particular shrink to next to nothing, so what stays small may expand as much as it likes.
const unsuspiciousByteLength = 256 * 1024 * 1024;
const maxRatio = 1000;

/** What values take in memory. */
export interface Expanded {
  /** At least, going by all that the file says of it. */
  readonly least: number;
  /** Where values of a dictionary are as long as its values are on average, which nobody says. */
  readonly likely: number;
}

/**
 * What the values of `chunks` take in memory. `bytes` are theirs. Pages that are not as announced, or that would expand
 * beyond reason, are malformed.
 */
export function expandedByteLength(chunks: readonly Chunk[], bytes: readonly Uint8Array[]): Expanded {
  let [least, likely, stored] = [0, 0, 0];
  for (const [index, chunk] of chunks.entries()) {
    const pages = pagesByteLength(chunk, bytes[index]!);
    const known = Math.max(chunk.expandedByteLength, pages.least);
    least += known;
    likely += chunk.metadata.has(columnMetaData.sizeStatistics) ? known : Math.max(known, pages.likely);
    stored += bytes[index]!.length;
  }
  if (least > unsuspiciousByteLength && least > stored * maxRatio) {
    throw new MalformedError(`${stored} bytes of a row group would expand to ${least}`);
  }
  return { least, likely };
}

function pagesByteLength(chunk: Chunk, bytes: Uint8Array): Expanded {
  let [least, values, valueByteLength] = [0, 0, 0];
  for (const { header } of pagesOf(bytes, chunk.start)) {
    least += countAt(header, pageHeader.uncompressedByteLength);
    values += valuesOf(header);
    valueByteLength = dictionaryValueByteLength(header) ?? valueByteLength;
  }
  const announced = countAt(chunk.metadata, columnMetaData.values);
  if (values !== announced) throw new MalformedError(`a column holds ${values} values of ${announced}`);
  return { least, likely: values * valueByteLength };
}
