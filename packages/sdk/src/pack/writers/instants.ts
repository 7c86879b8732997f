import type { TimestampPrecision } from "@sluice/type-mapping";
import { maximumDay, minimumDay, parseDay, parseInstant, parseTimeOfDay } from "../calendar.js";
import type { ColumnBuffer } from "../column-buffer.js";
import { textLength } from "./text-length.js";
import { oneByOne, type Put, refusal, type Writer, wordFactor } from "./writer.js";

export function dateWriter(buffer: ColumnBuffer): Writer {
  const refuse = refusal(buffer);
  return (given, count, at, rowOf) => {
    const { values } = buffer;
    const texts = textLength(given, count) > 0;
    for (let index = 0; index < count; index++) {
      const value = given[index];
      const day = texts && typeof value === "string" ? parseDay(value) : daysOfDate(value);
      if (day !== undefined) values[at + index] = day;
      else refuse(value, index, at, rowOf, "it is no day of the years 0001 to 9999");
    }
  };
}

function daysOfDate(value: unknown): number | undefined {
  if (!(value instanceof Date)) return undefined;
  const days = value.getTime() / 86_400_000;
  return Number.isInteger(days) && days >= minimumDay && days <= maximumDay ? days : undefined;
}

export function timeWriter(buffer: ColumnBuffer): Writer {
  return oneByOne(buffer, (value, at) => {
    const time = typeof value === "string" ? parseTimeOfDay(value) : undefined;
    if (time === undefined || time.fraction.length > 6) {
      return "it is no time of day with at most 6 fraction digits";
    }
    buffer.values[at] = BigInt(time.seconds) * 1_000_000n + BigInt(time.fraction.padEnd(6, "0"));
    return undefined;
  });
}

/** Instants and wall clocks are kept from 0001-01-01 to the end of 9999; nanoseconds as far as 64 bits reach. */
export function instantWriter(buffer: ColumnBuffer, precision: TimestampPrecision, zoned: boolean): Writer {
  const putText = instantText(buffer, precision, zoned);
  const putDate = instantDate(buffer, precision);
  return oneByOne(buffer, (value, at) => (value instanceof Date ? putDate(value, at) : putText(value, at)));
}

function instantDate(
  buffer: ColumnBuffer,
  precision: TimestampPrecision,
): (value: Date, at: number) => string | undefined {
  const perMilli = 10n ** BigInt(precision - 3);
  return (value, at) => {
    const millis = value.getTime();
    if (!(millis >= minimumDay * 86_400_000 && millis < (maximumDay + 1) * 86_400_000)) {
      return "it is outside the years 0001 to 9999";
    }
    if (precision !== 3) return putUnits(buffer, BigInt(millis) * perMilli, at);
    buffer.words[at * 2] = millis | 0;
    buffer.words[at * 2 + 1] = Math.floor(millis * wordFactor);
    return undefined;
  };
}

function instantText(buffer: ColumnBuffer, precision: TimestampPrecision, zoned: boolean): Put {
  const perSecond = 10n ** BigInt(precision);
  return (value, at) => {
    const instant = typeof value === "string" ? parseInstant(value) : undefined;
    if (instant === undefined) return "it is no point in time";
    if (zoned !== instant.zoned && !(instant.zoned && instant.utc)) {
      return zoned ? "it says no offset" : "it has an offset, and the column is a wall clock";
    }
    if (instant.fraction.length > precision) return `it has more than ${precision} fraction digits`;
    const days = Math.floor(instant.seconds / 86_400);
    if (days < minimumDay || days > maximumDay) return "in UTC it is outside the years 0001 to 9999";
    const fraction = BigInt(instant.fraction.padEnd(precision, "0"));
    return putUnits(buffer, BigInt(instant.seconds) * perSecond + fraction, at);
  };
}

function putUnits(buffer: ColumnBuffer, units: bigint, at: number): string | undefined {
  if (BigInt.asIntN(64, units) !== units) return "nanoseconds reach from 1677-09-21 to 2262-04-11 only";
  buffer.values[at] = units;
  return undefined;
}
