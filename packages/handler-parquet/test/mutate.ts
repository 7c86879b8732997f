/** One to four changes in bytes `start` to `end`: a bit, a byte, a run of one byte, or bytes from elsewhere. */
export function mutate(bytes: Uint8Array, start: number, end: number, next: () => number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const below = (limit: number): number => Math.floor(next() * limit);
  for (let times = 1 + below(4); times > 0; times--) {
    const at = start + below(end - start);
    const length = Math.min(1 + below(16), end - at);
    switch (below(4)) {
      case 0:
        changed[at]! ^= 1 << below(8);
        break;
      case 1:
        changed[at] = below(256);
        break;
      case 2:
        changed.fill([0, 1, 127, 128, 255][below(5)]!, at, at + length);
        break;
      default:
        changed.copyWithin(at, below(bytes.length - length), below(bytes.length - length) + length);
    }
  }
  return changed;
}
