import type { PartitionWrite } from "../plugin/snapshot-log.js";
import type { WriteClock } from "./write-clock.js";

/** Turns one value into files of one write, and looks at them again. Each family of values has its own. */
export interface FileWriter {
  /** Name of the handler that makes the files. */
  readonly handler: string;
  /** Whether the catalog may still be preparing meanwhile. Default `false`. */
  readonly besidePreparing?: boolean;
  /** `signal` replaces the one of the store. */
  write(write: string, signal?: AbortSignal): Promise<WrittenFiles>;
  /** Starts what takes time to start. */
  open?(): void;
  /** `VERIFY_FAILED` if the store does not have what was sent. */
  verify(added: readonly PartitionWrite[]): Promise<void>;
}

export interface WrittenFiles {
  readonly added: readonly PartitionWrite[];
  readonly rows: number;
  /** Time spent turning the value into batches, its own work included. */
  readonly packMillis: number;
  readonly clock: WriteClock;
}
