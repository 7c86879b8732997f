import { arrowSchema, type Schema } from "@sluice/type-mapping";
import * as arrow from "apache-arrow";
import type { BatchMemory } from "./batch-memory.js";
import { ColumnBuffer, type ColumnMemory } from "./column-buffer.js";
import { readColumn, writeColumn } from "./column-bytes.js";
import type { Transpose } from "./compile-transpose.js";
import { type Gather, gatherInto } from "./gather.js";
import type { ByteSource, PageList } from "./page-list.js";
import { rowTranspose } from "./row-transpose.js";
import type { Writer } from "./writers/writer.js";
import { type WriterOptions, writerOf } from "./writers/writer-of.js";

/** Rows appended at once, at most, between looks at the size of the batch and at the signal. */
export const mostChunkRows = 1024;
/** Rows in a full batch. */
export const batchRows = 65_536;
/** A batch is handed on early when its buffers pass this. */
export const batchBytes = 32 * 1024 * 1024;
/** Nor is more than this share of a batch appended at once. */
const chunkShare = 1 / 16;

export interface BatchOptions extends WriterOptions {
  /** Default: `batchBytes`. */
  readonly fullBytes?: number;
  /** Where the memory of batches comes from. Default: it is made. */
  readonly memory?: BatchMemory;
}

/** Collects rows into Arrow batches. */
export class BatchBuilder {
  /** Rows collected since the last batch. */
  rows = 0;
  private readonly schema: Schema;
  private readonly arrowSchema: arrow.Schema;
  private readonly options: BatchOptions;
  /** They and what writes into them stay from batch to batch: made anew they would start cold each time. */
  private readonly buffers: readonly ColumnBuffer[];
  private writers: readonly Writer[] | undefined;
  private transpose: Transpose | undefined;
  /** The values of the rows being appended, for each column. */
  private readonly columns: unknown[][];
  private gathers: Gather[] = [];
  /** As many as the last batch had: growing from the start each time would copy every buffer several times. */
  private expectedRows = 0;
  /** Rows appended since it was made, and bytes that one of them took in the last batch. */
  private seen = 0;
  private rowBytes = 1;

  constructor(schema: Schema, options: BatchOptions) {
    this.schema = schema;
    this.arrowSchema = arrowSchema(schema);
    this.options = options;
    this.buffers = schema.fields.map(
      (field, column) => new ColumnBuffer(field, (this.arrowSchema.fields[column] as arrow.Field).type, 0),
    );
    this.columns = schema.fields.map(() => []);
  }

  get full(): boolean {
    return this.rows >= batchRows || this.byteLength() >= this.fullBytes;
  }

  /** How many rows to append at once: few of large ones, and no more than have been seen, for they may be larger. */
  get chunkRows(): number {
    const rowBytes = this.rows > 0 ? this.byteLength() / this.rows : this.rowBytes;
    const fitting = Math.floor((this.fullBytes * chunkShare) / rowBytes);
    return Math.max(1, Math.min(mostChunkRows, this.seen, fitting));
  }

  private get fullBytes(): number {
    return this.options.fullBytes ?? batchBytes;
  }

  /** Bytes the rows take. */
  byteLength(): number {
    return this.buffers.reduce((sum, buffer) => sum + buffer.byteLength(this.rows), 0);
  }

  /** Appends `rows[start]` to `rows[end - 1]`; `firstRow` is the number of `rows[0]` in messages. */
  appendRows(rows: readonly unknown[], start: number, end: number, firstRow: number): void {
    const first = firstRow + start;
    this.transpose ??= rowTranspose(this.schema, this.columns, this.options);
    this.transpose(rows, start, end, (index) => first + index);
    this.appendColumns(this.columns, end - start, first);
  }

  /** Appends `count` rows, whose values are in an array for each column. `firstRow` numbers the first in messages. */
  appendColumns(columns: readonly (readonly unknown[])[], count: number, firstRow: number): void {
    this.open(count);
    this.writers ??= this.buffers.map((buffer) => writerOf(buffer, this.options));
    const rowOf = (index: number): number => firstRow + index;
    for (const [column, write] of this.writers.entries()) {
      write(columns[column] as readonly unknown[], count, this.rows, rowOf);
    }
    this.rows += count;
    this.seen += count;
  }

  /** Appends the rows of `batch` that `indices[0]` to `indices[count - 1]` name. */
  appendTaken(batch: arrow.RecordBatch, indices: Int32Array, count: number): void {
    this.open(count);
    if (this.gathers.length === 0) this.gathers = this.buffers.map(gatherInto);
    this.gathers.forEach((gather, column) => {
      gather(batch.data.children[column] as arrow.Data, indices, count, this.rows);
    });
    this.rows += count;
  }

  /** Writes the rows so far, for `readFrom`; the builder starts anew in the memory it has. */
  writeTo(pages: PageList): void {
    for (const buffer of this.buffers) {
      writeColumn(buffer, this.rows, pages);
      buffer.clear(this.rows);
    }
    this.rows = 0;
  }

  /** Appends the `rows` rows of one `writeTo`. */
  readFrom(source: ByteSource, rows: number): void {
    this.open(rows);
    for (const buffer of this.buffers) readColumn(buffer, this.rows, rows, source);
    this.rows += rows;
  }

  /** The rows so far as a batch; the builder starts anew. */
  flush(): arrow.RecordBatch {
    const { rows } = this;
    this.rowBytes = this.byteLength() / Math.max(rows, 1);
    this.open(0);
    const children = this.buffers.map((buffer) => buffer.view(rows));
    const type = new arrow.Struct(this.arrowSchema.fields);
    const data = arrow.makeData({ type, length: rows, nullCount: 0, children });
    const batch = new arrow.RecordBatch(this.arrowSchema, data);
    const left = this.buffers.map((buffer) => buffer.leave(rows));
    this.options.memory?.lend(batch, left);
    this.expectedRows = rows;
    this.rows = 0;
    return batch;
  }

  private open(more: number): void {
    if (this.rows === 0 && more > 0) this.reuse();
    const needed = this.rows === 0 && more > 0 ? Math.max(more, this.expectedRows) : this.rows + more;
    for (const buffer of this.buffers) buffer.ensureRows(needed);
  }

  private reuse(): void {
    const memory = this.options.memory?.take();
    if (memory === undefined) return;
    this.buffers.forEach((buffer, column) => {
      buffer.take(memory[column] as ColumnMemory);
    });
  }
}
