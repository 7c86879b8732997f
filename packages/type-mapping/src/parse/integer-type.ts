import type { LogicalType } from "../logical-type.js";

/** The type of integers of that many bits. Unsigned ones need the next wider signed type; of 64 bits, a decimal. */
export function integerType(bitWidth: number, isSigned: boolean): LogicalType {
  const ids = ["int8", "int16", "int32", "int64"] as const;
  const id = ids[Math.log2(bitWidth) - (isSigned ? 3 : 2)];
  return id === undefined ? { id: "decimal", precision: 20, scale: 0 } : { id };
}
