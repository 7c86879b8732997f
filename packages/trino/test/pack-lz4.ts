const longestDistance = 65_535;
const shortestMatch = 4;
/** The last bytes of a block are literals. */
const tail = 5;

/** One LZ4 block of the bytes, packed in the plainest way. */
export function packLz4(bytes: Uint8Array): Buffer {
  const packed: number[] = [];
  const seen = new Map<number, number>();
  const wordAt = (at: number) =>
    ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
  const moreOf = (length: number) => {
    if (length < 15) return;
    let left = length - 15;
    for (; left >= 255; left -= 255) packed.push(255);
    packed.push(left);
  };
  const sequence = (from: number, to: number, match?: { distance: number; length: number }) => {
    const more = match === undefined ? 0 : match.length - shortestMatch;
    packed.push((Math.min(to - from, 15) << 4) | Math.min(more, 15));
    moreOf(to - from);
    packed.push(...bytes.subarray(from, to));
    if (match === undefined) return;
    packed.push(match.distance & 255, match.distance >> 8);
    moreOf(more);
  };
  let from = 0;
  for (let at = 0; at + shortestMatch + tail <= bytes.length; ) {
    const word = wordAt(at);
    const before = seen.get(word);
    seen.set(word, at);
    if (before === undefined || at - before > longestDistance) {
      at++;
      continue;
    }
    let length = shortestMatch;
    while (at + length < bytes.length - tail && bytes[before + length] === bytes[at + length]) length++;
    sequence(from, at, { distance: at - before, length });
    at += length;
    from = at;
  }
  sequence(from, bytes.length);
  return Buffer.from(packed);
}
