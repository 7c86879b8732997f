import type { Batch } from "./made-table.js";

/** What is looked at of the data of a batch, whose library is that of whoever made it. */
interface BatchData {
  readonly type: unknown;
  readonly offset: number;
  readonly length: number;
  readonly nullCount: number;
  readonly buffers: readonly (Uint8Array | undefined)[];
  readonly children: readonly BatchData[];
  clone(...parts: readonly unknown[]): BatchData;
}

/** The same rows in memory of their own: parts of the memory of more rows, if they were that. */
export function ownBatch(batch: Batch): Batch {
  const Made = batch.constructor as new (schema: unknown, data: unknown) => Batch;
  return new Made(batch.schema, copyOf(batch.data as unknown as BatchData));
}

/** Leaves no value of the batch as it was. */
export function spoilBatch(batch: Batch): void {
  spoil(batch.data as unknown as BatchData);
}

function copyOf(data: BatchData): BatchData {
  const { type, offset, length, nullCount, children } = data;
  const buffers = Array.from(data.buffers, (buffer) => buffer && copyOfBuffer(buffer));
  return data.clone(type, offset, length, nullCount, buffers, children.map(copyOf));
}

function copyOfBuffer(view: Uint8Array): Uint8Array {
  const View = view.constructor as Uint8ArrayConstructor;
  return new View(view.buffer.slice(0), view.byteOffset, view.length);
}

function spoil({ buffers, children }: BatchData): void {
  for (const buffer of Array.from(buffers)) {
    if (buffer !== undefined) new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength).fill(0xaa);
  }
  children.forEach(spoil);
}
