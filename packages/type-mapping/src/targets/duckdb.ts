import type { LogicalType } from "../logical-type.js";
import { mapType, type TypeMapping } from "../mapping.js";
import { quotedName } from "../quoted-name.js";

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
  // DuckDB has no instants of nanoseconds. A literal is their wall clock in UTC.
  zonedTimestamp: (type) => (type.precision === 9 ? "TIMESTAMP_NS" : "TIMESTAMP WITH TIME ZONE"),
  uuid: () => "UUID",
  json: () => "JSON",
  list: ({ element }): string => `${mapType(duckdbTypes, element.type)}[]`,
  map: ({ key, value }): string =>
    `MAP(${mapType(duckdbTypes, key.type)}, ${mapType(duckdbTypes, value.type)})`,
  struct: ({ fields }): string =>
    `STRUCT(${fields.map(({ name, type }) => `${quotedName(name)} ${mapType(duckdbTypes, type)}`).join(", ")})`,
} satisfies TypeMapping<string>;

/** The scalar that the column of the view is, as its type text says. */
export function duckdbKept(scalar: LogicalType): LogicalType {
  if (scalar.id !== "timestamp" && scalar.id !== "zonedTimestamp") return scalar;
  if (scalar.precision === 9) return { id: "timestamp", precision: 9 };
  return { id: scalar.id, precision: 6 };
}

/** Why DuckDB cannot show a scalar of a file, or nothing. Read in microseconds, the last instants become infinity. */
export function duckdbFault(scalar: LogicalType): string | undefined {
  if (scalar.id !== "zonedTimestamp" || scalar.precision !== 9) return undefined;
  return "DuckDB reads instants of nanoseconds in microseconds; use zonedTimestamp(6), or timestamp(9) in UTC";
}

/** What is different in DuckDB. */
export function duckdbNote(scalar: LogicalType): string | undefined {
  if (scalar.id !== "timestamp" && scalar.id !== "zonedTimestamp") return undefined;
  if (scalar.precision === 3) return "milliseconds in a column of microseconds";
  return scalar.precision === 6 ? undefined : "from 1677-09-22 to 2262-04-11T23:47:16.854775806";
}
