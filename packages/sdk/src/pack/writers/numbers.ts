import type { LogicalTypeOf } from "@sluice/type-mapping";
import type { ColumnBuffer } from "../column-buffer.js";
import { parseDecimal, parseShortDecimal } from "../decimal.js";
import { textLength } from "./text-length.js";
import { oneByOne, refusal, type Writer, wordFactor } from "./writer.js";

// Most values of most tables are numbers and short texts: their writers have a loop of their own, in which nothing is
// called for a value that fits.

export function booleanWriter(buffer: ColumnBuffer): Writer {
  return oneByOne(buffer, (value, at) => {
    if (typeof value !== "boolean") return "it is no boolean";
    if (value) buffer.values[at >> 3] = Number(buffer.values[at >> 3]) | (1 << (at & 7));
    return undefined;
  });
}

export function integerWriter(buffer: ColumnBuffer, minimum: number, maximum: number): Writer {
  const refuse = refusal(buffer);
  return (given, count, at, rowOf) => {
    const { values } = buffer;
    for (let index = 0; index < count; index++) {
      const value = given[index];
      if (typeof value === "number" && Number.isInteger(value) && value >= minimum && value <= maximum) {
        values[at + index] = value;
      } else {
        const isInteger = typeof value === "number" && Number.isInteger(value);
        const reason = isInteger ? `it is outside ${minimum} to ${maximum}` : "it is no integer";
        refuse(value, index, at, rowOf, reason);
      }
    }
  };
}

export function int64Writer(buffer: ColumnBuffer): Writer {
  const refuse = refusal(buffer);
  return (given, count, at, rowOf) => {
    const { values, words } = buffer;
    for (let index = 0; index < count; index++) {
      const value = given[index];
      if (typeof value === "bigint" && BigInt.asIntN(64, value) === value) {
        values[at + index] = value;
      } else if (typeof value === "number" && Number.isSafeInteger(value)) {
        const word = (at + index) * 2;
        words[word] = value | 0;
        words[word + 1] = Math.floor(value * wordFactor);
      } else {
        refuse(value, index, at, rowOf, reasonAgainst(value));
      }
    }
  };
}

function reasonAgainst(value: unknown): string {
  if (typeof value === "bigint") return "it is outside 64 bits";
  return typeof value === "number" ? "as a number it is no exact integer" : "it is no integer";
}

export function float32Writer(buffer: ColumnBuffer): Writer {
  return oneByOne(buffer, (value, at) => {
    if (typeof value !== "number") return "it is no number";
    if (Math.fround(value) !== value && !Number.isNaN(value)) return "it has no exact single-precision form";
    buffer.values[at] = value;
    return undefined;
  });
}

export function float64Writer(buffer: ColumnBuffer): Writer {
  const refuse = refusal(buffer);
  return (given, count, at, rowOf) => {
    const { values } = buffer;
    for (let index = 0; index < count; index++) {
      const value = given[index];
      if (typeof value === "number") values[at + index] = value;
      else refuse(value, index, at, rowOf, "it is no number");
    }
  };
}

export function decimalWriter(buffer: ColumnBuffer, { precision, scale }: LogicalTypeOf<"decimal">): Writer {
  const shortBound = precision <= 15 ? 10 ** precision : Number.POSITIVE_INFINITY;
  const putLong = longDecimal(buffer, precision, scale);
  const refuse = refusal(buffer);
  return (given, count, at, rowOf) => {
    const { words } = buffer;
    const texts = textLength(given, count) > 0;
    for (let index = 0; index < count; index++) {
      const value = given[index];
      const short = texts && typeof value === "string" ? parseShortDecimal(value, scale) : Number.NaN;
      // NaN is in no range.
      if (short > -shortBound && short < shortBound) {
        const word = (at + index) * 4;
        words[word] = short | 0;
        // New memory is zero, which is the rest of most of them.
        if (short < 0 || short > 0x7fffffff) {
          words[word + 1] = Math.floor(short * wordFactor);
          words[word + 2] = words[word + 3] = short < 0 ? -1 : 0;
        }
      } else {
        const reason = typeof value === "string" ? putLong(value, at + index) : "it is no text of a decimal";
        if (reason !== undefined) refuse(value, index, at, rowOf, reason);
      }
    }
  };
}

/** Puts decimals of any length. */
function longDecimal(
  buffer: ColumnBuffer,
  precision: number,
  scale: number,
): (text: string, at: number) => string | undefined {
  const bound = 10n ** BigInt(precision);
  return (text, at) => {
    const unscaled = parseDecimal(text, scale);
    if (unscaled === undefined) return `it is no decimal with at most ${scale} fraction digits`;
    if (unscaled >= bound || -unscaled >= bound) {
      return `it has more than ${precision - scale} digits before the point`;
    }
    for (let index = 0; index < 4; index++) {
      buffer.words[at * 4 + index] = Number(BigInt.asIntN(32, unscaled >> BigInt(32 * index)));
    }
    return undefined;
  };
}
