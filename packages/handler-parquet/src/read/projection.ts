import type { Chunk, Footer, RowGroup, TopColumn } from "../format/footer.js";
import {
  columnChunk,
  columnMetaData,
  fileMetaData,
  magic,
  rowGroup,
  schemaElement,
  trailer,
} from "../format/format.js";
import { keyValues } from "../format/key-values.js";
import {
  int32,
  int64,
  pick,
  structs,
  structsAt,
  type ThriftField,
  type ThriftStruct,
  wire,
} from "../format/thrift.js";
import { writeThrift } from "../format/write-thrift.js";

/** The columns of that name, or all; in the order of `names`. What the file does not have is left out. */
export function selectColumns(footer: Footer, names: readonly string[] | undefined): readonly TopColumn[] {
  if (names === undefined) return footer.columns;
  return names.flatMap((name) => footer.columns.find((column) => column.name === name) ?? []);
}

/** Numbers of the leaves of `columns`, in their order. */
export function leafNumbers(columns: readonly TopColumn[]): number[] {
  return columns.flatMap(({ leaves: [start, end] }) =>
    Array.from({ length: end - start }, (_, index) => start + index),
  );
}

/** The chunks of `columns` in a row group, in their order. */
export function chunksOf(group: RowGroup | undefined, columns: readonly TopColumn[]): Chunk[] {
  return columns.flatMap(({ leaves: [start, end] }) => group?.chunks.slice(start, end) ?? []);
}

/**
 * A whole file of one row group, or none, with only `columns`, whose chunks hold `bytes`. What a reader could be misled
 * by is left out: statistics, indexes, and the hints other writers leave for themselves. `notes` go into its footer.
 */
export function projectedFile(
  footer: Footer,
  group: RowGroup | undefined,
  columns: readonly TopColumn[],
  bytes: readonly Uint8Array[],
  notes: ReadonlyMap<string, string> = new Map(),
): Uint8Array[] {
  let offset: number = magic.length;
  const chunks = chunksOf(group, columns).map((chunk, index) => {
    const moved = movedChunk(chunk, offset - chunk.start);
    offset += bytes[index]!.length;
    return moved;
  });
  const tail = writeThrift(projectedMetadata(footer, group, columns, chunks, notes));
  return [magic, ...bytes, tail, trailer(tail.length)];
}

function projectedMetadata(
  { metadata }: Footer,
  group: RowGroup | undefined,
  columns: readonly TopColumn[],
  chunks: ThriftStruct[],
  notes: ReadonlyMap<string, string>,
): ThriftStruct {
  const elements = structsAt(metadata, fileMetaData.schema);
  const root: ThriftStruct = new Map(elements[0]).set(schemaElement.children, int32(columns.length));
  const schema = [root, ...columns.flatMap((column) => elements.slice(...column.elements))];
  const only: ThriftStruct = new Map<number, ThriftField>([
    [rowGroup.columns, structs(chunks)],
    [
      rowGroup.byteLength,
      int64(chunksOf(group, columns).reduce((sum, { start, end }) => sum + end - start, 0)),
    ],
    [rowGroup.rows, int64(group?.rows ?? 0)],
  ]);
  const projected = pick(metadata, [fileMetaData.version, fileMetaData.createdBy]);
  projected.set(fileMetaData.schema, structs(schema));
  projected.set(fileMetaData.rows, int64(group?.rows ?? 0));
  projected.set(fileMetaData.rowGroups, structs(group === undefined ? [] : [only]));
  projected.set(fileMetaData.keyValues, structs(keyValues(notes)));
  return projected;
}

const keptMetaData = [
  columnMetaData.type,
  columnMetaData.encodings,
  columnMetaData.path,
  columnMetaData.codec,
  columnMetaData.values,
  columnMetaData.uncompressedByteLength,
  columnMetaData.compressedByteLength,
  columnMetaData.dataPageOffset,
];

function movedChunk({ metadata, start }: Chunk, delta: number): ThriftStruct {
  const moved = pick(metadata, keptMetaData);
  for (const id of [columnMetaData.dataPageOffset, columnMetaData.dictionaryPageOffset]) {
    const field = metadata.get(id);
    if (field === undefined || Number(field.value) < start) continue;
    moved.set(id, int64(Number(field.value) + delta));
  }
  return new Map<number, ThriftField>([
    [columnChunk.fileOffset, int64(start + delta)],
    [columnChunk.metadata, { type: wire.struct, value: moved }],
  ]);
}
