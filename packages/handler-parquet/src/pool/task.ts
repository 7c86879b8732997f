import type { SortedColumn, Statistics } from "../options/column-options.js";
import type { Compression } from "../options/options.js";
import type { ColumnPlan } from "../write/column-plan.js";

/** Work for the Parquet library. Its bytes come in parts, one after the other, and have to stay as they are meanwhile. */
export type Task = EncodeTask | DecodeTask;

/** Makes one file of one row group. */
export interface EncodeTask {
  readonly kind: "encode";
  /** An Arrow IPC stream. */
  readonly parts: readonly Uint8Array[];
  readonly rows: number;
  readonly style: EncodeStyle;
}

/** How a row group is written, the same for all of a table. */
export interface EncodeStyle {
  readonly compression: Compression;
  readonly compressionLevel: number | undefined;
  readonly statistics: Statistics;
  readonly columns: readonly ColumnPlan[];
  readonly sortedBy: readonly Required<SortedColumn>[];
  readonly createdBy: string;
}

/** Makes one Arrow IPC stream of every `batchRows` rows, or a single one without rows where there are none. */
export interface DecodeTask {
  readonly kind: "decode";
  /** A whole file of one row group, or of none. */
  readonly parts: readonly Uint8Array[];
  readonly batchRows: number;
}

/** What a worker says: once that it is ready, then of each task in turn how it went. */
export type Reply =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly results: Uint8Array[]; readonly memoryByteLength: number }
  | { readonly kind: "failed"; readonly message: string; readonly fault: "refused" | "panicked" };

/**
 * Why there is no result: the library `"refused"` what the task holds, or `"panicked"`, giving up without a reason; the
 * worker `"ended"`, or was `"late"` and stopped.
 */
export type TaskFault = "refused" | "panicked" | "ended" | "late";

export class TaskError extends Error {
  override readonly name = "TaskError";
  readonly fault: TaskFault;

  constructor(message: string, fault: TaskFault, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.fault = fault;
  }
}
