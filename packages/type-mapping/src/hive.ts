import type { LogicalType, TimestampPrecision } from "./logical-type.js";
import { mapType, type TypeMapping } from "./mapping.js";

/** How a Hive table holds a type that Trino then shows through a view. */
export interface HiveColumn {
  /** Type in the `CREATE TABLE` of the data table. */
  readonly stored: string;
  /** SQL that turns the quoted stored column into the type users see; the column itself where that is the same. */
  readonly shown: (column: string) => string;
}

const same = (stored: string): HiveColumn => ({ stored, shown: (column) => column });

/**
 * Plain Hive tables have no time, zoned timestamp, uuid, json nor more than milliseconds. Their raw integers and texts
 * are stored, and the view computes the exact value. The decimal keeps year 9999 from overflowing a bigint of nanoseconds.
 */
export const hiveColumns = {
  boolean: () => same("boolean"),
  int8: () => same("tinyint"),
  int16: () => same("smallint"),
  int32: () => same("integer"),
  int64: () => same("bigint"),
  float32: () => same("real"),
  float64: () => same("double"),
  decimal: (type) => same(`decimal(${type.precision},${type.scale})`),
  string: () => same("varchar"),
  binary: () => same("varbinary"),
  date: () => same("date"),
  time: () => ({
    stored: "bigint",
    shown: (column) =>
      `CAST(CAST(from_unixtime_nanos(${column} * 1000) AT TIME ZONE 'UTC' AS timestamp(6)) AS time(6))`,
  }),
  timestamp: (type) =>
    type.precision === 3
      ? { stored: "timestamp(3)", shown: (column) => `CAST(${column} AS timestamp(3))` }
      : {
          stored: "bigint",
          shown: (column) =>
            `CAST(${instant(column, type.precision)} AT TIME ZONE 'UTC' AS timestamp(${type.precision}))`,
        },
  zonedTimestamp: (type) => ({
    stored: "bigint",
    shown: (column) =>
      `CAST(${instant(column, type.precision)} AS timestamp(${type.precision}) with time zone)`,
  }),
  uuid: () => ({ stored: "varchar", shown: (column) => `CAST(${column} AS uuid)` }),
  json: () => ({ stored: "varchar", shown: (column) => `json_parse(${column})` }),
} satisfies TypeMapping<HiveColumn>;

/** How a Hive table holds `type`. */
export function hiveColumn(type: LogicalType): HiveColumn {
  return mapType(hiveColumns, type);
}

function instant(column: string, precision: TimestampPrecision): string {
  const nanoseconds = precision === 9 ? 1 : 1000;
  return `from_unixtime_nanos(CAST(${column} AS decimal(38,0)) * ${nanoseconds})`;
}
