import type { Chunk, RowGroup } from "../format/footer.js";
import { columnChunk, columnIndex, offsetIndex, pageLocation } from "../format/format.js";
import { readThrift } from "../format/read-thrift.js";
import { countAt, MalformedError, structsAt, type ThriftStruct } from "../format/thrift.js";
import type { Bounds } from "./may-hold.js";
import type { ByteRange } from "./read-ranges.js";

/** Where a page lies in the file, header included, and which rows of its row group it holds. Ends are exclusive. */
export interface PagePlace {
  readonly start: number;
  readonly end: number;
  readonly firstRow: number;
  readonly endRow: number;
}

/** Where the file says which pages a column has; `undefined` where it does not. */
export function offsetIndexRange({ struct }: Chunk): ByteRange | undefined {
  return rangeAt(struct, columnChunk.offsetIndexOffset, columnChunk.offsetIndexLength);
}

/** Where the file says what the pages of a column hold; `undefined` where it does not. */
export function columnIndexRange({ struct }: Chunk): ByteRange | undefined {
  return rangeAt(struct, columnChunk.columnIndexOffset, columnChunk.columnIndexLength);
}

function rangeAt(struct: ThriftStruct, offset: number, length: number): ByteRange | undefined {
  if (!struct.has(offset) || !struct.has(length)) return undefined;
  const start = countAt(struct, offset);
  const end = start + countAt(struct, length);
  return start < end ? { start, end } : undefined;
}

/** The data pages of `chunk`, going by `bytes`, its offset index. Together they hold every row once. */
export function pagePlaces(bytes: Uint8Array, chunk: Chunk, { rows }: RowGroup): PagePlace[] {
  const locations = structsAt(readThrift(bytes).struct, offsetIndex.pageLocations);
  const firstRows = [...locations.map((each) => countAt(each, pageLocation.firstRow)), rows];
  if (firstRows[0] !== 0) throw new MalformedError("a page index does not begin at row 0");
  let before = chunk.start;
  return locations.map((each, index) => {
    const start = countAt(each, pageLocation.offset);
    const end = start + countAt(each, pageLocation.compressedByteLength);
    const [firstRow, endRow] = [firstRows[index]!, firstRows[index + 1]!];
    if (start < before || end <= start || end > chunk.end || endRow <= firstRow) {
      throw new MalformedError("a page index does not fit its column");
    }
    before = end;
    return { start, end, firstRow, endRow };
  });
}

/** What the pages at `places` hold, going by `bytes`, their column index. */
export function pageBounds(bytes: Uint8Array, places: readonly PagePlace[]): Bounds[] {
  const { struct } = readThrift(bytes);
  const empty = itemsAt(struct, columnIndex.nullPages, places.length);
  const mins = itemsAt(struct, columnIndex.minValues, places.length);
  const maxs = itemsAt(struct, columnIndex.maxValues, places.length);
  const counted = struct.has(columnIndex.nullCounts);
  const nulls = counted ? itemsAt(struct, columnIndex.nullCounts, places.length) : [];
  return places.map(({ firstRow, endRow }, page): Bounds => {
    const rows = endRow - firstRow;
    if (empty[page] === true) return { rows, nulls: rows, min: undefined, max: undefined };
    const count = nulls[page];
    return {
      rows,
      nulls: typeof count === "bigint" ? Number(count) : undefined,
      min: bytesOf(mins[page]),
      max: bytesOf(maxs[page]),
    };
  });
}

function itemsAt(struct: ThriftStruct, id: number, length: number): readonly unknown[] {
  const value = struct.get(id)?.value;
  const items = typeof value === "object" && "items" in value ? value.items : [];
  if (items.length !== length) throw new MalformedError("a column index has other pages than its column");
  return items;
}

function bytesOf(value: unknown): Uint8Array | undefined {
  return value instanceof Uint8Array ? value : undefined;
}
