import * as arrow from "apache-arrow";
import { isValid } from "../pack/gather.js";

const digits: Record<arrow.TimeUnit, number> = {
  [arrow.TimeUnit.SECOND]: 0,
  [arrow.TimeUnit.MILLISECOND]: 3,
  [arrow.TimeUnit.MICROSECOND]: 6,
  [arrow.TimeUnit.NANOSECOND]: 9,
};

/**
 * The same instants, or times of day, in another unit. `refuse` makes the error for a row that `counts` and would lose
 * digits or overflow.
 */
export function castInstants(
  data: arrow.Data<arrow.Timestamp> | arrow.Data<arrow.Time>,
  type: arrow.Timestamp | arrow.Time,
  counts: (row: number) => boolean,
  refuse: (row: number) => Error,
): arrow.Data {
  const shift = digits[type.unit] - digits[data.type.unit];
  const source = wide(data.values as unknown as BigInt64Array | Int32Array);
  const values = new BigInt64Array(data.length);
  const factor = 10 ** Math.abs(shift);
  const convert = shift >= 0 ? multiply : divide;
  const bad = convert(source, values, data.length, factor, (row) => isValid(data, row) && counts(row));
  if (bad >= 0) throw refuse(bad);
  const nullBitmap = data.nullCount === 0 ? undefined : shiftedBitmap(data);
  return arrow.makeData({
    type: type as arrow.Timestamp,
    length: data.length,
    nullCount: data.nullCount,
    nullBitmap,
    data: values as never,
  });
}

/** Times of seconds and milliseconds have 32 bits. */
function wide(values: BigInt64Array | Int32Array): BigInt64Array {
  return values instanceof Int32Array ? BigInt64Array.from(values, BigInt) : values;
}

// Both work on the two 32-bit words of each value: bigint arithmetic would allocate for every row.
const wordSize = 2 ** 32;

/** `target = source × factor`. The first row that overflows 64 bits, or −1. `factor` is at most 10^9. */
function multiply(
  source: BigInt64Array,
  target: BigInt64Array,
  rows: number,
  factor: number,
  counts: (row: number) => boolean,
): number {
  const from = new Uint32Array(source.buffer, source.byteOffset, rows * 2);
  const to = new Int32Array(target.buffer);
  const small = factor <= 2 ** 20;
  for (let row = 0; row < rows; row++) {
    const high = (from[row * 2 + 1] as number) | 0;
    if (small) {
      const low = (from[row * 2] as number) * factor;
      const carried = high * factor + Math.floor(low / wordSize);
      if ((carried < -0x80000000 || carried > 0x7fffffff) && counts(row)) return row;
      to[row * 2] = low;
      to[row * 2 + 1] = carried;
    } else {
      const product = (source[row] as bigint) * BigInt(factor);
      if (BigInt.asIntN(64, product) !== product && counts(row)) return row;
      target[row] = product;
    }
  }
  return -1;
}

/** `target = source / factor`. The first row that leaves a remainder, or −1. `factor` is at most 10^9. */
function divide(
  source: BigInt64Array,
  target: BigInt64Array,
  rows: number,
  factor: number,
  counts: (row: number) => boolean,
): number {
  const from = new Uint32Array(source.buffer, source.byteOffset, rows * 2);
  const to = new Int32Array(target.buffer);
  const small = factor <= 2 ** 20;
  for (let row = 0; row < rows; row++) {
    const high = (from[row * 2 + 1] as number) | 0;
    if (small) {
      const quotient = Math.floor(high / factor);
      const rest = (high - quotient * factor) * wordSize + (from[row * 2] as number);
      const low = Math.floor(rest / factor);
      if (low * factor !== rest && counts(row)) return row;
      to[row * 2] = low;
      to[row * 2 + 1] = quotient;
    } else {
      const value = source[row] as bigint;
      if (value % BigInt(factor) !== 0n && counts(row)) return row;
      target[row] = value / BigInt(factor);
    }
  }
  return -1;
}

function shiftedBitmap(data: arrow.Data): Uint8Array {
  const bitmap = new Uint8Array((data.length + 7) >> 3);
  for (let row = 0; row < data.length; row++) {
    if (data.getValid(row)) bitmap[row >> 3] = (bitmap[row >> 3] as number) | (1 << (row & 7));
  }
  return bitmap;
}
