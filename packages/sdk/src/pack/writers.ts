import type { LogicalTypeOf, TimestampPrecision } from "@sluice/type-mapping";
import { maximumDay, minimumDay, parseDay, parseInstant, parseTimeOfDay } from "./calendar.js";
import type { ColumnBuffer } from "./column-buffer.js";
import { parseDecimal, parseShortDecimal } from "./decimal.js";
import { valueError } from "./value-error.js";

/** Puts one value that is not null at position `at`. `row` is for messages. */
export type Writer = (value: unknown, at: number, row: number) => void;

/** The writer of a column: takes what `RowInput` allows, and throws `VALUE_UNSUPPORTED` for what it cannot keep exactly. */
export function writerOf(buffer: ColumnBuffer): Writer {
  const { type } = buffer.field;
  switch (type.id) {
    case "boolean":
      return booleanWriter(buffer);
    case "int8":
      return integerWriter(buffer, -0x80, 0x7f);
    case "int16":
      return integerWriter(buffer, -0x8000, 0x7fff);
    case "int32":
      return integerWriter(buffer, -0x80000000, 0x7fffffff);
    case "int64":
      return int64Writer(buffer);
    case "float32":
      return float32Writer(buffer);
    case "float64":
      return float64Writer(buffer);
    case "decimal":
      return decimalWriter(buffer, type);
    case "string":
      return stringWriter(buffer);
    case "binary":
      return binaryWriter(buffer);
    case "date":
      return dateWriter(buffer);
    case "time":
      return timeWriter(buffer);
    case "timestamp":
    case "zonedTimestamp":
      return instantWriter(buffer, type.precision, type.id === "zonedTimestamp");
    case "uuid":
      return uuidWriter(buffer);
    case "json":
      return jsonWriter(buffer);
  }
}

const wordFactor = 2 ** -32;

function booleanWriter(buffer: ColumnBuffer): Writer {
  return (value, at, row) => {
    if (typeof value !== "boolean") throw valueError(buffer.field, row, value, "it is no boolean");
    if (value) buffer.values[at >> 3] = Number(buffer.values[at >> 3]) | (1 << (at & 7));
  };
}

function integerWriter(buffer: ColumnBuffer, minimum: number, maximum: number): Writer {
  return (value, at, row) => {
    if (typeof value !== "number" || !Number.isInteger(value)) {
      throw valueError(buffer.field, row, value, "it is no integer");
    }
    if (value < minimum || value > maximum) {
      throw valueError(buffer.field, row, value, `it is outside ${minimum} to ${maximum}`);
    }
    buffer.values[at] = value;
  };
}

function int64Writer(buffer: ColumnBuffer): Writer {
  return (value, at, row) => {
    if (typeof value === "number") {
      if (!Number.isSafeInteger(value)) {
        throw valueError(buffer.field, row, value, "as a number it is no exact integer");
      }
      const word = at * 2;
      buffer.words[word] = value | 0;
      buffer.words[word + 1] = Math.floor(value * wordFactor);
      return;
    }
    if (typeof value !== "bigint") throw valueError(buffer.field, row, value, "it is no integer");
    if (BigInt.asIntN(64, value) !== value)
      throw valueError(buffer.field, row, value, "it is outside 64 bits");
    buffer.values[at] = value;
  };
}

function float32Writer(buffer: ColumnBuffer): Writer {
  return (value, at, row) => {
    if (typeof value !== "number") throw valueError(buffer.field, row, value, "it is no number");
    if (Math.fround(value) !== value && !Number.isNaN(value)) {
      throw valueError(buffer.field, row, value, "it has no exact single-precision form");
    }
    buffer.values[at] = value;
  };
}

function float64Writer(buffer: ColumnBuffer): Writer {
  return (value, at, row) => {
    if (typeof value !== "number") throw valueError(buffer.field, row, value, "it is no number");
    buffer.values[at] = value;
  };
}

