const firstBytes = 64 * 1024;

/** Memory for parts of one length, which is used again once they have been sent. */
export class PartMemory {
  readonly partBytes: number;
  private readonly lent = new WeakSet<Uint8Array>();
  private readonly free: Uint8Array<ArrayBuffer>[] = [];

  constructor(partBytes: number) {
    this.partBytes = partBytes;
  }

  take(): Uint8Array<ArrayBuffer> {
    const part = this.free.pop() ?? new Uint8Array(this.partBytes);
    this.lent.add(part);
    return part;
  }

  /** Nobody reads the part any more. Does nothing for one that is not in memory of this. */
  giveBack(part: Uint8Array): void {
    if (this.lent.delete(part)) this.free.push(part as Uint8Array<ArrayBuffer>);
  }
}

/** The body in parts of exactly `partBytes`, the last one shorter. An empty body has none. Each part is the reader's to keep, or to give back. */
export async function* cutParts(
  body: Uint8Array | AsyncIterable<Uint8Array>,
  memory: PartMemory,
  onChunk: () => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { partBytes } = memory;
  if (body instanceof Uint8Array) {
    for (let start = 0; start < body.length; start += partBytes)
      yield body.subarray(start, start + partBytes);
    return;
  }
  let part = new Uint8Array(Math.min(firstBytes, partBytes));
  let filled = 0;
  for await (const chunk of body) {
    onChunk();
    for (let taken = 0; taken < chunk.length; ) {
      if (filled === partBytes) {
        yield part;
        part = memory.take();
        filled = 0;
      } else if (filled === part.length) part = grow(part, partBytes);
      const count = Math.min(part.length - filled, chunk.length - taken);
      part.set(chunk.subarray(taken, taken + count), filled);
      filled += count;
      taken += count;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}

function grow(part: Uint8Array, partBytes: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(part.length * 4, partBytes));
  larger.set(part);
  return larger;
}
