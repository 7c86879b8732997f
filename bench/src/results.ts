import type { Machine } from "./machine.js";
import type { ContestResult } from "./timing.js";

/** What `--json` keeps of a run. */
export interface Results {
  readonly formatVersion: 1;
  readonly machine: Machine;
  /** By name, of everything that was measured. */
  readonly versions: Readonly<Record<string, string>>;
  /** What `--rows` and `--rounds` said. */
  readonly rows: number;
  readonly rounds: number;
  /** How it was measured, in words. */
  readonly method: string;
  readonly contests: readonly ContestResult[];
}