function decimalWriter(buffer: ColumnBuffer, type: LogicalTypeOf<"decimal">): Writer {
  const { precision, scale } = type;
  const bound = 10n ** BigInt(precision);
  const shortBound = precision <= 15 ? 10 ** precision : Number.POSITIVE_INFINITY;
  return (value, at, row) => {
    if (typeof value !== "string") throw valueError(buffer.field, row, value, "it is no text of a decimal");
    const { words } = buffer;
    const word = at * 4;
    const short = parseShortDecimal(value, scale);
    if (short !== undefined) {
      if (Math.abs(short) >= shortBound) throw tooWide(value, row);
      words[word] = short | 0;
      words[word + 1] = Math.floor(short * wordFactor);
      words[word + 2] = words[word + 3] = short < 0 ? -1 : 0;
      return;
    }
    const unscaled = parseDecimal(value, scale);
    if (unscaled === undefined) {
      throw valueError(buffer.field, row, value, `it is no decimal with at most ${scale} fraction digits`);
    }
    if (unscaled >= bound || -unscaled >= bound) throw tooWide(value, row);
    for (let index = 0; index < 4; index++) {
      words[word + index] = Number(BigInt.asIntN(32, unscaled >> BigInt(32 * index)));
    }
  };
  function tooWide(value: string, row: number): Error {
    return valueError(
      buffer.field,
      row,
      value,
      `it has more than ${precision - scale} digits before the point`,
    );
  }
}

// Below this length a loop over the characters beats a call into the runtime.
const shortText = 24;

function stringWriter(buffer: ColumnBuffer): Writer {
  return (value, at, row) => {
    if (typeof value !== "string") throw valueError(buffer.field, row, value, "it is no text");
    appendText(buffer, value, at, row);
  };
}

function appendText(buffer: ColumnBuffer, text: string, at: number, row: number): void {
  const { length } = text;
  buffer.ensureBytes(length * 3);
  const { data } = buffer;
  let position = buffer.used;
  if (length <= shortText) {
    let index = 0;
    for (; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code > 127) break;
      data[position++] = code;
    }
    if (index === length) {
      buffer.used = position;
      buffer.offsets[at + 1] = position;
      return;
    }
  }
  if (!text.isWellFormed()) {
    throw valueError(buffer.field, row, text, "it holds half a character (a lone surrogate)");
  }
  buffer.used += data.write(text, buffer.used, "utf8");
  buffer.offsets[at + 1] = buffer.used;
}

function binaryWriter(buffer: ColumnBuffer): Writer {
  return (value, at, row) => {
    if (!(value instanceof Uint8Array)) throw valueError(buffer.field, row, value, "it is no Uint8Array");
    buffer.ensureBytes(value.length);
    buffer.data.set(value, buffer.used);
    buffer.used += value.length;
    buffer.offsets[at + 1] = buffer.used;
  };
}

function dateWriter(buffer: ColumnBuffer): Writer {
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

function timeWriter(buffer: ColumnBuffer): Writer {
  return (value, at, row) => {
    const time = typeof value === "string" ? parseTimeOfDay(value) : undefined;
    if (time === undefined || time.fraction.length > 6) {
      throw valueError(buffer.field, row, value, "it is no time of day with at most 6 fraction digits");
    }
    buffer.values[at] = BigInt(time.seconds) * 1_000_000n + BigInt(time.fraction.padEnd(6, "0"));
  };
}

/** Instants and wall clocks are kept from 0001-01-01 to the end of 9999; nanoseconds as far as 64 bits reach. */
function instantWriter(buffer: ColumnBuffer, precision: TimestampPrecision, zoned: boolean): Writer {
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

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function uuidWriter(buffer: ColumnBuffer): Writer {
  return (value, at, row) => {
    if (typeof value !== "string" || !uuidPattern.test(value)) {
      throw valueError(buffer.field, row, value, "it is no UUID");
    }
    appendText(buffer, value.toLowerCase(), at, row);
  };
}

function jsonWriter(buffer: ColumnBuffer): Writer {
  return (value, at, row) => {
    if (typeof value !== "string") throw valueError(buffer.field, row, value, "it is no text");
    try {
      JSON.parse(value);
    } catch {
      throw valueError(buffer.field, row, value, "it is no JSON");
    }
    appendText(buffer, value, at, row);
  };
}
