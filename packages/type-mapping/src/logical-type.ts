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
  | { readonly id: "json" }
  | { readonly id: "list"; readonly element: Member }
  | { readonly id: "map"; readonly key: Member; readonly value: Member }
  | { readonly id: "struct"; readonly fields: readonly Field[] };

/** What stands inside a list or map. */
export interface Member {
  readonly type: LogicalType;
  readonly nullable: boolean;
  /** The JavaScript value wanted instead of the type's own one, where it is exact. */
  readonly as?: "number" | "date";
}

/** A named column of a table or struct. Plain data: it is written to the log as it is. */
export interface Field extends Member {
  readonly name: string;
  readonly comment?: string;
}

export type LogicalTypeId = LogicalType["id"];

export type LogicalTypeOf<Id extends LogicalTypeId> = Extract<LogicalType, { id: Id }>;

/** The type as people write it: `decimal(12,2)`, `list(int64?)`, `struct("a" int64, "b" string?)`. */
export function typeText(type: LogicalType): string {
  switch (type.id) {
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    case "timestamp":
    case "zonedTimestamp":
      return `${type.id}(${type.precision})`;
    case "list":
      return `list(${memberText(type.element)})`;
    case "map":
      return `map(${memberText(type.key)}, ${memberText(type.value)})`;
    case "struct":
      return `struct(${fieldsText(type.fields)})`;
    default:
      return type.id;
  }
}

/** Fields as one line, `"id" int64, "customer" string?`: equal text, equal stored columns. */
export function fieldsText(fields: readonly Field[]): string {
  return fields.map((field) => `${JSON.stringify(field.name)} ${memberText(field)}`).join(", ");
}

/** Equal when every value of one is the same value of the other. */
export function typesEqual(left: LogicalType, right: LogicalType): boolean {
  return typeText(left) === typeText(right);
}

/** The type of what stands inside a list, map or table, with `?` where it may be null. */
export function memberText({ type, nullable }: Member): string {
  return `${typeText(type)}${nullable ? "?" : ""}`;
}
