/** How far a statement has come. Counts never shrink. */
export interface StatementProgress {
  readonly queryId: string;
  /** `QUEUED`, `PLANNING`, `STARTING`, `RUNNING`, `FINISHING`, `FINISHED` or `FAILED`. */
  readonly state: string;
  /** Whether it still waits for its turn. */
  readonly queued: boolean;
  readonly splits: {
    readonly total: number;
    readonly queued: number;
    readonly running: number;
    readonly completed: number;
  };
  /** Rows and bytes the query has read so far, not those of its result. */
  readonly rows: number;
  readonly bytes: number;
  readonly elapsedMillis: number;
  readonly cpuMillis: number;
  readonly peakMemoryBytes: number;
}

/** The `stats` of a page. */
export type PageStats = Readonly<Record<string, unknown>>;

/** The progress a page tells; what it leaves out counts as nothing. */
export function progressOf(queryId: string, stats: PageStats = {}): StatementProgress {
  const count = (name: string): number => {
    const value = stats[name];
    return typeof value === "number" ? value : 0;
  };
  return {
    queryId,
    state: typeof stats.state === "string" ? stats.state : "QUEUED",
    queued: stats.queued === true,
    splits: {
      total: count("totalSplits"),
      queued: count("queuedSplits"),
      running: count("runningSplits"),
      completed: count("completedSplits"),
    },
    rows: count("processedRows"),
    bytes: count("processedBytes"),
    elapsedMillis: count("elapsedTimeMillis"),
    cpuMillis: count("cpuTimeMillis"),
    peakMemoryBytes: count("peakMemoryBytes"),
  };
}
