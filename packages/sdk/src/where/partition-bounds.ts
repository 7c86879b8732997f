import { arrowTypes, type Field, mapType } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { isSluiceError } from "../error.js";
import { ColumnBuffer } from "../pack/column-buffer.js";
import { writerOf } from "../pack/writers/writer-of.js";
import { calendarSpan, isCalendar, unitSeconds } from "../partition/calendar-partition.js";
import { zoneClock } from "../partition/zone-clock.js";
import type { PartitionDimension } from "../plugin/asset-description.js";

/** What the rows of a partition have in a column: only nulls, or only values from `least` to `most`, one row each. */
export type Bounds = "null" | { readonly least: arrow.Data; readonly most: arrow.Data };

/**
 * What is known of the source column in a partition. `undefined`: nothing, as for rules and types of versions to come.
 * The dimension is the one the partition was stored with.
 */
export function partitionBounds(
  dimension: PartitionDimension,
  text: string | null,
  field: Field,
): Bounds | undefined {
  if (text === null) return "null";
  if (isCalendar(dimension)) return calendarBounds(dimension, text, field);
  if (dimension.rule !== "value") return undefined;
  const value = valueBound(field, text);
  return value === undefined ? undefined : { least: value, most: value };
}

function valueBound(field: Field, text: string): arrow.Data | undefined {
  try {
    return oneRow(field, (buffer) =>
      writerOf(buffer, { asset: "", ignoreExtra: false })([givenValue(field, text)], 1, 0, () => 0),
    );
  } catch (error) {
    // Not a value of the column as it is now.
    if (!isSluiceError(error)) throw error;
    return undefined;
  }
}

/** What a caller would give for the value that has this text. */
function givenValue({ type }: Field, text: string): unknown {
  switch (type.id) {
    case "boolean":
      return text === "true" || (text === "false" ? false : text);
    case "int8":
    case "int16":
    case "int32":
      return Number(text);
    case "int64":
      return /^-?\d+$/.test(text) ? BigInt(text) : text;
    default:
      return text;
  }
}

function calendarBounds(
  dimension: PartitionDimension & Parameters<typeof calendarSpan>[0],
  text: string,
  field: Field,
): Bounds | undefined {
  const span = calendarSpan(dimension, text);
  if (span === undefined) return undefined;
  const { type } = field;
  if (type.id === "date") {
    const day = (days: number) => oneRow(field, ({ values }) => values.fill(days as never, 0, 1));
    return { least: day(span.start), most: day(span.end - 1) };
  }
  if (type.id !== "timestamp" && type.id !== "zonedTimestamp") return undefined;
  const unit = unitSeconds(dimension.rule);
  const { least, most } = instantsOf(dimension.zone, span.start * unit, span.end * unit);
  const perSecond = 10n ** BigInt(type.precision);
  const at = (count: bigint) =>
    oneRow(field, ({ values }) => values.fill(BigInt.asIntN(64, clamped(count)) as never, 0, 1));
  return { least: at(BigInt(least) * perSecond), most: at(BigInt(most) * perSecond - 1n) };
}

/** Instants whose local time is from `start` on and before `end`: none is before `least`, and all are before `most`. */
function instantsOf(zone: string | undefined, start: number, end: number): { least: number; most: number } {
  if (zone === undefined) return { least: start, most: end };
  // Clocks that are set back show a time twice, so the nearby offset that reaches furthest counts.
  const clock = zoneClock(zone);
  return { least: start - clock.offsetsAround(start).most, most: end - clock.offsetsAround(end).least };
}

// Nanoseconds since 1970 end in 2262, in the midst of a partition.
function clamped(count: bigint): bigint {
  const limit = 2n ** 63n;
  return count >= limit ? limit - 1n : count < -limit ? -limit : count;
}

function oneRow(field: Field, fill: (buffer: ColumnBuffer) => void): arrow.Data {
  const buffer = new ColumnBuffer(field, mapType<arrow.DataType>(arrowTypes, field.type), 1);
  fill(buffer);
  return buffer.finish(1);
}
