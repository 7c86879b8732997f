import { pageHeader } from "./format.js";
import { readThrift } from "./read-thrift.js";
import { countAt, MalformedError, structAt, type ThriftStruct } from "./thrift.js";

/** A page as a column chunk holds it: its header, then its body. */
export interface Page {
  readonly header: ThriftStruct;
  /** Where the header starts, counted as `start` of `pagesOf` is. */
  readonly start: number;
  readonly headerByteLength: number;
  readonly body: Uint8Array;
}

/** The pages in `bytes`, a whole column chunk which lies at `start`. Pages that do not fill it are malformed. */
export function* pagesOf(bytes: Uint8Array, start: number): Generator<Page, void, undefined> {
  for (let at = 0; at < bytes.length; ) {
    const { struct: header, byteLength: headerByteLength } = readThrift(bytes.subarray(at));
    const bodyStart = at + headerByteLength;
    const end = bodyStart + countAt(header, pageHeader.compressedByteLength);
    if (end > bytes.length) throw new MalformedError("a page ends past its column");
    yield { header, start: start + at, headerByteLength, body: bytes.subarray(bodyStart, end) };
    at = end;
  }
}

const numberOfValues = 1;

/** What one value of a dictionary takes on average; `undefined` for other pages. */
export function dictionaryValueByteLength(header: ThriftStruct): number | undefined {
  if (!header.has(pageHeader.dictionaryPage)) return undefined;
  const values = countAt(structAt(header, pageHeader.dictionaryPage), numberOfValues);
  return countAt(header, pageHeader.uncompressedByteLength) / Math.max(values, 1);
}

/** The values of a data page, nulls among them; 0 for other pages. */
export function valuesOf(header: ThriftStruct): number {
  for (const id of [pageHeader.dataPage, pageHeader.dataPageV2]) {
    if (header.has(id)) return countAt(structAt(header, id), numberOfValues);
  }
  return 0;
}
