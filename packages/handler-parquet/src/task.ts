import type { Compression } from "./options.js";

/** Work for the Parquet library. Its bytes may be taken away from the sender. */
export type Task = EncodeTask | DecodeTask;

/** Makes one file of one row group. */
export interface EncodeTask {
  readonly kind: "encode";
  /** An Arrow IPC stream. */
  readonly bytes: Uint8Array;
  readonly rows: number;
  readonly compression: Compression;
  readonly createdBy: string;
}

/** Makes one Arrow IPC stream of every `batchRows` rows. */
export interface DecodeTask {
  readonly kind: "decode";
  /** A whole file of one row group. */
  readonly bytes: Uint8Array;
  readonly batchRows: number;
}

/** What a worker says: once that it is ready, then of each task in turn how it went. */
export type Reply =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly results: Uint8Array[]; readonly memoryByteLength: number }
  | { readonly kind: "failed"; readonly message: string; readonly panicked: boolean };

/** The library refused what a task holds. `panicked`: it gave up without a reason. */
export class TaskError extends Error {
  override readonly name = "TaskError";
  readonly panicked: boolean;

  constructor(message: string, panicked: boolean) {
    super(message);
    this.panicked = panicked;
  }
}
