import type { Chunk, RowGroup, TopColumn } from "../format/footer.js";
import { columnMetaData, pageHeader } from "../format/format.js";
import { pagesOf, valuesOf } from "../format/pages.js";
import { countAt, int64 } from "../format/thrift.js";
import type { PagePlace } from "./page-places.js";
import type { ByteRange } from "./read-ranges.js";
import type { RowRange } from "./row-ranges.js";

/** Columns whose pages hold the same rows. */
export interface Cut {
  readonly columns: readonly TopColumn[];
  /** The rows that the pages hold. */
  readonly rows: RowRange;
}

type Places = ReadonlyMap<number, readonly PagePlace[]>;

/** What to read of `columns` for the rows of `range`: pages that hold some of them, with what else those hold. */
export function cutsOf(
  columns: readonly TopColumn[],
  places: Places,
  range: RowRange,
  { rows }: RowGroup,
): Cut[] {
  const cuts = new Map<string, { columns: TopColumn[]; rows: RowRange }>();
  for (const column of columns) {
    const held = rowsOf(column, places, range) ?? { start: 0, end: rows };
    const key = `${held.start}-${held.end}`;
    const cut = cuts.get(key);
    if (cut === undefined) cuts.set(key, { columns: [column], rows: held });
    else cut.columns.push(column);
  }
  return [...cuts.values()];
}

// Columns of several leaves break into pages at different rows, and then have to be read whole.
function rowsOf({ leaves: [first, end] }: TopColumn, places: Places, range: RowRange): RowRange | undefined {
  let rows: RowRange | undefined;
  for (let leaf = first; leaf < end; leaf++) {
    const pages = pagesFor(places.get(leaf), range);
    if (pages === undefined) return undefined;
    const held = { start: pages[0]!.firstRow, end: pages.at(-1)!.endRow };
    if (rows !== undefined && (rows.start !== held.start || rows.end !== held.end)) return undefined;
    rows = held;
  }
  return rows;
}

function pagesFor(
  places: readonly PagePlace[] | undefined,
  { start, end }: RowRange,
): PagePlace[] | undefined {
  return places?.filter(({ firstRow, endRow }) => firstRow < end && endRow > start);
}

/** The bytes of a chunk that hold the rows: its dictionary, which may be none, and its pages. */
export function bytesFor(
  chunk: Chunk,
  places: readonly PagePlace[] | undefined,
  rows: RowRange,
): readonly [dictionary: ByteRange, pages: ByteRange] {
  const pages = pagesFor(places, rows);
  if (places === undefined || pages === undefined || pages.length === places.length) {
    return [{ start: chunk.start, end: chunk.start }, chunk];
  }
  return [
    { start: chunk.start, end: places[0]!.start },
    { start: pages[0]!.start, end: pages.at(-1)!.end },
  ];
}

/** `chunk` as if it had nothing but a dictionary of so many bytes and `pages`, which together are `bytes`. */
export function cutChunk(chunk: Chunk, bytes: Uint8Array, dictionaryByteLength: number): Chunk {
  let [values, uncompressed] = [0, 0];
  for (const { header, headerByteLength } of pagesOf(bytes, chunk.start)) {
    values += valuesOf(header);
    uncompressed += headerByteLength + countAt(header, pageHeader.uncompressedByteLength);
  }
  const all = countAt(chunk.metadata, columnMetaData.values);
  const metadata = new Map(chunk.metadata)
    .set(columnMetaData.values, int64(values))
    .set(columnMetaData.uncompressedByteLength, int64(uncompressed))
    .set(columnMetaData.compressedByteLength, int64(bytes.length));
  if (countAt(metadata, columnMetaData.dataPageOffset) !== chunk.start) {
    metadata.set(columnMetaData.dataPageOffset, int64(chunk.start + dictionaryByteLength));
  }
  const share = Math.min(1, values / Math.max(all, 1));
  return {
    struct: chunk.struct,
    metadata,
    start: chunk.start,
    end: chunk.start + bytes.length,
    expandedByteLength: Math.max(uncompressed, Math.ceil(chunk.expandedByteLength * share)),
  };
}
