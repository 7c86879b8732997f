import type * as arrow from "apache-arrow";
import type { ColumnMemory } from "./column-buffer.js";

/** More is left to the collector. */
const mostFree = 4;

/**
 * Memory of batches that have been read, for those that are still to be made of the same columns. New memory costs more
 * than filling it: the system clears it, and V8 looks through the whole heap for every 64 MiB or so of it.
 */
export class BatchMemory {
  private readonly lent = new WeakMap<arrow.RecordBatch, readonly ColumnMemory[]>();
  private readonly free: (readonly ColumnMemory[])[] = [];

  /** The batch is in that memory. */
  lend(batch: arrow.RecordBatch, memory: readonly ColumnMemory[]): void {
    this.lent.set(batch, memory);
  }

  /** Nobody reads the batch any more. Does nothing for one that is not in memory of this. */
  release(batch: arrow.RecordBatch): void {
    const memory = this.lent.get(batch);
    if (memory === undefined) return;
    this.lent.delete(batch);
    if (this.free.length < mostFree) this.free.push(memory);
  }

  take(): readonly ColumnMemory[] | undefined {
    return this.free.pop();
  }
}
