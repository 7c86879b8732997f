import type { RowGroup, TopColumn } from "../format/footer.js";
import { chunkByteLength } from "./chunk-bytes.js";
import { bytesFor, cutsOf } from "./cut-group.js";
import type { PagePlace } from "./page-places.js";
import { leafNumbers } from "./projection.js";
import { merged, type RowRange } from "./row-ranges.js";

// Ranges that meet in a page read it twice, which is worth the rows that are left out. More than this is not.
const maxTimesRead = 2;

/**
 * `ranges`, or one around all of them where they would read the columns more than twice over: a column that cannot be
 * cut comes whole with each range.
 */
export function affordable(
  ranges: readonly RowRange[],
  group: RowGroup,
  columns: readonly TopColumn[],
  places: ReadonlyMap<number, readonly PagePlace[]>,
): readonly RowRange[] {
  const needed = ranges.flatMap((range) =>
    cutsOf(columns, places, range, group).flatMap((cut) =>
      leafNumbers(cut.columns).flatMap((leaf) => bytesFor(group.chunks[leaf]!, places.get(leaf), cut.rows)),
    ),
  );
  const byteLength = needed.reduce((sum, { start, end }) => sum + end - start, 0);
  return byteLength > maxTimesRead * chunkByteLength(group, columns) ? merged(ranges, 1) : ranges;
}
