/** What one process of one contender measured. */
export interface Turn {
  readonly rows: number;
  /** Wall time of each run. */
  readonly millis: readonly number[];
  /** Time of all processors in each run, collector and workers included. */
  readonly cpuMillis: readonly number[];
  /** Most memory the process had at once, preparation included. */
  readonly peakBytes: number;
  /** What it had before the first run. Absent: not measured. */
  readonly baseBytes?: number;
  readonly check?: string;
  readonly steps?: Readonly<Record<string, number>>;
}

/** A contender over all rounds. */
export interface Timing {
  readonly name: string;
  readonly turns: readonly Turn[];
  /** Why it did not take part. */
  readonly skipped?: string;
}

export interface ContestResult {
  readonly group: string;
  readonly name: string;
  readonly rows: number;
  readonly of?: number;
  readonly timings: readonly Timing[];
}

/** What stands for a contender: of each process the middle run, and of those the middle, the least and the most. */
export interface Figures {
  readonly rows: number;
  readonly millis: number;
  readonly least: number;
  readonly most: number;
  readonly cpuMillis: number;
  readonly peakBytes: number;
  /** What the runs added to the memory of the process, as far as that was measured. */
  readonly addedBytes: number;
}

export function figuresOf({ turns }: Timing): Figures | undefined {
  const [first] = turns;
  if (first === undefined) return undefined;
  const millis = turns.map((turn) => median(turn.millis));
  return {
    rows: first.rows,
    millis: median(millis),
    least: Math.min(...millis),
    most: Math.max(...millis),
    cpuMillis: median(turns.map((turn) => median(turn.cpuMillis))),
    peakBytes: median(turns.map((turn) => turn.peakBytes)),
    addedBytes: median(turns.map(({ peakBytes, baseBytes = Number.NaN }) => peakBytes - baseBytes)),
  };
}

/** The middle one, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const ascending = [...values].sort((left, right) => left - right);
  const middle = ascending.length >> 1;
  const upper = ascending[middle] ?? Number.NaN;
  return ascending.length % 2 === 1 ? upper : (upper + (ascending[middle - 1] ?? Number.NaN)) / 2;
}
