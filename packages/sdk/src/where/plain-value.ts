import type { LogicalType } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import type { ConditionValue } from "../plugin/type-handler.js";

/** The only value of `data`, which is not null, as plain data. */
export function plainValue(type: LogicalType, { values, valueOffsets }: arrow.Data): ConditionValue {
  switch (type.id) {
    case "boolean":
      return (values[0] & 1) === 1;
    case "float32":
    case "float64":
      return values[0];
    case "decimal":
      return wordsValue(values);
    case "string":
    case "uuid":
    case "json":
      return new TextDecoder().decode(values.subarray(0, valueOffsets[1]));
    case "binary":
      return values.slice(0, valueOffsets[1]);
    default:
      return BigInt(values[0]);
  }
}

/** 128 bits as four words, the lowest first. */
function wordsValue(words: Uint32Array): bigint {
  const unsigned = words.subarray(0, 4).reduceRight((value, word) => (value << 32n) | BigInt(word), 0n);
  return BigInt.asIntN(128, unsigned);
}
