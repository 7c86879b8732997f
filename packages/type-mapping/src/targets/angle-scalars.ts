import type { TypeMapping } from "../mapping.js";
import { held, type TargetType } from "./target-type.js";

/** The scalars that Hive, Iceberg and Delta name alike and keep as they are. */
export const angleScalars = {
  boolean: (type) => held("boolean", type),
  float32: (type) => held("float", type),
  float64: (type) => held("double", type),
  decimal: (type) => held(`decimal(${type.precision},${type.scale})`, type),
  string: (type) => held("string", type),
  binary: (type) => held("binary", type),
  date: (type) => held("date", type),
} satisfies Partial<TypeMapping<TargetType>>;
