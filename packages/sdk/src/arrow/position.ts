import type * as arrow from "apache-arrow";
import { isValid } from "../pack/gather.js";

/** Where the values of some data stand in the rows they belong to. */
export interface Position {
  /** The number, for messages, of the row that the value at an index belongs to. */
  readonly rowOf: (index: number) => number;
  /** Whether there is a value, null or not, at an index: what lies below a null or between lists does not count. */
  readonly counts: (index: number) => boolean;
}

/** The rows of a batch whose first one has that number. */
export function rowsFrom(firstRow: number): Position {
  return { rowOf: (row) => firstRow + row, counts: () => true };
}

/** Where what is inside of `data` stands: the fields of a struct, or lists and maps that end where `offsets` say. */
export function positionInside(
  data: arrow.Data,
  { rowOf, counts }: Position,
  offsets: Int32Array | undefined,
): Position {
  const present = (index: number): boolean => counts(index) && isValid(data, index);
  if (offsets === undefined) return { rowOf, counts: present };
  const indexOf = (element: number): number => lastAtMost(offsets, element, data.length);
  const [start, end] = [offsets[0] as number, offsets[data.length] as number];
  return {
    rowOf: (element) => rowOf(indexOf(element)),
    counts: (element) => element >= start && element < end && present(indexOf(element)),
  };
}

/** The last of `count` ascending offsets that is not above `element`. */
function lastAtMost(offsets: Int32Array, element: number, count: number): number {
  let [low, high] = [0, count];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] as number) <= element) low = middle;
    else high = middle;
  }
  return low;
}
