import type { LogicalType } from "../logical-type.js";
import { type AngleDialect, parseAngleType, sharedNames } from "./angle-type.js";
import type { ScalarName } from "./scalar-names.js";

/**
 * The type of an Iceberg text such as `struct<a: list<long>, b: decimal(9, 2)>`. What is inside a nested type is nullable.
 * `SyntaxError` for what is no type, `RangeError` for a type there is no exact equal of; both name the place.
 */
export function parseIcebergType(text: string): LogicalType {
  return parseAngleType(text, iceberg);
}

const bytesName: ScalarName = (...parameters) => (parameters.length === 1 ? { id: "binary" } : undefined);

const iceberg: AngleDialect = {
  name: "Iceberg",
  list: "list",
  brackets: true,
  scalars: {
    ...sharedNames,
    long: { id: "int64" },
    time: { id: "time" },
    timestamp: { id: "timestamp", precision: 6 },
    timestamptz: { id: "zonedTimestamp", precision: 6 },
    timestamp_ns: { id: "timestamp", precision: 9 },
    timestamptz_ns: { id: "zonedTimestamp", precision: 9 },
    uuid: { id: "uuid" },
    fixed: bytesName,
    unknown: "it is the type of NULL alone; give the column another",
    variant: "keep the document as string",
    geometry: "keep it as binary in WKB",
    geography: "keep it as binary in WKB",
  },
};
