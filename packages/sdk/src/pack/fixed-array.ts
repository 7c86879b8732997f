import type { LogicalType } from "@sluice/type-mapping";

export type FixedArray =
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array
  | Uint8Array;

/** Whether values are bytes of any length. */
export function isVariable(type: LogicalType): boolean {
  return type.id === "string" || type.id === "binary" || type.id === "uuid" || type.id === "json";
}

/** Room for `capacity` values of one width; empty for types whose values have none. */
export function fixedArray(type: LogicalType, capacity: number): FixedArray {
  switch (type.id) {
    case "boolean":
      return new Uint8Array((capacity + 7) >> 3);
    case "int8":
      return new Int8Array(capacity);
    case "int16":
      return new Int16Array(capacity);
    case "int32":
    case "date":
      return new Int32Array(capacity);
    case "float32":
      return new Float32Array(capacity);
    case "float64":
      return new Float64Array(capacity);
    case "decimal":
      return new Int32Array(capacity * 4);
    case "int64":
    case "time":
    case "timestamp":
    case "zonedTimestamp":
      return new BigInt64Array(capacity);
    default:
      return new Uint8Array(0);
  }
}

/** The same memory as 32-bit words, where values are made of them. */
export function wordsOf(values: FixedArray): Int32Array {
  const whole = values instanceof BigInt64Array || values instanceof Int32Array;
  return whole ? new Int32Array(values.buffer) : new Int32Array(0);
}
