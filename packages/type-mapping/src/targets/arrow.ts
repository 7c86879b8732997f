import * as arrow from "apache-arrow";
import type { Field, LogicalType, Member } from "../logical-type.js";
import { mapType, type TypeMapping } from "../mapping.js";
import type { Schema } from "../schema.js";

/**
 * The Arrow type in which plugins hand values to each other. `uuid` and `json` travel as text; the logical type is
 * named in the field's metadata under `sluice.type`.
 */
export const arrowTypes = {
  boolean: () => new arrow.Bool(),
  int8: () => new arrow.Int8(),
  int16: () => new arrow.Int16(),
  int32: () => new arrow.Int32(),
  int64: () => new arrow.Int64(),
  float32: () => new arrow.Float32(),
  float64: () => new arrow.Float64(),
  decimal: (type) => new arrow.Decimal(type.scale, type.precision, 128),
  string: () => new arrow.Utf8(),
  binary: () => new arrow.Binary(),
  date: () => new arrow.DateDay(),
  time: () => new arrow.TimeMicrosecond(),
  timestamp: (type) => new arrow.Timestamp(unitOf(type.precision)),
  zonedTimestamp: (type) => new arrow.Timestamp(unitOf(type.precision), "UTC"),
  uuid: () => new arrow.Utf8(),
  json: () => new arrow.Utf8(),
  ...nested((): TypeMapping<arrow.DataType> => arrowTypes),
} satisfies TypeMapping<arrow.DataType>;

/**
 * The Arrow type a file is written from. Differs from `arrowTypes` for milliseconds only: files hold microseconds for
 * every precision up to 6, so that a reader of raw integers never has to know the precision.
 */
export const storedArrowTypes = {
  ...arrowTypes,
  timestamp: (type) => new arrow.Timestamp(storedUnitOf(type.precision)),
  zonedTimestamp: (type) => new arrow.Timestamp(storedUnitOf(type.precision), "UTC"),
  ...nested((): TypeMapping<arrow.DataType> => storedArrowTypes),
} satisfies TypeMapping<arrow.DataType>;

/** The Arrow schema of `schema` as plugins hand it on. */
export function arrowSchema(schema: Schema): arrow.Schema {
  return new arrow.Schema(schema.fields.map((field) => arrowField(field, arrowTypes)));
}

/** The Arrow schema of `schema` as files hold it. */
export function storedArrowSchema(schema: Schema): arrow.Schema {
  return new arrow.Schema(schema.fields.map((field) => arrowField(field, storedArrowTypes)));
}

// Each level is named as in Parquet; Arrow in JavaScript names the entries of a map itself.
function nested(mapping: () => TypeMapping<arrow.DataType>) {
  const member = (name: string, of: Member): arrow.Field => arrowField({ name, ...of }, mapping());
  return {
    list: (type) => new arrow.List(member("element", type.element)),
    map: (type) => {
      const entry = new arrow.Struct([member("key", type.key), member("value", type.value)]);
      return new arrow.Map_(new arrow.Field("entries", entry, false));
    },
    struct: (type) => new arrow.Struct(type.fields.map((field) => arrowField(field, mapping()))),
  } satisfies Partial<TypeMapping<arrow.DataType>>;
}

function arrowField({ name, type, nullable }: Field, mapping: TypeMapping<arrow.DataType>): arrow.Field {
  const metadata = type.id === "uuid" || type.id === "json" ? new Map([["sluice.type", type.id]]) : undefined;
  return new arrow.Field(name, mapType(mapping, type), nullable, metadata);
}

function unitOf(precision: 3 | 6 | 9): arrow.TimeUnit {
  if (precision === 3) return arrow.TimeUnit.MILLISECOND;
  return precision === 6 ? arrow.TimeUnit.MICROSECOND : arrow.TimeUnit.NANOSECOND;
}

function storedUnitOf(precision: 3 | 6 | 9): arrow.TimeUnit {
  return precision === 9 ? arrow.TimeUnit.NANOSECOND : arrow.TimeUnit.MICROSECOND;
}

/** What is different in Arrow. */
export function arrowNote(scalar: LogicalType): string | undefined {
  if (scalar.id !== "uuid" && scalar.id !== "json") return undefined;
  return `text; the field's metadata says sluice.type=${scalar.id}`;
}
