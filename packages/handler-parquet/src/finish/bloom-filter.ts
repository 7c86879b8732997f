import { int32, type ThriftField, type ThriftStruct, wire } from "../format/thrift.js";
import { writeThrift } from "../format/write-thrift.js";
import type { Hash } from "./xxhash64.js";

/** https://github.com/apache/parquet-format/blob/master/BloomFilter.md */
const salts = [
  0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31,
];
const minByteLength = 32;
const maxByteLength = 1024 * 1024;

/** Bytes of a filter that is wrong at most that often about `distinct` values. A power of two, 1 MiB at most. */
export function bloomByteLength(distinct: number, falsePositiveRate: number): number {
  const bits = (-8 * distinct) / Math.log(1 - falsePositiveRate ** (1 / 8));
  const wanted = 2 ** Math.ceil(Math.log2(Math.max(bits / 8, 1)));
  return Math.min(maxByteLength, Math.max(minByteLength, wanted));
}

export function insertHash(words: Uint32Array, { high, low }: Hash): void {
  const block = Math.floor(((high >>> 0) * (words.length / 8)) / 2 ** 32) * 8;
  for (let index = 0; index < 8; index++) {
    words[block + index]! |= 1 << (Math.imul(low, salts[index]!) >>> 27);
  }
}

/** The filter as a file holds it: its header, then its bits. */
export function bloomBytes(words: Uint32Array): Uint8Array {
  const only = (): ThriftField => ({ type: wire.struct, value: new Map([[1, empty()]]) });
  const header: ThriftStruct = new Map([
    [1, int32(words.byteLength)],
    [2, only()],
    [3, only()],
    [4, only()],
  ]);
  return Buffer.concat([
    writeThrift(header),
    new Uint8Array(words.buffer, words.byteOffset, words.byteLength),
  ]);
}

function empty(): ThriftField {
  return { type: wire.struct, value: new Map() };
}
