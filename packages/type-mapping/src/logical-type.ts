/** Fractional-second digits a timestamp can keep: milliseconds, microseconds or nanoseconds. */
export type TimestampPrecision = 3 | 6 | 9;

/** What a column means, independent of any language, file or engine. Plain data: it is written to the log as it is. */
export type LogicalType =
  | { readonly id: "boolean" }
  | { readonly id: "int8" }
  | { readonly id: "int16" }
  | { readonly id: "int32" }
  | { readonly id: "int64" }
  | { readonly id: "float32" }
  | { readonly id: "float64" }
  | { readonly id: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly id: "string" }
  | { readonly id: "binary" }
  | { readonly id: "date" }
  | { readonly id: "time" }
  | { readonly id: "timestamp"; readonly precision: TimestampPrecision }
  | { readonly id: "zonedTimestamp"; readonly precision: TimestampPrecision }
  | { readonly id: "uuid" }
  | { readonly id: "json" };

export type LogicalTypeId = LogicalType["id"];

export type LogicalTypeOf<Id extends LogicalTypeId> = Extract<LogicalType, { id: Id }>;

/** The type as people write it: `decimal(12,2)`, `timestamp(3)`, `int64`. */
export function typeText(type: LogicalType): string {
  switch (type.id) {
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    case "timestamp":
    case "zonedTimestamp":
      return `${type.id}(${type.precision})`;
    default:
      return type.id;
  }
}

/** Why there is no such type, or nothing: parameters are out of range, or the id is unknown. */
export function typeFault(type: LogicalType): string | undefined {
  switch (type.id) {
    case "decimal": {
      const { precision, scale } = type;
      const whole = Number.isInteger(precision) && Number.isInteger(scale);
      const fits = whole && precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision;
      return fits ? undefined : "precision is 1 to 38 and scale 0 to precision";
    }
    case "timestamp":
    case "zonedTimestamp":
      return [3, 6, 9].includes(type.precision) ? undefined : "precision is 3, 6 or 9";
    default:
      return undefined;
  }
}

/** Equal when every value of one is the same value of the other. */
export function typesEqual(left: LogicalType, right: LogicalType): boolean {
  return typeText(left) === typeText(right);
}
