import type { LogicalType } from "../logical-type.js";
import { type AngleDialect, parseAngleType, sharedNames, sqlNames } from "./angle-type.js";

/**
 * The type of a Delta text such as `array<struct<a: long>>`, in the names of the log (`long`) or of SQL (`bigint`). What is
 * inside a nested type is nullable. A `timestamp` has milliseconds, which is what Trino reads of it. `SyntaxError` for
 * what is no type, `RangeError` for a type there is no exact equal of; both name the place.
 */
export function parseDeltaType(text: string): LogicalType {
  return parseAngleType(text, delta);
}

const delta: AngleDialect = {
  name: "Delta",
  list: "array",
  scalars: {
    ...sharedNames,
    ...sqlNames,
    byte: { id: "int8" },
    short: { id: "int16" },
    long: { id: "int64" },
    real: { id: "float32" },
    timestamp: { id: "zonedTimestamp", precision: 3 },
    timestamp_ltz: { id: "zonedTimestamp", precision: 3 },
    timestamp_ntz: { id: "timestamp", precision: 6 },
    variant: "keep the document as string",
    interval: "there are no intervals; keep a number of the unit",
  },
};
