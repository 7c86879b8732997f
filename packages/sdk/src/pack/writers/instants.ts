import type { TimestampPrecision } from "@sluice/type-mapping";
import { maximumDay, minimumDay, parseDay, parseInstant, parseTimeOfDay } from "../calendar.js";
import type { ColumnBuffer } from "../column-buffer.js";
import { valueError } from "../value-error.js";
import { type Writer, wordFactor } from "./writer.js";

export function dateWriter(buffer: ColumnBuffer): Writer {
  return (value, at, row) => {
    const days =
      value instanceof Date ? daysOfDate(value) : typeof value === "string" ? parseDay(value) : undefined;
    if (days === undefined)
      throw valueError(buffer.field, row, value, "it is no day of the years 0001 to 9999");
    buffer.values[at] = days;
  };
}

function daysOfDate(value: Date): number | undefined {
  const days = value.getTime() / 86_400_000;
  return Number.isInteger(days) && days >= minimumDay && days <= maximumDay ? days : undefined;
}

export function timeWriter(buffer: ColumnBuffer): Writer {
  return (value, at, row) => {
    const time = typeof value === "string" ? parseTimeOfDay(value) : undefined;
    if (time === undefined || time.fraction.length > 6) {
      throw valueError(buffer.field, row, value, "it is no time of day with at most 6 fraction digits");
    }
    buffer.values[at] = BigInt(time.seconds) * 1_000_000n + BigInt(time.fraction.padEnd(6, "0"));
  };
}

/** Instants and wall clocks are kept from 0001-01-01 to the end of 9999; nanoseconds as far as 64 bits reach. */
export function instantWriter(buffer: ColumnBuffer, precision: TimestampPrecision, zoned: boolean): Writer {
  const perMilli = 10n ** BigInt(precision - 3);
  const perSecond = 10n ** BigInt(precision);
  return (value, at, row) => {
    if (value instanceof Date) {
      const millis = value.getTime();
      if (!(millis >= minimumDay * 86_400_000 && millis < (maximumDay + 1) * 86_400_000)) {
        throw valueError(buffer.field, row, value, "it is outside the years 0001 to 9999");
      }
      if (precision === 3) {
        buffer.words[at * 2] = millis | 0;
        buffer.words[at * 2 + 1] = Math.floor(millis * wordFactor);
      } else {
        write(BigInt(millis) * perMilli, value, at, row);
      }
      return;
    }
    const instant = typeof value === "string" ? parseInstant(value) : undefined;
    if (instant === undefined) throw valueError(buffer.field, row, value, "it is no point in time");
    if (zoned !== instant.zoned && !(instant.zoned && instant.utc)) {
      throw valueError(
        buffer.field,
        row,
        value,
        zoned ? "it says no offset" : "it has an offset, and the column is a wall clock",
      );
    }
    if (instant.fraction.length > precision) {
      throw valueError(buffer.field, row, value, `it has more than ${precision} fraction digits`);
    }
    const days = Math.floor(instant.seconds / 86_400);
    if (days < minimumDay || days > maximumDay) {
      throw valueError(buffer.field, row, value, "in UTC it is outside the years 0001 to 9999");
    }
    const fraction = BigInt(instant.fraction.padEnd(precision, "0"));
    write(BigInt(instant.seconds) * perSecond + fraction, value, at, row);
  };
  function write(units: bigint, value: unknown, at: number, row: number): void {
    if (BigInt.asIntN(64, units) !== units) {
      throw valueError(buffer.field, row, value, "nanoseconds reach from 1677-09-21 to 2262-04-11 only");
    }
    buffer.values[at] = units;
  }
}
