import type { TypeMapping } from "../mapping.js";
import { angleScalars } from "./angle-scalars.js";
import { angleTypes } from "./angle-types.js";
import { bareOrBackquoted, deltaNameFault } from "./names.js";
import { held, type MappingOptions, refused, type TargetType } from "./target-type.js";

/**
 * The type as the Delta log names it and as Trino's Delta connector reads it. DDL is printed from the type it is kept as:
 * `mapType(trinoTypes, kept)`. https://github.com/delta-io/delta/blob/master/PROTOCOL.md#primitive-types
 */
export const deltaTypes = {
  ...angleScalars,
  int8: (type) => held("byte", type),
  int16: (type) => held("short", type),
  int32: (type) => held("integer", type),
  int64: (type) => held("long", type),
  time: (_type, { timeAs }) =>
    timeAs === "micros"
      ? held("long", { id: "int64" }, "microseconds since midnight")
      : refused('Delta has no time of day; use string, or timeAs: "micros" to keep a bigint of microseconds'),
  timestamp: ({ precision }) =>
    precision === 9
      ? refused("Delta has no nanoseconds; use timestamp(6)")
      : held(
          "timestamp_ntz",
          { id: "timestamp", precision: 6 },
          precision === 3 ? "Delta has microseconds: kept as timestamp(6)" : undefined,
        ),
  zonedTimestamp: (type) =>
    type.precision === 3
      ? held("timestamp", type)
      : refused(
          "Trino reads milliseconds of an instant in Delta; use zonedTimestamp(3), or timestamp(6) in UTC",
        ),
  uuid: () => held("string", { id: "string" }, "Delta has no UUID: kept as string"),
  json: () => held("string", { id: "string" }, "Delta has no JSON: kept as string"),
  ...angleTypes(
    {
      list: "array",
      gap: " ",
      name: bareOrBackquoted,
      fault: deltaNameFault,
      note: (name) =>
        name === name.toLowerCase() ? undefined : "Trino shows the field's name in lower case",
    },
    (): TypeMapping<TargetType, MappingOptions> => deltaTypes,
  ),
} satisfies TypeMapping<TargetType, MappingOptions>;
