import {
  type Schema as ArrowSchema,
  AsyncByteQueue,
  type RecordBatch,
  RecordBatchStreamWriter,
} from "apache-arrow";
import { holdsNaN } from "./holds-nan.js";
import { SharedBytes } from "./shared-bytes.js";

/** The rows of one row group, as an Arrow IPC stream. */
export interface RowGroup {
  readonly rows: number;
  /** Positions of the columns in which a number is NaN, or a number of a struct. */
  readonly columnsWithNaN: ReadonlySet<number>;
  /** Valid until `done` is called. */
  readonly stream: Uint8Array;
  done(): void;
}

/** A row group to which rows are added. */
export class GrowingGroup {
  rows = 0;
  private readonly columnsWithNaN = new Set<number>();
  private readonly memory: GroupMemory;
  private readonly bytes: SharedBytes;
  private readonly writer: RecordBatchStreamWriter;

  constructor(schema: ArrowSchema, memory: GroupMemory) {
    this.memory = memory;
    this.bytes = memory.take();
    this.writer = new RecordBatchStreamWriter();
    this.writer.reset(new Sink(this.bytes), schema);
  }

  /**
   * Copies the rows: nothing of the batch is read later. `expected`: bytes the group will have, going by those it has.
   */
  add(batch: RecordBatch, expected: number): void {
    this.bytes.reserve(expected);
    this.writer.write(batch);
    for (const [column, data] of batch.data.children.entries()) {
      if (!this.columnsWithNaN.has(column) && holdsNaN(data)) this.columnsWithNaN.add(column);
    }
    this.rows += batch.numRows;
  }

  end(): RowGroup {
    this.writer.finish();
    const { rows, columnsWithNaN, bytes, memory } = this;
    return { rows, columnsWithNaN, stream: bytes.all(), done: () => memory.giveBack(bytes) };
  }
}

/** More of it that nobody uses is left to the collector. */
const mostFreeBytes = 96 * 1024 * 1024;

/**
 * Memory of row groups, for those to come. It is kept until `clear`: a worker that has seen memory holds it until its own
 * collector runs, which is seldom.
 */
export class GroupMemory {
  private free: SharedBytes[] = [];

  /** The largest there is: least is made anew. */
  take(): SharedBytes {
    const [largest = new SharedBytes(), ...others] = this.free;
    this.free = others;
    return largest;
  }

  giveBack(bytes: SharedBytes): void {
    bytes.clear();
    this.free = [...this.free, bytes].sort((one, other) => other.capacity - one.capacity);
    while (this.freeBytes() > mostFreeBytes) this.free.pop();
  }

  clear(): void {
    this.free = [];
  }

  private freeBytes(): number {
    return this.free.reduce((sum, { capacity }) => sum + capacity, 0);
  }
}

class Sink extends AsyncByteQueue {
  private readonly bytes: SharedBytes;

  constructor(bytes: SharedBytes) {
    super();
    this.bytes = bytes;
  }

  override write(chunk: Uint8Array): void {
    this.bytes.add(chunk);
  }
}
