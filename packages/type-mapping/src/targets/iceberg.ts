import type { TypeMapping } from "../mapping.js";
import { angleScalars } from "./angle-scalars.js";
import { angleTypes } from "./angle-types.js";
import { bareOrBackquoted } from "./names.js";
import { held, type MappingOptions, refused, type TargetType } from "./target-type.js";

/**
 * The type as the Iceberg specification names it, format version 2. Narrow types are kept in the next wider one there is;
 * DDL is printed from that: `mapType(trinoTypes, kept)`. https://iceberg.apache.org/spec/#schemas-and-data-types
 */
export const icebergTypes = {
  ...angleScalars,
  int8: () => held("int", { id: "int32" }, "Iceberg has no 8-bit integers: kept as int32"),
  int16: () => held("int", { id: "int32" }, "Iceberg has no 16-bit integers: kept as int32"),
  int32: (type) => held("int", type),
  int64: (type) => held("long", type),
  decimal: (type) => held(`decimal(${type.precision}, ${type.scale})`, type),
  time: (type) => held("time", type),
  timestamp: ({ precision }) =>
    precision === 9
      ? refused("Iceberg format version 2 has no nanoseconds; use timestamp(6)")
      : held(
          "timestamp",
          { id: "timestamp", precision: 6 },
          precision === 3 ? "Iceberg has microseconds: kept as timestamp(6)" : undefined,
        ),
  zonedTimestamp: ({ precision }) =>
    precision === 9
      ? refused("Iceberg format version 2 has no nanoseconds; use zonedTimestamp(6)")
      : held(
          "timestamptz",
          { id: "zonedTimestamp", precision: 6 },
          precision === 3 ? "Iceberg has microseconds: kept as zonedTimestamp(6)" : undefined,
        ),
  uuid: (type) => held("uuid", type, "16 bytes in Iceberg's files, where ours hold text"),
  json: () => held("string", { id: "string" }, "Iceberg has no JSON: kept as string"),
  ...angleTypes(
    {
      list: "list",
      gap: " ",
      name: bareOrBackquoted,
    },
    (): TypeMapping<TargetType, MappingOptions> => icebergTypes,
  ),
} satisfies TypeMapping<TargetType, MappingOptions>;
