import { type Data, DataType, type RecordBatch } from "apache-arrow";

const sampleRows = 1024;

/** Bytes of a text that is looked at. Longer ones are taken to be different, each from all others. */
const longestRead = 65_536;

/** The rows of a row group. */
export interface GroupRows {
  readonly batches: readonly RecordBatch[];
  readonly rows: number;
}

/** What some rows, evenly spread over a row group, tell of a column. */
export interface Sample {
  /** Values looked at that are not null. */
  readonly values: number;
  readonly distinct: number;
  /** Whether they only go up, or only down. */
  readonly sorted: boolean;
  /** How far the greatest number is above the least. 0 where the values are no numbers. */
  readonly span: number;
  /** Rows of the row group. */
  readonly rows: number;
}

export function sampleColumn({ batches, rows }: GroupRows, column: number): Sample {
  const positions = positionsIn(rows);
  const seen = new Set<number | bigint | string>();
  let [values, long, ups, downs, from, next] = [0, 0, 0, 0, 0, 0];
  let [last, least, most]: (number | bigint | string | undefined)[] = [];
  for (const batch of batches) {
    const data = batch.data.children[column] as Data;
    const valueAt = reader(data);
    for (; next < positions.length && positions[next]! < from + data.length; next++) {
      const row = positions[next]! - from;
      if (!data.getValid(row)) continue;
      values++;
      const value = valueAt(row);
      if (value === undefined) {
        long++;
        continue;
      }
      if (last !== undefined && value > last) ups++;
      if (last !== undefined && value < last) downs++;
      if (least === undefined || value < least) least = value;
      if (most === undefined || value > most) most = value;
      last = value;
      seen.add(value);
    }
    from += data.length;
  }
  const sorted = ups === 0 || downs === 0;
  return { values, distinct: seen.size + long, sorted, span: spanOf(least, most), rows };
}

function spanOf(least: number | bigint | string | undefined, most: typeof least): number {
  return typeof least === "string" ? 0 : Number(most ?? 0) - Number(least ?? 0);
}

// Evenly spread, each moved a little: what comes again every few rows would be met always or never.
function positionsIn(rows: number): number[] {
  const step = Math.max(1, Math.floor(rows / sampleRows));
  return Array.from({ length: Math.floor(rows / step) }, (_, index) => {
    return index * step + ((Math.imul(index, 0x9e3779b1) >>> 16) % step);
  });
}

const differenceRuns = 32;
const rowsOfRun = 33;

/**
 * Bits that the difference of two neighbours takes in a column of whole numbers, where each run of them has its own least
 * difference and its own width. Of runs that are evenly spread over a row group.
 */
export function differenceBits({ batches, rows }: GroupRows, column: number): number {
  const step = Math.max(rowsOfRun, Math.floor(rows / differenceRuns));
  let [runs, bits, from, next] = [0, 0, 0, 0];
  for (const batch of batches) {
    const data = batch.data.children[column] as Data;
    for (; next < from + data.length; next += step) {
      bits += bitsOfRun(data, next - from);
      runs++;
    }
    from += data.length;
  }
  return bits / Math.max(runs, 1);
}

function bitsOfRun(data: Data, start: number): number {
  const valueAt = reader(data);
  let last: number | undefined;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = start; row < Math.min(start + rowsOfRun, data.length); row++) {
    if (!data.getValid(row)) continue;
    const value = Number(valueAt(row));
    if (last !== undefined) {
      least = Math.min(least, value - last);
      most = Math.max(most, value - last);
    }
    last = value;
  }
  return most > least ? Math.min(64, Math.log2(1 + most - least)) : 0;
}

/** How many different values all rows may have, going by how often the sample met one again. */
export function estimateDistinct({ values, distinct, rows }: Sample): number {
  if (values === rows || values <= 1) return distinct;
  if (distinct >= values) return rows;
  // Of `all` values taken at random with the same chance, a sample meets all · (1 − e^(−values / all)) different ones.
  let [low, high] = [distinct, rows];
  while (high - low > 1) {
    const all = (low + high) / 2;
    if (all * (1 - Math.exp(-values / all)) < distinct) low = all;
    else high = all;
  }
  return high;
}

function reader(data: Data): (row: number) => number | bigint | string | undefined {
  const { type, values, valueOffsets, stride } = data;
  if (valueOffsets !== undefined) {
    const bytes = values as Uint8Array;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return (row) => {
      const [start, end] = [valueOffsets[row]!, valueOffsets[row + 1]!];
      return end - start > longestRead ? undefined : text.toString("latin1", start, end);
    };
  }
  // 128 bits as two halves. Below 19 digits the lower half tells values apart, and their order.
  if (DataType.isDecimal(type)) {
    const words = values as Uint32Array;
    const halves = new BigInt64Array(words.buffer, words.byteOffset, words.length >> 1);
    return type.precision <= 18
      ? (row) => halves[row * 2]!
      : (row) => `${halves[row * 2 + 1]} ${halves[row * 2]}`;
  }
  const list = values as Float64Array | BigInt64Array;
  return (row) => list[row * stride]!;
}
