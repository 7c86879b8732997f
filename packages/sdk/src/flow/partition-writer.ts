import type * as arrow from "apache-arrow";
import { SluiceError } from "../error.js";
import { layout } from "../log/layout.js";
import { BatchBuilder } from "../pack/batch-builder.js";
import { partitionPath } from "../partition/path.js";
import type { AssetDescription, PartitionValues } from "../plugin/asset-description.js";
import type { SluiceEvent } from "../plugin/event.js";
import type { ObjectStore } from "../plugin/object-store.js";
import type { FileRecord, PartitionWrite } from "../plugin/snapshot-log.js";
import type { TypeHandler } from "../plugin/type-handler.js";
import { Channel } from "./channel.js";
import { putFile } from "./put-file.js";

export interface PartitionWriterOptions {
  readonly asset: AssetDescription;
  readonly handler: TypeHandler;
  readonly store: ObjectStore;
  readonly write: string;
  readonly signal?: AbortSignal;
  emit(event: SluiceEvent): void;
}

/** Encodes the rows of one partition and puts the files, while more rows come. */
export class PartitionWriter {
  /** Rows given so far. */
  rows = 0;
  private readonly options: PartitionWriterOptions;
  private readonly partition: PartitionValues;
  private readonly folder: string;
  private readonly channel = new Channel<arrow.RecordBatch>();
  private readonly builder: BatchBuilder;
  private readonly files: Promise<FileRecord[]>;

  constructor(partition: PartitionValues, options: PartitionWriterOptions) {
    const { asset, write } = options;
    this.options = options;
    this.partition = partition;
    this.folder = layout.writeFolder(asset.key, partitionPath(asset.partitions, partition), write);
    this.builder = new BatchBuilder(asset.schema, { asset: asset.key, ignoreExtra: true });
    this.files = this.putFiles();
    this.files.then(
      () => this.channel.fail(stoppedReading(asset.key, options.handler.name)),
      (error: unknown) => this.channel.fail(error),
    );
  }

  /** All rows of a batch. */
  async push(batch: arrow.RecordBatch): Promise<void> {
    await this.flush();
    this.rows += batch.numRows;
    await this.channel.push(batch);
  }

  /** The rows of a batch that `indices[0]` to `indices[count - 1]` name. */
  async take(batch: arrow.RecordBatch, indices: Int32Array, count: number): Promise<void> {
    this.builder.appendTaken(batch, indices, count);
    this.rows += count;
    if (this.builder.full) await this.flush();
  }

  /** Ends the files. */
  async finish(): Promise<PartitionWrite> {
    await this.flush();
    this.channel.end();
    return { partition: this.partition, folder: this.folder, files: await this.files };
  }

  /** Gives up; resolves when nothing is under way any more. */
  async fail(error: unknown): Promise<void> {
    this.channel.fail(error);
    await this.files.catch(() => {});
  }

  private async flush(): Promise<void> {
    if (this.builder.rows > 0) await this.channel.push(this.builder.flush());
  }

  private async putFiles(): Promise<FileRecord[]> {
    const { asset, handler, store, write, signal, emit } = this.options;
    const records: FileRecord[] = [];
    const form = { schema: asset.schema, batches: this.channel };
    for await (const file of handler.encode(form, { asset: asset.key, write, signal })) {
      const key = layout.part(this.folder, records.length, handler.extension);
      const { contentType } = handler;
      const put = await putFile(store, key, file.body, { contentType, signal });
      const record: FileRecord = { ...put, rows: file.rows() };
      records.push(record);
      emit({ type: "file-put", asset: asset.key, key, rows: record.rows, byteLength: record.byteLength });
    }
    return records;
  }
}

// After the end of the rows nobody gets this error.
function stoppedReading(asset: string, handler: string): SluiceError {
  return new SluiceError("VERIFY_FAILED", {
    message: `The type handler ${handler} ended the files of ${asset} before the rows ended.`,
    details: { asset, file: "", sent: "more rows", found: "the end" },
    hint: "Nothing was published. This is a defect of the type handler.",
  });
}
