/** Rows of a row group, counted from 0; the end is exclusive. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** The rows that lie in both. Both are ascending and do not overlap in themselves, and so is the result. */
export function inBoth(left: readonly RowRange[], right: readonly RowRange[]): RowRange[] {
  const both: RowRange[] = [];
  for (let one = 0, other = 0; one < left.length && other < right.length; ) {
    const start = Math.max(left[one]!.start, right[other]!.start);
    const end = Math.min(left[one]!.end, right[other]!.end);
    if (start < end) both.push({ start, end });
    if (left[one]!.end < right[other]!.end) one++;
    else other++;
  }
  return both;
}

/** At most `most` ranges with all the rows of `ranges`, which are ascending. Those that touch become one. */
export function merged(ranges: readonly RowRange[], most: number): RowRange[] {
  if (ranges.length === 0) return [];
  const gaps = ranges
    .slice(1)
    .map(({ start }, index) => ({ at: index + 1, rows: start - ranges[index]!.end }));
  const widest = gaps.filter(({ rows }) => rows > 0).sort((left, right) => right.rows - left.rows);
  const cuts = widest.slice(0, most - 1).map(({ at }) => at);
  const starts = [0, ...cuts.sort((left, right) => left - right)];
  return starts.map((first, index) => {
    const last = (starts[index + 1] ?? ranges.length) - 1;
    return { start: ranges[first]!.start, end: ranges[last]!.end };
  });
}
