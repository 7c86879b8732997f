import type { LogicalType } from "@sluice/type-mapping";
import { dayText, instantText, timeText } from "../pack/calendar.js";
import { decimalText } from "../pack/decimal.js";
import type { ConditionValue } from "../plugin/type-handler.js";

/** A plain value of a condition as loading a column of that type gives it, instants always as text. */
export function loadedValue(type: LogicalType, value: ConditionValue): unknown {
  switch (type.id) {
    case "int8":
    case "int16":
    case "int32":
      return Number(value);
    case "decimal":
      return decimalText(BigInt(value as bigint), type.scale);
    case "date":
      return dayText(Number(value));
    case "time":
      return timeText(Number(value));
    case "timestamp":
      return instant(BigInt(value as bigint), type.precision);
    case "zonedTimestamp":
      return `${instant(BigInt(value as bigint), type.precision)}Z`;
    default:
      return value;
  }
}

function instant(units: bigint, precision: number): string {
  const perSecond = 10n ** BigInt(precision);
  const fraction = ((units % perSecond) + perSecond) % perSecond;
  return instantText(Number((units - fraction) / perSecond), Number(fraction), precision);
}
