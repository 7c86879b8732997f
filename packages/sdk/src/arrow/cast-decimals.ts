import type { Field } from "@sluice/type-mapping";
import * as arrow from "apache-arrow";
import { ColumnBuffer } from "../pack/column-buffer.js";
import { decimalText, integerAt } from "../pack/decimal.js";
import { isValid } from "../pack/gather.js";
import { valueError } from "../pack/value-error.js";
import type { Position } from "./position.js";

/** Integers, and decimals of any width and scale, as `type`. `VALUE_UNSUPPORTED` for a value it does not hold exactly. */
export function castDecimals(
  data: arrow.Data,
  type: arrow.Decimal,
  field: Field,
  position: Position,
): arrow.Data {
  const source = data.type as arrow.Decimal | arrow.Int;
  const scale = arrow.DataType.isDecimal(source) ? source.scale : 0;
  const unscaledAt = arrow.DataType.isDecimal(source) ? wideInteger(data, source) : integer(data);
  const shift = type.scale - scale;
  const factor = 10n ** BigInt(Math.abs(shift));
  const end = 10n ** BigInt(type.precision);
  const buffer = new ColumnBuffer(field, type, Math.max(data.length, 1));
  const words = new BigUint64Array(buffer.words.buffer, buffer.words.byteOffset, data.length * 2);
  for (let row = 0; row < data.length; row++) {
    if (!isValid(data, row)) buffer.markNull(row);
    else if (position.counts(row)) {
      const given = unscaledAt(row);
      const value = shift >= 0 ? given * factor : given / factor;
      const inexact = shift < 0 && value * factor !== given;
      if (inexact || value >= end || value <= -end) {
        const why = inexact
          ? `it has more than ${type.scale} digits after the point`
          : `it has more than ${type.precision} digits`;
        const text = scale < 0 ? String(given * 10n ** BigInt(-scale)) : decimalText(given, scale);
        throw valueError(field, position.rowOf(row), text, why);
      }
      words[row * 2] = BigInt.asUintN(64, value);
      words[row * 2 + 1] = BigInt.asUintN(64, value >> 64n);
    }
  }
  return buffer.finish(data.length);
}

function integer({ values }: arrow.Data): (row: number) => bigint {
  return (row) => BigInt(values[row] as number | bigint);
}

function wideInteger({ values }: arrow.Data, { bitWidth }: arrow.Decimal): (row: number) => bigint {
  const words = values as Uint32Array;
  const width = bitWidth / 32;
  return (row) => integerAt(words, row * width, width);
}
