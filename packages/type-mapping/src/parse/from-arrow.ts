import * as arrow from "apache-arrow";
import type { Field, LogicalType, TimestampPrecision } from "../logical-type.js";
import type { Schema } from "../schema.js";
import { integerType } from "./integer-type.js";
import { checked } from "./read-type.js";

/** The schema whose columns hold every value of an Arrow schema. `RangeError` names the column that has no such type. */
export function schemaFromArrow(schema: arrow.Schema): Schema {
  return { fields: schema.fields.map((field) => fieldFromArrow(field)) };
}

/**
 * The column that holds every value of an Arrow field: unsigned integers become the next wider signed one, uint64
 * `decimal(20,0)`; seconds become milliseconds, dictionaries their values. Texts whose metadata says so are `uuid` or
 * `json`. `RangeError` for a type there is no exact equal of; it names the place inside the column.
 */
export function fieldFromArrow(field: arrow.Field): Field {
  const read = readField(field, [field.name]);
  checked(read.type, `${String(field.type)}, Arrow's "${field.name}"`);
  return read;
}

/** As `fieldFromArrow`, for a type alone. */
export function typeFromArrow(type: arrow.DataType): LogicalType {
  return checked(readType(type, []), String(type));
}

function readField(field: arrow.Field, path: readonly string[]): Field {
  return {
    name: field.name,
    type: namedType(field) ?? readType(field.type, path),
    nullable: field.nullable,
  };
}

/** What the metadata says, which is more than the Arrow type does. */
function namedType({ type, metadata }: arrow.Field): LogicalType | undefined {
  const name = metadata.get("sluice.type") ?? metadata.get("ARROW:extension:name");
  const text = arrow.DataType.isUtf8(type) || arrow.DataType.isLargeUtf8(type);
  if (text && (name === "json" || name === "arrow.json")) return { id: "json" };
  if (text && name === "uuid") return { id: "uuid" };
  const bytes = arrow.DataType.isFixedSizeBinary(type) && type.byteWidth === 16;
  return bytes && name === "arrow.uuid" ? { id: "uuid" } : undefined;
}

function readType(type: arrow.DataType, path: readonly string[]): LogicalType {
  const { DataType } = arrow;
  if (DataType.isBool(type)) return { id: "boolean" };
  if (DataType.isInt(type)) return integerType(type.bitWidth, type.isSigned);
  if (DataType.isFloat(type))
    return { id: type.precision === arrow.Precision.DOUBLE ? "float64" : "float32" };
  if (DataType.isDecimal(type)) return decimalType(type, path);
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type))
    return { id: "string" };
  if (
    DataType.isBinary(type) ||
    DataType.isLargeBinary(type) ||
    DataType.isBinaryView(type) ||
    DataType.isFixedSizeBinary(type)
  ) {
    return { id: "binary" };
  }
  if (DataType.isDate(type)) return { id: "date" };
  if (DataType.isTime(type)) {
    if (type.unit === arrow.TimeUnit.NANOSECOND) {
      throw refused(type, path, "times have microseconds here; cast it to time64[us]");
    }
    return { id: "time" };
  }
  if (DataType.isTimestamp(type)) {
    return { id: type.timezone ? "zonedTimestamp" : "timestamp", precision: precisionOf(type.unit) };
  }
  if (DataType.isDictionary(type)) return readType(type.dictionary, path);
  if (DataType.isList(type) || DataType.isLargeList(type) || DataType.isFixedSizeList(type)) {
    const element = memberFrom(type.children[0] as arrow.Field, [...path, "element"]);
    return { id: "list", element };
  }
  if (DataType.isMap(type)) {
    const [key, value] = (type.children[0] as arrow.Field<arrow.Struct>).type.children;
    return {
      id: "map",
      key: { ...memberFrom(key as arrow.Field, [...path, "key"]), nullable: false },
      value: memberFrom(value as arrow.Field, [...path, "value"]),
    };
  }
  if (DataType.isStruct(type)) {
    return { id: "struct", fields: type.children.map((field) => readField(field, [...path, field.name])) };
  }
  throw refused(type, path, insteadOf(type));
}

function memberFrom(field: arrow.Field, path: readonly string[]): { type: LogicalType; nullable: boolean } {
  const { type, nullable } = readField(field, path);
  return { type, nullable };
}

/** A negative scale and one beyond the precision stand for zeros, which ours writes out. */
function decimalType(type: arrow.Decimal, path: readonly string[]): LogicalType {
  const scale = Math.max(type.scale, 0);
  const precision = Math.max(type.precision + Math.max(-type.scale, 0), scale);
  if (precision > 38) throw refused(type, path, "decimals have at most 38 digits here; cast it to text");
  return { id: "decimal", precision, scale };
}

function precisionOf(unit: arrow.TimeUnit): TimestampPrecision {
  if (unit === arrow.TimeUnit.NANOSECOND) return 9;
  return unit === arrow.TimeUnit.MICROSECOND ? 6 : 3;
}

function insteadOf(type: arrow.DataType): string {
  if (arrow.DataType.isNull(type)) return "it is the type of null alone; cast it to the type it should have";
  if (arrow.DataType.isDuration(type)) return "there are no durations; cast it to int64";
  if (arrow.DataType.isInterval(type)) return "there are no intervals; keep a number of the unit";
  if (arrow.DataType.isUnion(type)) return "there are no unions; keep a struct with a field for each";
  return "there is no exact equal; cast it to a type that has one";
}

function refused(type: arrow.DataType, path: readonly string[], why: string): RangeError {
  const where = path.length === 0 ? "" : ` of ${path.join(".")}`;
  return new RangeError(`The Arrow type ${String(type)}${where} cannot be read: ${why}.`);
}
