/** Bytes in parts, one after the other. */
export function byteLengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/** Writes `parts` to the start of `bytes`. */
export function writeParts(parts: readonly Uint8Array[], bytes: Uint8Array): void {
  let position = 0;
  for (const part of parts) {
    bytes.set(part, position);
    position += part.length;
  }
}
