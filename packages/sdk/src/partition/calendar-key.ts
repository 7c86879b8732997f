import type { Field } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { isValid } from "../pack/gather.js";
import { type CalendarDimension, unitSeconds } from "./calendar-partition.js";
import { zoneClock } from "./zone-clock.js";

type Key = (row: number) => number | null;

/**
 * The hour or day of each row, in the dimension's zone: as many different keys as a partition can have at least, so
 * that few are ever turned into text.
 */
export function calendarKey(field: Field, data: arrow.Data, { rule, zone }: CalendarDimension): Key {
  const unit = unitSeconds(rule);
  if (field.type.id === "date") {
    const days = data.values as Int32Array;
    return (row) => (isValid(data, row) ? (days[row] as number) : null);
  }
  const precision = "precision" in field.type ? field.type.precision : 3;
  if (zone === undefined) return countOf(data, precision, unit);
  const seconds = countOf(data, precision, 1);
  const clock = zoneClock(zone);
  return (row) => {
    const instant = seconds(row);
    return instant === null ? null : Math.floor((instant + clock.offsetAt(instant)) / unit);
  };
}

/** How many times `unit` seconds have passed since 1970. */
function countOf(data: arrow.Data, precision: number, unit: number): Key {
  const values = data.values as BigInt64Array;
  if (precision === 3) {
    const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
    const divisor = unit * 1000;
    return (row) =>
      isValid(data, row)
        ? Math.floor(
            ((words[row * 2 + 1] as number) * 2 ** 32 + ((words[row * 2] as number) >>> 0)) / divisor,
          )
        : null;
  }
  const divisor = BigInt(unit) * 10n ** BigInt(precision);
  return (row) => {
    if (!isValid(data, row)) return null;
    const value = values[row] as bigint;
    const quotient = Number(value / divisor);
    return value % divisor < 0n ? quotient - 1 : quotient;
  };
}
