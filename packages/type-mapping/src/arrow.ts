import * as arrow from "apache-arrow";
import { mapType, type TypeMapping } from "./mapping.js";
import type { Field, Schema } from "./schema.js";

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
} satisfies TypeMapping<arrow.DataType>;

/**
 * The Arrow type a file is written from. Differs from `arrowTypes` for milliseconds only: files hold microseconds for
 * every precision up to 6, so that a reader of raw integers never has to know the precision.
 */
export const storedArrowTypes = {
  ...arrowTypes,
  timestamp: (type) => new arrow.Timestamp(storedUnitOf(type.precision)),
  zonedTimestamp: (type) => new arrow.Timestamp(storedUnitOf(type.precision), "UTC"),
} satisfies TypeMapping<arrow.DataType>;

/** The Arrow schema of `schema` as plugins hand it on. */
export function arrowSchema(schema: Schema): arrow.Schema {
  return new arrow.Schema(schema.fields.map((field) => arrowField(field, arrowTypes)));
}

/** The Arrow schema of `schema` as files hold it. */
export function storedArrowSchema(schema: Schema): arrow.Schema {
  return new arrow.Schema(schema.fields.map((field) => arrowField(field, storedArrowTypes)));
}

function arrowField(field: Field, mapping: TypeMapping<arrow.DataType>): arrow.Field {
  const { id } = field.type;
  const metadata = id === "uuid" || id === "json" ? new Map([["sluice.type", id]]) : undefined;
  return new arrow.Field(field.name, mapType(mapping, field.type), field.nullable, metadata);
}

function unitOf(precision: 3 | 6 | 9): arrow.TimeUnit {
  if (precision === 3) return arrow.TimeUnit.MILLISECOND;
  return precision === 6 ? arrow.TimeUnit.MICROSECOND : arrow.TimeUnit.NANOSECOND;
}

function storedUnitOf(precision: 3 | 6 | 9): arrow.TimeUnit {
  return precision === 9 ? arrow.TimeUnit.NANOSECOND : arrow.TimeUnit.MICROSECOND;
}
