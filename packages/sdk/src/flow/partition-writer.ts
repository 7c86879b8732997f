import type * as arrow from "apache-arrow";
import { SluiceError } from "../error.js";
import { layout } from "../log/layout.js";
import { batchBytes, batchRows } from "../pack/batch-builder.js";
import type { BatchMemory } from "../pack/batch-memory.js";
import { type RowPool, RowQueue } from "../pack/row-queue.js";
import { partitionPath } from "../partition/path.js";
import type { AssetDescription, PartitionValues } from "../plugin/asset-description.js";
import type { SluiceEvent } from "../plugin/event.js";
import type { ObjectStore } from "../plugin/object-store.js";
import type { FileRecord, PartitionWrite } from "../plugin/snapshot-log.js";
import type { TypeHandler } from "../plugin/type-handler.js";
import { Channel } from "./channel.js";
import type { WaitingWriter } from "./open-writers.js";
import { putFile } from "./put-file.js";
import { FileStage, WriteClock } from "./write-clock.js";

export interface PartitionWriterOptions {
  readonly asset: AssetDescription;
  readonly handler: TypeHandler;
  readonly store: ObjectStore;
  readonly write: string;
  /** Where the rows of all partitions wait. */
  readonly pool: RowPool;
  readonly clock?: WriteClock;
  readonly signal?: AbortSignal;
  /** What pushed batches are in, as far as it may be used again. */
  readonly memory?: BatchMemory;
  emit(event: SluiceEvent): void;
}

/**
 * The rows of one partition on their way into files. They wait, as batches, until `stream` or `writeOut` is called;
 * in the files they have the order in which they came.
 */
export class PartitionWriter implements WaitingWriter {
  /** Rows given so far. */
  rows = 0;
  private readonly options: PartitionWriterOptions;
  private readonly partition: PartitionValues;
  private readonly folder: string;
  private readonly files: FileRecord[] = [];
  private readonly queue: RowQueue;
  /** What waits before the rows of `queue`. */
  private batches: arrow.RecordBatch[] = [];
  private waitingRows = 0;
  private channel: Channel<arrow.RecordBatch> | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(partition: PartitionValues, options: PartitionWriterOptions) {
    const { asset, write } = options;
    this.options = options;
    this.partition = partition;
    this.folder = layout.writeFolder(asset.key, partitionPath(asset.partitions, partition), write);
    this.queue = new RowQueue(options.pool);
  }

  get open(): boolean {
    return this.channel !== undefined;
  }

  get waitingBytes(): number {
    return this.batches.reduce((sum, { data }) => sum + data.byteLength, this.queue.byteLength);
  }

  get full(): boolean {
    return this.waitingRows >= batchRows || this.waitingBytes >= batchBytes;
  }

  /** All rows of a batch. */
  push(batch: arrow.RecordBatch): void {
    this.batches.push(...this.queue.takeBatches(), batch);
    this.waitingRows += batch.numRows;
    this.rows += batch.numRows;
  }

  /** The rows of a batch that `indices[0]` to `indices[count - 1]` name. */
  take(batch: arrow.RecordBatch, indices: Int32Array, count: number): void {
    this.queue.append(batch, indices, count);
    this.waitingRows += count;
    this.rows += count;
  }

  press(): boolean {
    return this.queue.press();
  }

  async stream(): Promise<void> {
    this.channel ??= this.openChannel();
    for (const batch of this.takeBatches()) await this.channel.push(batch);
  }

  async writeOut(): Promise<void> {
    this.writing = this.putFiles(each(this.takeBatches()));
    await this.writing;
  }

  /** Ends the files: at least one, without rows if there are none. */
  async finish(): Promise<PartitionWrite> {
    if (this.channel !== undefined) {
      await this.stream();
      this.channel.end();
      await this.writing;
    } else if (this.waitingRows > 0 || this.files.length === 0) {
      await this.writeOut();
    }
    return { partition: this.partition, folder: this.folder, files: this.files };
  }

  /** Gives up; resolves when nothing is under way any more. */
  async fail(error: unknown): Promise<void> {
    this.channel?.fail(error);
    await this.writing.catch(() => {});
  }

  private *takeBatches(): Generator<arrow.RecordBatch> {
    const { batches } = this;
    this.batches = [];
    this.waitingRows = 0;
    yield* batches;
    yield* this.queue.takeBatches();
  }

  private openChannel(): Channel<arrow.RecordBatch> {
    const { asset, handler } = this.options;
    const channel = new Channel<arrow.RecordBatch>();
    this.writing = this.putFiles(channel);
    this.writing.then(
      () => channel.fail(stoppedReading(asset.key, handler.name)),
      (error: unknown) => channel.fail(error),
    );
    return channel;
  }

  private async putFiles(batches: AsyncIterable<arrow.RecordBatch>): Promise<void> {
    const { asset, handler, store, write, pool, memory, clock, signal, emit } = this.options;
    const stage = new FileStage(clock ?? new WriteClock());
    const release = (batch: arrow.RecordBatch): void => {
      memory?.release(batch);
      pool.memory.release(batch);
    };
    const form = { schema: asset.schema, batches: stage.feed(batches), release };
    for await (const file of handler.encode(form, { asset: asset.key, write, signal })) {
      const key = layout.part(this.folder, this.files.length, handler.extension);
      const { contentType } = handler;
      const put = await putFile(store, key, file.body, { contentType, signal }, stage);
      const record: FileRecord = { ...put, rows: file.rows() };
      this.files.push(record);
      emit({ type: "file-put", asset: asset.key, key, rows: record.rows, byteLength: record.byteLength });
    }
  }
}

async function* each<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  yield* items;
}

// After the end of the rows nobody gets this error.
function stoppedReading(asset: string, handler: string): SluiceError {
  return new SluiceError("VERIFY_FAILED", {
    message: `The type handler ${handler} ended the files of ${asset} before the rows ended.`,
    details: { asset, file: "", sent: "more rows", found: "the end" },
    hint: "Nothing was published. This is a defect of the type handler.",
  });
}
