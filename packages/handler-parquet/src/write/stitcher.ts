import { type Chunk, type Footer, parseFooter } from "../format/footer.js";
import {
  bounds,
  columnChunk,
  columnMetaData,
  fileMetaData,
  magic,
  rowGroup,
  trailer,
  trailerByteLength,
} from "../format/format.js";
import { keyValues } from "../format/key-values.js";
import { type PageIndex, placePageIndexes, readPageIndex, shift } from "../format/page-index.js";
import {
  countAt,
  int64,
  MalformedError,
  structAt,
  structs,
  structsAt,
  type ThriftField,
  type ThriftStruct,
} from "../format/thrift.js";
import { writeThrift } from "../format/write-thrift.js";

/** Makes one Parquet file of many, row group by row group, without decoding a page. */
export interface Stitcher {
  /** Bytes handed out so far. */
  readonly byteLength: number;
  /** Rows in the footers of the files put in so far. */
  readonly rows: number;
  readonly rowGroups: number;
  /**
   * Puts the row groups of a whole file after those before, and returns the bytes to append to the output. Numbers in
   * columns with a NaN get no least and greatest value: NaN is in neither, and engines for which it is the greatest would
   * skip rows that have it.
   */
  push(file: Uint8Array, columnsWithNaN?: ReadonlySet<number>): Uint8Array[];
  /** The bytes that end the output: page indexes and footer. */
  finish(): Uint8Array[];
}

/**
 * The files pushed have to have one schema and come whole; what is not so is a `MalformedError`. `notes` go into the
 * footer, before what the first file noted.
 */
export function createStitcher(notes: ReadonlyMap<string, string>): Stitcher {
  const groups: ThriftStruct[] = [];
  const indexes: PageIndex[] = [];
  let metadata: ThriftStruct | undefined;
  let schema = "";
  let byteLength = 0;
  let rows = 0;

  function emit(chunks: Uint8Array[]): Uint8Array[] {
    for (const chunk of chunks) byteLength += chunk.length;
    return chunks;
  }

  function adopt(footer: Footer): void {
    const text = schemaBytes(footer.metadata);
    if (metadata === undefined) [metadata, schema] = [footer.metadata, text];
    else if (text !== schema) throw new MalformedError("row groups of one file have different schemas");
  }

  return {
    get byteLength() {
      return byteLength;
    },
    get rows() {
      return rows;
    },
    get rowGroups() {
      return groups.length;
    },
    push(file, columnsWithNaN = new Set()) {
      const footer = footerOf(file);
      adopt(footer);
      const head = byteLength === 0 ? emit([magic.slice()]) : [];
      const delta = byteLength - magic.length;
      for (const group of footer.rowGroups) {
        for (const column of columnsWithNaN) {
          for (const chunk of group.chunks.slice(...footer.columns[column]!.leaves)) dropBounds(chunk);
        }
        for (const chunk of group.chunks) indexes.push(readPageIndex(file, chunk.struct, delta));
        for (const chunk of group.chunks) shiftChunk(chunk, delta);
        shift(group.struct, rowGroup.fileOffset, delta);
        if (group.struct.has(rowGroup.ordinal)) group.struct.get(rowGroup.ordinal)!.value = groups.length;
        groups.push(group.struct);
        rows += group.rows;
      }
      const data = file.subarray(magic.length, dataEnd(footer));
      return data.length === 0 ? head : [...head, ...emit([data])];
    },
    finish() {
      if (metadata === undefined) throw new MalformedError("there is nothing to finish");
      const chunks = emit(placePageIndexes(indexes, byteLength));
      addNotes(metadata, notes);
      metadata.set(fileMetaData.rows, int64(rows));
      metadata.set(fileMetaData.rowGroups, structs(groups));
      const footer = writeThrift(metadata);
      return [...chunks, ...emit([footer, trailer(footer.length)])];
    },
  };
}

// Of a copy, because the footer is kept to the end and must not keep the whole file with it.
function footerOf(file: Uint8Array): Footer {
  const end = file.length - trailerByteLength;
  if (end < magic.length) throw new MalformedError("the file is too short");
  const footerByteLength = new DataView(file.buffer, file.byteOffset + end, 4).getUint32(0, true);
  const start = end - footerByteLength;
  if (start < magic.length) throw new MalformedError("the footer is longer than the file");
  return parseFooter(file.slice(start, end), start);
}

function schemaBytes(metadata: ThriftStruct): string {
  const schema = metadata.get(fileMetaData.schema) as ThriftField;
  return Buffer.from(writeThrift(new Map([[fileMetaData.schema, schema]]))).toString("latin1");
}

function dataEnd(footer: Footer): number {
  let end: number = magic.length;
  for (const group of footer.rowGroups) {
    for (const chunk of group.chunks) end = Math.max(end, chunk.end, filterEnd(chunk));
  }
  return end;
}

// Bloom filters lie behind the pages they belong to.
function filterEnd({ metadata }: Chunk): number {
  if (!metadata.has(columnMetaData.bloomFilterOffset)) return 0;
  return (
    countAt(metadata, columnMetaData.bloomFilterOffset) + countAt(metadata, columnMetaData.bloomFilterLength)
  );
}

/** The physical types of floating-point numbers. */
const [float, double] = [4, 5];

/** How many nulls there are stays: tables that take files over ask for it. */
function dropBounds({ struct, metadata }: Chunk): void {
  const type = countAt(metadata, columnMetaData.type);
  if (type !== float && type !== double) return;
  if (metadata.has(columnMetaData.statistics)) {
    const known = structAt(metadata, columnMetaData.statistics);
    for (const id of bounds) known.delete(id);
  }
  struct.delete(columnChunk.columnIndexOffset);
  struct.delete(columnChunk.columnIndexLength);
}

function addNotes(metadata: ThriftStruct, notes: ReadonlyMap<string, string>): void {
  const before = metadata.has(fileMetaData.keyValues) ? structsAt(metadata, fileMetaData.keyValues) : [];
  metadata.set(fileMetaData.keyValues, structs([...keyValues(notes), ...before]));
}

function shiftChunk(chunk: Chunk, delta: number): void {
  shift(chunk.struct, columnChunk.fileOffset, delta);
  shift(chunk.metadata, columnMetaData.dataPageOffset, delta);
  shift(chunk.metadata, columnMetaData.indexPageOffset, delta);
  shift(chunk.metadata, columnMetaData.dictionaryPageOffset, delta);
  shift(chunk.metadata, columnMetaData.bloomFilterOffset, delta);
}
