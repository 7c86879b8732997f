import {
  columnChunk,
  columnMetaData,
  fileMetaData,
  rowGroup,
  schemaElement,
  sizeStatistics,
} from "./format.js";
import { readThrift } from "./read-thrift.js";
import {
  countAt,
  integerAt,
  MalformedError,
  structAt,
  structsAt,
  type ThriftStruct,
  textAt,
} from "./thrift.js";

/** What a file says of itself. Every range in it lies between the two magics, before the footer. */
export interface Footer {
  readonly metadata: ThriftStruct;
  readonly rows: number;
  readonly columns: readonly TopColumn[];
  /** Those that have rows. */
  readonly rowGroups: readonly RowGroup[];
}

/** A column of the table, which is one leaf or a tree of them. Ends are exclusive. */
export interface TopColumn {
  readonly name: string;
  readonly elements: readonly [start: number, end: number];
  readonly leaves: readonly [start: number, end: number];
}

export interface RowGroup {
  readonly struct: ThriftStruct;
  readonly rows: number;
  readonly chunks: readonly Chunk[];
}

/** The bytes of one leaf in one row group. */
export interface Chunk {
  readonly struct: ThriftStruct;
  readonly metadata: ThriftStruct;
  readonly start: number;
  readonly end: number;
  /** At least what its values take in memory, as far as the file says. */
  readonly expandedByteLength: number;
}

/** Reads a footer whose file has its data in bytes 4 to `dataEnd`. Anything odd is a `MalformedError`. */
export function parseFooter(bytes: Uint8Array, dataEnd: number): Footer {
  const metadata = readThrift(bytes).struct;
  const columns = topColumns(structsAt(metadata, fileMetaData.schema));
  const leaves = columns.at(-1)?.leaves[1] ?? 0;
  // A row group without rows holds nothing, and what writers say of where that is goes from 0 to anywhere.
  const rowGroups = structsAt(metadata, fileMetaData.rowGroups)
    .filter((each) => countAt(each, rowGroup.rows) > 0)
    .map((each) => rowGroupOf(each, leaves, dataEnd));
  checkApart(rowGroups, dataEnd);
  const rows = countAt(metadata, fileMetaData.rows);
  const sum = rowGroups.reduce((total, group) => total + group.rows, 0);
  if (sum !== rows) throw new MalformedError(`its row groups hold ${sum} rows and its footer says ${rows}`);
  return { metadata, rows, columns, rowGroups };
}

// Each byte belongs to one column. Where many claimed the same, reading a small file could take any time. A little more is
// claimed by old files of parquet-mr, https://issues.apache.org/jira/browse/PARQUET-816.
function checkApart(groups: readonly RowGroup[], dataEnd: number): void {
  const chunks = groups.flatMap((group) => group.chunks);
  const claimed = chunks.reduce((sum, { start, end }) => sum + end - start, 0);
  if (claimed > dataEnd + chunks.length * 128) {
    throw new MalformedError(`its columns would take ${claimed} bytes of ${dataEnd}`);
  }
}

// Far above what tables have. The bounds keep hostile bytes from taking the stack or the heap.
const maxDepth = 100;
const maxLeaves = 100_000;
const maxRowGroupRows = 0x7fffffff;

// The schema is a tree written depth first: https://parquet.apache.org/docs/file-format/metadata/
function topColumns(elements: readonly ThriftStruct[]): TopColumn[] {
  const root = elements[0];
  if (root === undefined) throw new MalformedError("the schema is empty");
  const columns: TopColumn[] = [];
  let element = 1;
  let leaf = 0;
  for (let column = 0; column < childrenOf(root); column++) {
    const [firstElement, firstLeaf] = [element, leaf];
    // How many elements are still to come, on each level.
    const open = [1];
    while (open.length > 0) {
      const each = elements[element++];
      if (each === undefined) throw new MalformedError("the schema ends too early");
      if (each.has(schemaElement.type)) leaf++;
      open[open.length - 1]!--;
      open.push(childrenOf(each));
      if (open.length > maxDepth) throw new MalformedError("columns nest too deep");
      while (open.at(-1) === 0) open.pop();
    }
    const name = textAt(elements[firstElement] as ThriftStruct, schemaElement.name);
    columns.push({ name, elements: [firstElement, element], leaves: [firstLeaf, leaf] });
  }
  if (leaf > maxLeaves) throw new MalformedError(`it has ${leaf} columns`);
  if (element !== elements.length) throw new MalformedError("the schema has elements that belong nowhere");
  return columns;
}

function childrenOf(element: ThriftStruct): number {
  return element.has(schemaElement.children) ? countAt(element, schemaElement.children) : 0;
}

function rowGroupOf(struct: ThriftStruct, leaves: number, dataEnd: number): RowGroup {
  const chunks = structsAt(struct, rowGroup.columns).map((each) => chunkOf(each, dataEnd));
  if (chunks.length !== leaves) {
    throw new MalformedError(`a row group has ${chunks.length} columns and the schema ${leaves}`);
  }
  const rows = countAt(struct, rowGroup.rows);
  if (rows > maxRowGroupRows) throw new MalformedError(`a row group has ${rows} rows`);
  return { struct, rows, chunks };
}

function chunkOf(struct: ThriftStruct, dataEnd: number): Chunk {
  if (struct.has(columnChunk.filePath)) throw new MalformedError("a column is kept in another file");
  if (struct.has(columnChunk.crypto))
    throw new MalformedError("a column is encrypted, which is not read here");
  if (!struct.has(columnChunk.metadata)) throw new MalformedError("a column has no metadata");
  const metadata = structAt(struct, columnChunk.metadata);
  const start = chunkStart(metadata);
  const end = start + countAt(metadata, columnMetaData.compressedByteLength);
  if (start < 4 || end > dataEnd) {
    throw new MalformedError(`a column lies in bytes ${start} to ${end}, the data in 4 to ${dataEnd}`);
  }
  const uncompressed = countAt(metadata, columnMetaData.uncompressedByteLength);
  return {
    struct,
    metadata,
    start,
    end,
    expandedByteLength: Math.max(uncompressed, textByteLength(metadata), valuesByteLength(metadata)),
  };
}

// By physical type, booleans to byte arrays. Of texts and bytes only what says where they end.
const valueByteLengths = [1 / 8, 4, 8, 8, 4, 8, 4, 1];

// Lists in particular may hold many values in few bytes of a file.
function valuesByteLength(metadata: ThriftStruct): number {
  const type = countAt(metadata, columnMetaData.type);
  return countAt(metadata, columnMetaData.values) * (valueByteLengths[type] ?? 0);
}

// Some writers leave a dictionary offset of 0 where there is no dictionary.
function chunkStart(metadata: ThriftStruct): number {
  const data = countAt(metadata, columnMetaData.dataPageOffset);
  const dictionary = integerAt(metadata, columnMetaData.dictionaryPageOffset) ?? 0;
  return dictionary > 0 && dictionary < data ? dictionary : data;
}

// What text takes once it no longer shares a dictionary, where the writer noted it.
function textByteLength(metadata: ThriftStruct): number {
  if (!metadata.has(columnMetaData.sizeStatistics)) return 0;
  return (
    integerAt(structAt(metadata, columnMetaData.sizeStatistics), sizeStatistics.unencodedByteLength) ?? 0
  );
}
