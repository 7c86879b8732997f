import { nearest } from "../nearest.js";
import { parseDay } from "../pack/calendar.js";
import { parseDecimal } from "../pack/decimal.js";
import type { PartitionDimension, PartitionValues } from "../plugin/asset-description.js";
import { calendarSpan, isCalendar } from "./calendar-partition.js";
import { comparePartitionTexts, typedText } from "./partition-value.js";

/** The partitions there are, as one dimension sees them. */
export interface Neighbours {
  readonly dimension: PartitionDimension;
  /** Its place in `PartitionValues`. */
  readonly index: number;
  readonly existing: readonly PartitionValues[];
  /** Whether the other dimensions of a partition are as wanted. */
  readonly agrees: (partition: PartitionValues) => boolean;
}

/**
 * The partitions with the values nearest to `wanted`, the nearest first, the earlier of two as near first. Those that
 * agree come before the others. Texts are near when they look alike; partitions whose text does not are left out.
 */
export function nearestPartitions(neighbours: Neighbours, wanted: string): PartitionValues[] {
  const { existing, agrees } = neighbours;
  const near = placeOf(neighbours.dimension, wanted) === undefined ? alike : byDistance;
  const agreeing = existing.filter(agrees);
  const others = existing.filter((partition) => !agrees(partition));
  return [agreeing, others].flatMap((some) => near({ ...neighbours, existing: some }, wanted));
}

/** The first and the last partition by that dimension, of those that agree if any do; the null partition is neither. */
export function outermostPartitions({ dimension, index, existing, agrees }: Neighbours): PartitionValues[] {
  const valued = existing.filter((partition) => typeof partition[index] === "string");
  const agreeing = valued.filter(agrees);
  const sorted = (agreeing.length > 0 ? agreeing : valued).sort((left, right) =>
    comparePartitionTexts(dimension.type, left[index] ?? null, right[index] ?? null),
  );
  return sorted.length === 0 ? [] : ([sorted[0], sorted.at(-1)] as PartitionValues[]);
}

function byDistance({ dimension, index, existing }: Neighbours, wanted: string): PartitionValues[] {
  const origin = placeOf(dimension, wanted) as bigint;
  return existing
    .flatMap((partition) => {
      const place = placeOf(dimension, partition[index] ?? null);
      return place === undefined ? [] : [{ partition, place, distance: size(place - origin) }];
    })
    .sort((left, right) => order(left.distance, right.distance) || order(left.place, right.place))
    .map(({ partition }) => partition);
}

function alike({ index, existing }: Neighbours, wanted: string): PartitionValues[] {
  const texts = existing.flatMap((partition) => partition[index] ?? []);
  return nearest(wanted, new Set(texts)).flatMap((text) =>
    existing.filter((partition) => partition[index] === text),
  );
}

/** Where a value lies among those of its type: the number of the hour, day, month or year, or the number it is. */
function placeOf(dimension: PartitionDimension, text: string | null): bigint | undefined {
  if (text === null) return undefined;
  if (!isCalendar(dimension)) return placeOfTyped(dimension, text);
  const span = calendarSpan(dimension, text);
  if (span === undefined) return undefined;
  // Months and years differ in length, and the one before is as near as the one after.
  if (dimension.rule === "yearly") return BigInt(text);
  if (dimension.rule === "monthly") return BigInt(text.slice(0, 4)) * 12n + BigInt(text.slice(5));
  return BigInt(span.start);
}

function placeOfTyped({ type }: PartitionDimension, text: string): bigint | undefined {
  if (typedText(type, text) === undefined) return undefined;
  switch (type.id) {
    case "boolean":
      return text === "true" ? 1n : 0n;
    case "date":
      return BigInt(parseDay(text) as number);
    case "int8":
    case "int16":
    case "int32":
    case "int64":
      return BigInt(text);
    case "decimal":
      return parseDecimal(text, type.scale);
    default:
      return undefined;
  }
}

function size(number: bigint): bigint {
  return number < 0n ? -number : number;
}

function order(left: bigint, right: bigint): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
