import { type RecordBatch, RecordBatchReader } from "apache-arrow";
import { type Footer, parseFooter, type RowGroup } from "../format/footer.js";
import {
  columnMetaData,
  fileMetaData,
  magic,
  rowGroup,
  schemaElement,
  sortingColumn,
  trailer,
  trailerByteLength,
} from "../format/format.js";
import { type PageIndex, placePageIndexes, readPageIndex } from "../format/page-index.js";
import { int32, int64, integerAt, structs, structsAt, type ThriftStruct, wire } from "../format/thrift.js";
import { writeThrift } from "../format/write-thrift.js";
import type { EncodeStyle } from "../pool/task.js";
import { columnFilter } from "./column-filter.js";
import { compressChunks } from "./compress-chunks.js";
import { inOrder } from "./in-order.js";

/**
 * `file` of one row group, fresh from the Parquet library, with what that cannot do: pages compressed at a level, bloom
 * filters, and the order of the rows. `ipc` holds the rows.
 */
export function finishFile(file: Uint8Array, ipc: Uint8Array, style: EncodeStyle): Uint8Array {
  const end = file.length - trailerByteLength;
  const length = new DataView(file.buffer, file.byteOffset + end).getUint32(0, true);
  const footer = parseFooter(file.subarray(end - length, end), end - length);
  const group = footer.rowGroups[0];
  if (group === undefined) return file;
  const indexes = group.chunks.map((chunk) => readPageIndex(file, chunk.struct, 0));
  const data = dataOf(file, group, indexes, style);
  const batches = needsRows(style) ? [...RecordBatchReader.from(ipc)] : [];
  const filters = addFilters(footer, group, batches, style, magic.length + byteLengthOf(data));
  noteOrder(footer, group, batches, style);
  const parts = [magic, ...data, ...filters];
  const placed = placePageIndexes(indexes, byteLengthOf(parts));
  const tail = writeThrift(footer.metadata);
  return concat([...parts, ...placed, tail, trailer(tail.length)]);
}

function dataOf(
  file: Uint8Array,
  group: RowGroup,
  indexes: PageIndex[],
  { compression, compressionLevel }: EncodeStyle,
): Uint8Array[] {
  if (compressionLevel !== undefined)
    return compressChunks(file, group, indexes, compression, compressionLevel);
  return group.chunks.map(({ start, end }) => file.subarray(start, end));
}

function needsRows({ columns, sortedBy }: EncodeStyle): boolean {
  return sortedBy.length > 0 || columns.some(({ bloomFilter }) => bloomFilter !== undefined);
}

/** The filters, which will lie from `start` on. */
function addFilters(
  footer: Footer,
  group: RowGroup,
  batches: readonly RecordBatch[],
  { columns }: EncodeStyle,
  start: number,
): Uint8Array[] {
  const elements = structsAt(footer.metadata, fileMetaData.schema);
  let position = start;
  return columns.flatMap(({ name, bloomFilter }) => {
    if (bloomFilter === undefined) return [];
    const column = footer.columns.findIndex((each) => each.name === name);
    const { leaves, elements: range } = footer.columns[column]!;
    const { metadata } = group.chunks[leaves[0]]!;
    const filter = columnFilter(batches, column, valueByteLength(elements[range[0]]!), bloomFilter);
    metadata.set(columnMetaData.bloomFilterOffset, int64(position));
    metadata.set(columnMetaData.bloomFilterLength, int32(filter.length));
    position += filter.length;
    return [filter];
  });
}

// By physical type; byte arrays of fixed length say theirs.
const valueByteLengths = [0, 4, 8, 12, 4, 8, 0, 0];

function valueByteLength(element: ThriftStruct): number {
  return (
    integerAt(element, schemaElement.typeLength) ??
    valueByteLengths[integerAt(element, schemaElement.type) ?? 0]!
  );
}

function noteOrder(
  { columns }: Footer,
  { struct }: RowGroup,
  batches: readonly RecordBatch[],
  { sortedBy }: EncodeStyle,
): void {
  if (sortedBy.length === 0 || !inOrder(batches, sortedBy)) return;
  const sorted = sortedBy.map(({ column, descending, nullsFirst }): ThriftStruct => {
    const { leaves } = columns.find((each) => each.name === column)!;
    return new Map([
      [sortingColumn.column, int32(leaves[0])],
      [sortingColumn.descending, { type: wire.true, value: descending }],
      [sortingColumn.nullsFirst, { type: wire.true, value: nullsFirst }],
    ]);
  });
  struct.set(rowGroup.sortingColumns, structs(sorted));
}

function byteLengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

// In a buffer of its own, so that it can be handed on.
function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(byteLengthOf(parts));
  let position = 0;
  for (const part of parts) {
    bytes.set(part, position);
    position += part.length;
  }
  return bytes;
}
