import type { LogicalType } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";

/** How the value of a row compares with the given one: below 0, 0 or above; NaN where neither is less nor equal. */
type Order = (row: number) => number;

/** Compares values of `data` with the only value of `given`, which has the same Arrow type. Rows must not be null. */
export function orderOf(type: LogicalType, data: arrow.Data, given: arrow.Data): Order {
  switch (type.id) {
    case "boolean":
      return (row) => bit(data, row) - bit(given, 0);
    case "int64":
    case "time":
    case "timestamp":
    case "zonedTimestamp":
      return bigOrder(data.values as BigInt64Array, (given.values as BigInt64Array)[0] as bigint);
    case "decimal":
      return decimalOrder(data.values as Uint32Array, given.values as Uint32Array);
    case "string":
    case "binary":
    case "uuid":
    case "json":
      return bytesOrder(data, given);
    default: {
      const values = data.values as Float64Array;
      const value = (given.values as Float64Array)[0] as number;
      return (row) => (values[row] as number) - value || equalOrder(values[row] as number, value);
    }
  }
}

// The difference of two equal infinities is NaN, and they are equal.
function equalOrder(left: number, right: number): number {
  return left === right ? 0 : Number.NaN;
}

function bit(data: arrow.Data, row: number): number {
  const at = data.offset + row;
  return ((data.values as Uint8Array)[at >> 3] as number) & (1 << (at & 7)) ? 1 : 0;
}

function bigOrder(values: BigInt64Array, value: bigint): Order {
  return (row) => {
    const own = values[row] as bigint;
    return own < value ? -1 : own > value ? 1 : 0;
  };
}

/** 128-bit integers as four words, the highest signed. */
function decimalOrder(words: Uint32Array, given: Uint32Array): Order {
  const highest = (given[3] as number) | 0;
  return (row) => {
    const at = row * 4;
    const top = (words[at + 3] as number) | 0;
    if (top !== highest) return top < highest ? -1 : 1;
    for (let word = 2; word >= 0; word--) {
      const difference = (words[at + word] as number) - (given[word] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

function bytesOrder(data: arrow.Data, given: arrow.Data): Order {
  const offsets = data.valueOffsets as Int32Array;
  const bytes = bufferOf(data);
  const value = bufferOf(given);
  const end = (given.valueOffsets as Int32Array)[1] as number;
  return (row) => bytes.compare(value, 0, end, offsets[row], offsets[row + 1]);
}

function bufferOf({ values }: arrow.Data): Buffer {
  const bytes = values as Uint8Array;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
