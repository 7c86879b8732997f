import type { Field, LogicalType, Member, TimestampPrecision } from "../logical-type.js";
import { mapType, type TypeMapping } from "../mapping.js";
import type { Schema } from "../schema.js";
import type { ParquetElement, ParquetLogicalType } from "./parquet-element.js";

/** How our files hold a type: the element itself, without its name and repetition, and what is below it. */
export interface ParquetType {
  readonly element: Omit<ParquetElement, "name" | "repetition_type" | "num_children">;
  readonly children: readonly ParquetChild[];
}

export interface ParquetChild extends ParquetType {
  readonly name: string;
  readonly repetition: "REQUIRED" | "OPTIONAL" | "REPEATED";
}

/**
 * Physical and logical type in our files. Instants of precision 3 have microseconds there too, `uuid` and `json` are text.
 * https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
 */
export const parquetTypes = {
  boolean: () => leaf("BOOLEAN"),
  int8: () => leaf("INT32", "INT_8", { type: "INTEGER", bitWidth: 8, isSigned: true }),
  int16: () => leaf("INT32", "INT_16", { type: "INTEGER", bitWidth: 16, isSigned: true }),
  int32: () => leaf("INT32"),
  int64: () => leaf("INT64"),
  float32: () => leaf("FLOAT"),
  float64: () => leaf("DOUBLE"),
  decimal: ({ precision, scale }) => {
    const held = leaf(decimalPhysical(precision), "DECIMAL", { type: "DECIMAL", precision, scale });
    const length = precision > 18 ? { type_length: bytesOf(precision) } : {};
    return { ...held, element: { ...held.element, ...length, precision, scale } };
  },
  string: () => text,
  binary: () => leaf("BYTE_ARRAY"),
  date: () => leaf("INT32", "DATE", { type: "DATE" }),
  time: () => leaf("INT64", "TIME_MICROS", { type: "TIME", isAdjustedToUTC: false, unit: "MICROS" }),
  timestamp: (type) => instant(type.precision, false),
  zonedTimestamp: (type) => instant(type.precision, true),
  uuid: () => text,
  json: () => text,
  list: ({ element }): ParquetType =>
    group("LIST", [
      { name: "list", repetition: "REPEATED", ...group(undefined, [child("element", element)]) },
    ]),
  map: ({ key, value }): ParquetType => {
    const entry = group(undefined, [child("key", key), child("value", value)]);
    return group("MAP", [{ name: "entries", repetition: "REPEATED", ...entry }]);
  },
  struct: ({ fields }): ParquetType =>
    group(
      undefined,
      fields.map((field) => child(field.name, field)),
    ),
} satisfies TypeMapping<ParquetType>;

/** The schema of our files, flat: each group before its children, the root first. `fieldsFromParquet` reads it back. */
export function parquetElements(schema: Schema): ParquetElement[] {
  const columns = schema.fields.map((field: Field) => child(field.name, field));
  return [{ name: "schema", num_children: columns.length }, ...columns.flatMap(flatten)];
}

/** `INT64 TIMESTAMP(MICROS, isAdjustedToUTC=false)`, `LIST(element INT32)`. */
export function parquetText({ element, children }: ParquetType): string {
  const { logical_type: logical } = element;
  if (children.length === 0) {
    const physical = `${element.type}${element.type_length === undefined ? "" : `(${element.type_length})`}`;
    return logical === undefined ? physical : `${physical} ${logicalText(logical)}`;
  }
  const inside = logical === undefined ? children : (children[0] as ParquetChild).children;
  return `${logical?.type ?? "GROUP"}(${inside.map((each) => `${each.name} ${parquetText(each)}`).join(", ")})`;
}

const text = leaf("BYTE_ARRAY", "UTF8", { type: "STRING" });

function leaf(type: string, converted?: string, logical?: ParquetLogicalType): ParquetType {
  const element = {
    type,
    ...(converted === undefined ? {} : { converted_type: converted }),
    ...(logical === undefined ? {} : { logical_type: logical }),
  };
  return { element, children: [] };
}

function group(annotation: "LIST" | "MAP" | undefined, children: readonly ParquetChild[]): ParquetType {
  const element =
    annotation === undefined ? {} : { converted_type: annotation, logical_type: { type: annotation } };
  return { element, children };
}

function child(name: string, { type, nullable }: Member): ParquetChild {
  return { name, repetition: nullable ? "OPTIONAL" : "REQUIRED", ...parquetType(type) };
}

function parquetType(type: LogicalType): ParquetType {
  return mapType<ParquetType>(parquetTypes, type);
}

function flatten({ name, repetition, element, children }: ParquetChild): ParquetElement[] {
  const count = children.length === 0 ? {} : { num_children: children.length };
  return [{ name, repetition_type: repetition, ...element, ...count }, ...children.flatMap(flatten)];
}

function decimalPhysical(precision: number): string {
  if (precision <= 9) return "INT32";
  return precision <= 18 ? "INT64" : "FIXED_LEN_BYTE_ARRAY";
}

/** The fewest bytes of two's complement that hold every integer of that many digits. */
function bytesOf(digits: number): number {
  const bits = (10n ** BigInt(digits) - 1n).toString(2).length + 1;
  return Math.ceil(bits / 8);
}

function instant(precision: TimestampPrecision, isAdjustedToUTC: boolean): ParquetType {
  const unit = precision === 9 ? "NANOS" : "MICROS";
  const converted = precision === 9 ? undefined : "TIMESTAMP_MICROS";
  return leaf("INT64", converted, { type: "TIMESTAMP", isAdjustedToUTC, unit });
}

function logicalText({ type, ...logical }: ParquetLogicalType): string {
  switch (type) {
    case "DECIMAL":
      return `DECIMAL(${logical.precision}, ${logical.scale})`;
    case "INTEGER":
      return `INT(${logical.bitWidth}, ${logical.isSigned})`;
    case "TIME":
    case "TIMESTAMP":
      return `${type}(${logical.unit}, isAdjustedToUTC=${logical.isAdjustedToUTC})`;
    default:
      return type;
  }
}

/** The scalar that a file alone says: its schema has no text but text, and microseconds for milliseconds. */
export function parquetKept(scalar: LogicalType): LogicalType {
  switch (scalar.id) {
    case "timestamp":
    case "zonedTimestamp":
      return scalar.precision === 3 ? { id: scalar.id, precision: 6 } : scalar;
    case "uuid":
    case "json":
      return { id: "string" };
    default:
      return scalar;
  }
}

/** What is different in our files. */
export function parquetNote(scalar: LogicalType): string | undefined {
  if (scalar.id === "uuid" || scalar.id === "json") return "text";
  const instant = scalar.id === "timestamp" || scalar.id === "zonedTimestamp";
  return instant && scalar.precision === 3 ? "microseconds, as every precision up to 6" : undefined;
}
