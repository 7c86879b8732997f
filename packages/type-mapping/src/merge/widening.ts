import { type LogicalType, typesEqual } from "../logical-type.js";

const ladders: readonly (readonly LogicalType["id"][])[] = [
  ["int8", "int16", "int32", "int64"],
  ["float32", "float64"],
];

/** Whether `to` is a wider integer, a wider float, or a decimal with more digits before the point and as many after it. */
export function isWidening(from: LogicalType, to: LogicalType): boolean {
  if (from.id === "decimal" && to.id === "decimal") {
    return from.scale === to.scale && from.precision < to.precision;
  }
  const ladder = ladders.find((each) => each.includes(from.id)) ?? [];
  return ladder.indexOf(to.id) > ladder.indexOf(from.id);
}

/** The one of two scalar types that holds the values of both, or nothing. */
export function widerType(left: LogicalType, right: LogicalType): LogicalType | undefined {
  if (typesEqual(left, right) || isWidening(right, left)) return left;
  return isWidening(left, right) ? right : undefined;
}
