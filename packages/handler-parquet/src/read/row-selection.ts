import type { Chunk, RowGroup, TopColumn } from "../format/footer.js";
import { affordable } from "./affordable-ranges.js";
import { chunkByteLength } from "./chunk-bytes.js";
import type { LeafTest } from "./may-hold.js";
import { columnIndexRange, offsetIndexRange, type PagePlace, pageBounds, pagePlaces } from "./page-places.js";
import { leafNumbers } from "./projection.js";
import { type ByteRange, readRanges } from "./read-ranges.js";
import { inBoth, merged, type RowRange } from "./row-ranges.js";
import type { Source } from "./source.js";

/** Which rows of a row group are worth reading, and the pages of the columns wanted, by leaf, where they are known. */
export interface RowSelection {
  readonly ranges: readonly RowRange[];
  readonly places: ReadonlyMap<number, readonly PagePlace[]>;
}

// Asking for less than this takes no less time than looking up which part of it is needed.
const minByteLength = 128 * 1024;
// Each range is decoded by itself.
const maxRanges = 16;

/** The rows that may hold, going by the page index; `undefined` for all of them. */
export async function selectRows(
  source: Source,
  group: RowGroup,
  columns: readonly TopColumn[],
  tests: readonly LeafTest[],
): Promise<RowSelection | undefined> {
  const indexed = source.parse(() =>
    tests.filter(({ leaf }) => {
      const chunk = group.chunks[leaf]!;
      return columnIndexRange(chunk) !== undefined && offsetIndexRange(chunk) !== undefined;
    }),
  );
  if (indexed.length === 0 || chunkByteLength(group, columns) < minByteLength) return undefined;
  const tested = new Set(indexed.map(({ leaf }) => leaf));
  const index = await readIndexes(source, group, tested, new Set(leafNumbers(columns)));
  return source.parse(() => {
    const places = new Map<number, PagePlace[]>();
    for (const [leaf, bytes] of index.offsets)
      places.set(leaf, pagePlaces(bytes, group.chunks[leaf]!, group));
    const all: RowRange[] = [{ start: 0, end: group.rows }];
    const held = indexed.reduce((ranges, test) => {
      const pages = places.get(test.leaf)!;
      const bounds = pageBounds(index.bounds.get(test.leaf)!, pages);
      const holding = pages.filter((_, page) => test.mayHold(bounds[page]!));
      return inBoth(
        ranges,
        holding.map(({ firstRow, endRow }) => ({ start: firstRow, end: endRow })),
      );
    }, all);
    const ranges = affordable(merged(held, maxRanges), group, columns, places);
    const everything = ranges[0]?.start === 0 && ranges[0].end === group.rows;
    return everything ? undefined : { ranges, places };
  });
}

/** The offset indexes of leaves tested and wanted, and the column indexes of those tested. */
async function readIndexes(
  source: Source,
  group: RowGroup,
  tested: ReadonlySet<number>,
  wanted: ReadonlySet<number>,
): Promise<{
  readonly offsets: ReadonlyMap<number, Uint8Array>;
  readonly bounds: ReadonlyMap<number, Uint8Array>;
}> {
  const rangesOf = (leaves: Iterable<number>, rangeOf: (chunk: Chunk) => ByteRange | undefined) =>
    source.parse(() => [...leaves].flatMap((leaf) => located(leaf, rangeOf(group.chunks[leaf]!), source)));
  const offsets = rangesOf(new Set([...tested, ...wanted]), offsetIndexRange);
  const bounds = rangesOf(tested, columnIndexRange);
  const bytes = await readRanges(
    source,
    [...offsets, ...bounds].map(([, range]) => range),
  );
  return {
    offsets: new Map(offsets.map(([leaf], index) => [leaf, bytes[index]!])),
    bounds: new Map(bounds.map(([leaf], index) => [leaf, bytes[offsets.length + index]!])),
  };
}

function located(leaf: number, range: ByteRange | undefined, source: Source): [number, ByteRange][] {
  if (range === undefined) return [];
  if (range.end > source.byteLength)
    throw source.corrupt(`a page index would lie in bytes ${range.start} to ${range.end}`);
  return [[leaf, range]];
}
