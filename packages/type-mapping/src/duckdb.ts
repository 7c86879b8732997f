import type { TypeMapping } from "./mapping.js";

/** The type as DuckDB writes it and as SQL users of the published view see it. */
export const duckdbTypes = {
  boolean: () => "BOOLEAN",
  int8: () => "TINYINT",
  int16: () => "SMALLINT",
  int32: () => "INTEGER",
  int64: () => "BIGINT",
  float32: () => "FLOAT",
  float64: () => "DOUBLE",
  decimal: (type) => `DECIMAL(${type.precision},${type.scale})`,
  string: () => "VARCHAR",
  binary: () => "BLOB",
  date: () => "DATE",
  time: () => "TIME",
  timestamp: (type) => (type.precision === 9 ? "TIMESTAMP_NS" : "TIMESTAMP"),
  // DuckDB keeps instants in microseconds; nanoseconds are presented as wall clock in UTC, exact to the last digit.
  zonedTimestamp: (type) => (type.precision === 9 ? "TIMESTAMP_NS" : "TIMESTAMP WITH TIME ZONE"),
  uuid: () => "UUID",
  json: () => "JSON",
} satisfies TypeMapping<string>;
