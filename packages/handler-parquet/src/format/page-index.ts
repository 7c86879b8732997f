import { columnChunk, offsetIndex, pageLocation } from "./format.js";
import { readThrift } from "./read-thrift.js";
import { countAt, int32, int64, integerAt, structsAt, type ThriftStruct } from "./thrift.js";
import { writeThrift } from "./write-thrift.js";

/** What lies behind the data and says where each page of a column is, and from what to what its values go. */
export interface PageIndex {
  /** The column it belongs to. */
  readonly chunk: ThriftStruct;
  readonly columnIndex: Uint8Array | undefined;
  readonly offsetIndex: Uint8Array | undefined;
}

/** The indexes of a column of `file`, whose pages move by `delta` bytes. */
export function readPageIndex(file: Uint8Array, chunk: ThriftStruct, delta: number): PageIndex {
  const columnIndex = section(file, chunk, columnChunk.columnIndexOffset, columnChunk.columnIndexLength);
  const offsets = section(file, chunk, columnChunk.offsetIndexOffset, columnChunk.offsetIndexLength);
  return {
    chunk,
    columnIndex: columnIndex?.slice(),
    offsetIndex: offsets === undefined ? undefined : shiftedOffsets(offsets, delta),
  };
}

function section(
  file: Uint8Array,
  chunk: ThriftStruct,
  offset: number,
  length: number,
): Uint8Array | undefined {
  const start = integerAt(chunk, offset);
  return start === undefined ? undefined : file.subarray(start, start + countAt(chunk, length));
}

// https://parquet.apache.org/docs/file-format/pageindex/
function shiftedOffsets(bytes: Uint8Array, delta: number): Uint8Array {
  const { struct } = readThrift(bytes);
  const locations = structsAt(struct, offsetIndex.pageLocations);
  for (const location of locations) shift(location, pageLocation.offset, delta);
  return writeThrift(struct);
}

/** Notes in their columns that the indexes follow each other from `start` on, and returns their bytes. */
export function placePageIndexes(indexes: readonly PageIndex[], start: number): Uint8Array[] {
  const placed: Uint8Array[] = [];
  let position = start;

  function place(chunk: ThriftStruct, offset: number, length: number, bytes: Uint8Array | undefined): void {
    if (bytes === undefined) return;
    chunk.set(offset, int64(position));
    chunk.set(length, int32(bytes.length));
    placed.push(bytes);
    position += bytes.length;
  }

  for (const { chunk, columnIndex } of indexes) {
    place(chunk, columnChunk.columnIndexOffset, columnChunk.columnIndexLength, columnIndex);
  }
  for (const { chunk, offsetIndex } of indexes) {
    place(chunk, columnChunk.offsetIndexOffset, columnChunk.offsetIndexLength, offsetIndex);
  }
  return placed;
}

/** Adds `delta` to the offset at `id`, if there is one. */
export function shift(struct: ThriftStruct, id: number, delta: number): void {
  const field = struct.get(id);
  if (typeof field?.value === "bigint" && field.value > 0n) field.value += BigInt(delta);
}
