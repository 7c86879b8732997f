/** How much may be going on at once. */
export interface WriterLimits {
  /** Streams of files. One of them is for rows that are written without waiting for more. */
  readonly streams: number;
  /** Memory of rows that wait for more of their partition. */
  readonly waitingBytes: number;
}

/**
 * A year of months streams, and each stream may hold a row group. A thousand partitions wait with 100 kB each, pressed,
 * which is a file worth having.
 */
export const writerLimits: WriterLimits = { streams: 16, waitingBytes: 96 * 1024 * 1024 };

/** A writer that lets rows wait until many are together. */
export interface WaitingWriter {
  readonly open: boolean;
  /** Memory the rows that wait take, room for more of them included. */
  readonly waitingBytes: number;
  /** So many rows wait that they are worth a stream. */
  readonly full: boolean;
  /** Makes the rows that wait take less memory. `false`: they do already. */
  press(): boolean;
  /** Hands what waits to the writer's stream, which from then on is open. */
  stream(): Promise<void>;
  /** Makes a finished file of what waits. */
  writeOut(): Promise<void>;
}

/** Decides which writers stream, and whose rows are written when too many wait. */
export class OpenWriters<Writer extends WaitingWriter> {
  private readonly limits: WriterLimits;
  private readonly waiting = new Map<Writer, number>();
  private waitingBytes = 0;
  private open = 0;

  constructor(limits: WriterLimits) {
    this.limits = limits;
  }

  /** To be called after each change of what waits. Streams of a writer stay open: more of its rows are to come. */
  async settle(writer: Writer): Promise<void> {
    if (writer.full && (writer.open || this.open < this.limits.streams - 1)) await this.stream(writer);
    this.count(writer);
    while (this.waitingBytes > this.limits.waitingBytes) await this.relieve();
  }

  /** Those whose streams are open come first, so that ending them in this order keeps to the limit. */
  inOrderOfEnding(): Writer[] {
    const writers = [...this.waiting.keys()];
    return [...writers.filter((writer) => writer.open), ...writers.filter((writer) => !writer.open)];
  }

  /** The largest is pressed, and goes if it has been: it makes the fewest files. */
  private async relieve(): Promise<void> {
    const largest = this.largest();
    if (largest === undefined) return;
    if (largest.open) await this.stream(largest);
    else if (!largest.press()) await largest.writeOut();
    this.count(largest);
  }

  private largest(): Writer | undefined {
    let largest: Writer | undefined;
    let most = 0;
    // A loop would make an array for each of a thousand writers.
    this.waiting.forEach((bytes, writer) => {
      if (bytes <= most) return;
      largest = writer;
      most = bytes;
    });
    return largest;
  }

  private async stream(writer: Writer): Promise<void> {
    if (!writer.open) this.open++;
    await writer.stream();
  }

  private count(writer: Writer): void {
    const { waitingBytes } = writer;
    this.waitingBytes += waitingBytes - (this.waiting.get(writer) ?? 0);
    this.waiting.set(writer, waitingBytes);
  }
}
