import { type Data, DataType } from "apache-arrow";
import { type Hash, xxhash64 } from "./xxhash64.js";

/** Calls `each` with the hash of every value that is not null, as the file holds it. The hash is reused. */
export function hashValues(data: Data, byteLength: number, each: (hash: Hash) => void): void {
  const hash: Hash = { high: 0, low: 0 };
  const hashAt = hasher(data, byteLength);
  for (let row = 0; row < data.length; row++) {
    if (!data.getValid(row)) continue;
    hashAt(row, hash);
    each(hash);
  }
}

/** `byteLength`: of a value in the file, where all have the same. */
function hasher(data: Data, byteLength: number): (row: number, hash: Hash) => void {
  const { type, values, valueOffsets } = data;
  const list = values as Uint8Array | Int32Array | BigInt64Array;
  const bytes = new Uint8Array(list.buffer, list.byteOffset, list.byteLength);
  if (valueOffsets !== undefined) {
    return (row, hash) => xxhash64(bytes, valueOffsets[row]!, valueOffsets[row + 1]!, hash);
  }
  if (DataType.isDecimal(type)) {
    // Short ones are whole numbers, long ones byte arrays with the highest byte first.
    if (type.precision <= 18) return (row, hash) => xxhash64(bytes, row * 16, row * 16 + byteLength, hash);
    const turned = new Uint8Array(byteLength);
    return (row, hash) => {
      for (let index = 0; index < byteLength; index++)
        turned[byteLength - 1 - index] = bytes[row * 16 + index]!;
      xxhash64(turned, 0, byteLength, hash);
    };
  }
  const width = list.BYTES_PER_ELEMENT;
  if (width >= byteLength) return (row, hash) => xxhash64(bytes, row * width, row * width + byteLength, hash);
  const wide = new Int32Array(1);
  const widened = new Uint8Array(wide.buffer);
  return (row, hash) => {
    wide[0] = list[row] as number;
    xxhash64(widened, 0, 4, hash);
  };
}
