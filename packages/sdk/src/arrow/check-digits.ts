import type { Field } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { decimalText, integerAt } from "../pack/decimal.js";
import { isValid } from "../pack/gather.js";
import { valueError } from "../pack/value-error.js";
import type { Position } from "./position.js";

/** `VALUE_UNSUPPORTED` for decimals of more digits than `type` has. Both have the same digits after the point. */
export function checkDigits(
  data: arrow.Data,
  type: arrow.Decimal,
  field: Field,
  position: Position,
): arrow.Data {
  const words = data.values as unknown as Uint32Array;
  const end = 10n ** BigInt(type.precision);
  for (let row = 0; row < data.length; row++) {
    if (!isValid(data, row) || !position.counts(row)) continue;
    const unscaled = integerAt(words, row * 4);
    if (unscaled < end && unscaled > -end) continue;
    throw valueError(
      field,
      position.rowOf(row),
      decimalText(unscaled, type.scale),
      `it has more than ${type.precision} digits`,
    );
  }
  return data;
}
