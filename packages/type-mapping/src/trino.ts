import type { TypeMapping } from "./mapping.js";

/** The type as Trino writes it and as SQL users of the published relation see it. */
export const trinoTypes = {
  boolean: () => "boolean",
  int8: () => "tinyint",
  int16: () => "smallint",
  int32: () => "integer",
  int64: () => "bigint",
  float32: () => "real",
  float64: () => "double",
  decimal: (type) => `decimal(${type.precision},${type.scale})`,
  string: () => "varchar",
  binary: () => "varbinary",
  date: () => "date",
  time: () => "time(6)",
  timestamp: (type) => `timestamp(${type.precision})`,
  zonedTimestamp: (type) => `timestamp(${type.precision}) with time zone`,
  uuid: () => "uuid",
  json: () => "json",
} satisfies TypeMapping<string>;
