/** Where copying byte by byte ends to be faster than a call. */
const shortCopy = 24;

/**
 * The bytes of one LZ4 block, which holds no size of its own: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 * `RangeError` for what is no block, or unpacks to more than `mostBytes`.
 */
export function unpackLz4(packed: Uint8Array, mostBytes: number): Buffer {
  const whole = Buffer.allocUnsafe(mostBytes);
  let from = 0;
  let to = 0;

  /** A length of four bits, or of more bytes as long as they are full. */
  function lengthOf(bits: number): number {
    let length = bits;
    for (let more = bits === 15 ? 255 : 0; more === 255; length += more) more = byteAt(packed, from++);
    return length;
  }

  while (from < packed.length) {
    const token = byteAt(packed, from++);
    const literals = lengthOf(token >> 4);
    if (from + literals > packed.length || to + literals > mostBytes) throw noBlock();
    if (literals > shortCopy) {
      whole.set(packed.subarray(from, from + literals), to);
      from += literals;
      to += literals;
    } else {
      for (let end = from + literals; from < end; ) whole[to++] = packed[from++] as number;
    }
    // The last sequence has no match.
    if (from === packed.length) return whole.subarray(0, to);

    const distance = byteAt(packed, from++) | (byteAt(packed, from++) << 8);
    const end = to + lengthOf(token & 15) + 4;
    if (distance === 0 || distance > to || end > mostBytes) throw noBlock();
    if (end - to > shortCopy && distance >= end - to) {
      whole.copyWithin(to, to - distance, end - distance);
      to = end;
    } else {
      // It may repeat what it is just writing.
      for (; to < end; to++) whole[to] = whole[to - distance] as number;
    }
  }
  throw noBlock();
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw noBlock();
  return byte;
}

function noBlock(): RangeError {
  return new RangeError("These bytes are no LZ4 block of that size.");
}
