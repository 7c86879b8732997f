import type { LogicalTypeOf } from "@sluice/type-mapping";
import type { ColumnBuffer } from "../column-buffer.js";
import { parseDecimal, parseShortDecimal } from "../decimal.js";
import { valueError } from "../value-error.js";
import { type Writer, wordFactor } from "./writer.js";

export function booleanWriter(buffer: ColumnBuffer): Writer {
  return (value, at, row) => {
    if (typeof value !== "boolean") throw valueError(buffer.field, row, value, "it is no boolean");
    if (value) buffer.values[at >> 3] = Number(buffer.values[at >> 3]) | (1 << (at & 7));
  };
}

export function integerWriter(buffer: ColumnBuffer, minimum: number, maximum: number): Writer {
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

export function int64Writer(buffer: ColumnBuffer): Writer {
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

export function float32Writer(buffer: ColumnBuffer): Writer {
  return (value, at, row) => {
    if (typeof value !== "number") throw valueError(buffer.field, row, value, "it is no number");
    if (Math.fround(value) !== value && !Number.isNaN(value)) {
      throw valueError(buffer.field, row, value, "it has no exact single-precision form");
    }
    buffer.values[at] = value;
  };
}

export function float64Writer(buffer: ColumnBuffer): Writer {
  return (value, at, row) => {
    if (typeof value !== "number") throw valueError(buffer.field, row, value, "it is no number");
    buffer.values[at] = value;
  };
}

export function decimalWriter(buffer: ColumnBuffer, type: LogicalTypeOf<"decimal">): Writer {
  const { precision, scale } = type;
  const bound = 10n ** BigInt(precision);
  const shortBound = precision <= 15 ? 10 ** precision : Number.POSITIVE_INFINITY;
  return (value, at, row) => {
    if (typeof value !== "string") throw valueError(buffer.field, row, value, "it is no text of a decimal");
    const { words } = buffer;
    const word = at * 4;
    const short = parseShortDecimal(value, scale);
    // NaN is in no range.
    if (short > -shortBound && short < shortBound) {
      words[word] = short | 0;
      // New memory is zero, which is the rest of most of them.
      if (short < 0 || short > 0x7fffffff) {
        words[word + 1] = Math.floor(short * wordFactor);
        words[word + 2] = words[word + 3] = short < 0 ? -1 : 0;
      }
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
