import type { LogicalType, TimestampPrecision } from "../logical-type.js";
import { parseAngleType, sharedNames, sqlNames } from "./angle-type.js";

export interface HiveTypeOptions {
  /** Fraction digits of every timestamp, which the text does not say. Default 3, as in a Trino catalog. */
  readonly timestampPrecision?: TimestampPrecision;
}

/**
 * The type of a Hive text such as `array<struct<a b:int,c:decimal(10,2)>>`, as a metastore keeps it or with names between
 * backquotes. What is inside a nested type is nullable. `SyntaxError` for what is no type, `RangeError` for a type there
 * is no exact equal of; both name the place.
 */
export function parseHiveType(text: string, options: HiveTypeOptions = {}): LogicalType {
  const precision = options.timestampPrecision ?? 3;
  return parseAngleType(text, {
    name: "Hive",
    list: "array",
    scalars: {
      ...sharedNames,
      ...sqlNames,
      "double precision": { id: "float64" },
      timestamp: { id: "timestamp", precision },
      "timestamp with local time zone": { id: "zonedTimestamp", precision },
      interval_day_time: "there are no intervals; keep a number of milliseconds",
      interval_year_month: "there are no intervals; keep a number of months",
      uniontype: "there are no unions; keep a struct with a nullable field for each",
    },
    phrases: ["with local time zone", "precision"],
  });
}
