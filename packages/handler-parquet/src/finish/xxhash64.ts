/**
 * XXH64 with seed 0, in halves of 32 bits because whole ones would be big integers, some twenty times slower.
 * https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */
export interface Hash {
  high: number;
  low: number;
}

const prime1 = half(0x9e3779b1, 0x85ebca87);
const prime2 = half(0xc2b2ae3d, 0x27d4eb4f);
const prime3 = half(0x165667b1, 0x9e3779f9);
const prime4 = half(0x85ebca77, 0xc2b2ae63);
const prime5 = half(0x27d4eb2f, 0x165667c5);

const [a, b, c, d] = [half(0, 0), half(0, 0), half(0, 0), half(0, 0)];
const word = half(0, 0);

/** The hash of bytes `start` to `end`, end exclusive, written into `hash`. */
export function xxhash64(bytes: Uint8Array, start: number, end: number, hash: Hash): void {
  const byteLength = end - start;
  let at = start;
  if (byteLength >= 32) {
    at = stripes(bytes, start, end);
    merge(hash);
  } else {
    copy(hash, prime5);
  }
  addSmall(hash, byteLength);
  for (; at + 8 <= end; at += 8) {
    read64(bytes, at, word);
    round(word);
    xor(hash, word);
    rotate(hash, 27);
    multiply(hash, prime1);
    add(hash, prime4);
  }
  if (at + 4 <= end) {
    word.high = 0;
    word.low = read32(bytes, at);
    multiply(word, prime1);
    xor(hash, word);
    rotate(hash, 23);
    multiply(hash, prime2);
    add(hash, prime3);
    at += 4;
  }
  for (; at < end; at++) {
    word.high = 0;
    word.low = bytes[at]!;
    multiply(word, prime5);
    xor(hash, word);
    rotate(hash, 11);
    multiply(hash, prime1);
  }
  shiftXor(hash, 33);
  multiply(hash, prime2);
  shiftXor(hash, 29);
  multiply(hash, prime3);
  shiftXor(hash, 32);
}

function half(high: number, low: number): Hash {
  return { high: high | 0, low: low | 0 };
}

function stripes(bytes: Uint8Array, start: number, end: number): number {
  copy(a, prime1);
  add(a, prime2);
  copy(b, prime2);
  copy(c, half(0, 0));
  // 0 − prime1: all bits turned, and one more.
  d.high = ~prime1.high;
  d.low = ~prime1.low;
  addSmall(d, 1);
  let at = start;
  for (; at + 32 <= end; at += 32) {
    for (const [index, lane] of [a, b, c, d].entries()) {
      read64(bytes, at + index * 8, word);
      multiply(word, prime2);
      add(lane, word);
      rotate(lane, 31);
      multiply(lane, prime1);
    }
  }
  return at;
}

const rotated = half(0, 0);

function merge(hash: Hash): void {
  copy(hash, half(0, 0));
  for (const [lane, bits] of [
    [a, 1],
    [b, 7],
    [c, 12],
    [d, 18],
  ] as const) {
    copy(rotated, lane);
    rotate(rotated, bits);
    add(hash, rotated);
  }
  for (const lane of [a, b, c, d]) {
    round(lane);
    xor(hash, lane);
    multiply(hash, prime1);
    add(hash, prime4);
  }
}

function round(value: Hash): void {
  multiply(value, prime2);
  rotate(value, 31);
  multiply(value, prime1);
}

function read32(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function read64(bytes: Uint8Array, at: number, into: Hash): void {
  into.low = read32(bytes, at);
  into.high = read32(bytes, at + 4);
}

function copy(into: Hash, from: Hash): void {
  into.high = from.high;
  into.low = from.low;
}

function xor(into: Hash, other: Hash): void {
  into.high ^= other.high;
  into.low ^= other.low;
}

function add(into: Hash, other: Hash): void {
  const low = (into.low >>> 0) + (other.low >>> 0);
  into.high = (into.high + other.high + (low > 0xffffffff ? 1 : 0)) | 0;
  into.low = low | 0;
}

function addSmall(into: Hash, count: number): void {
  const low = (into.low >>> 0) + count;
  into.high = (into.high + Math.floor(low / 2 ** 32)) | 0;
  into.low = low | 0;
}

function rotate(value: Hash, bits: number): void {
  const { high, low } = value;
  value.high = (high << bits) | (low >>> (32 - bits));
  value.low = (low << bits) | (high >>> (32 - bits));
}

function shiftXor(value: Hash, bits: number): void {
  const { high, low } = value;
  if (bits === 32) {
    value.low = low ^ high;
    return;
  }
  if (bits > 32) {
    value.low = low ^ (high >>> (bits - 32));
    return;
  }
  value.low = low ^ ((low >>> bits) | (high << (32 - bits)));
  value.high = high ^ (high >>> bits);
}

function multiply(into: Hash, other: Hash): void {
  const low = into.low;
  const otherLow = other.low;
  const cross = (Math.imul(into.high, otherLow) + Math.imul(low, other.high)) | 0;
  // The upper half of low · otherLow, from parts of 16 bits.
  const low0 = low & 0xffff;
  const low1 = low >>> 16;
  const other0 = otherLow & 0xffff;
  const other1 = otherLow >>> 16;
  const middle = low1 * other0 + ((low0 * other0) >>> 16);
  const middle2 = low0 * other1 + (middle % 0x10000);
  const upper = low1 * other1 + Math.floor(middle / 0x10000) + Math.floor(middle2 / 0x10000);
  into.high = (cross + upper) | 0;
  into.low = Math.imul(low, otherLow);
}
