/** One way of doing what a benchmark measures. */
export interface Contender {
  readonly name: string;
  /** Does it once. Gives the rows it handled. */
  run(): number | Promise<number>;
}

/** Contenders that do the same with the same data. The first one is ours. */
export interface Contest {
  readonly name: string;
  /** One run does so many of one thing, which are measured in milliseconds each. Absent: rows, measured by the second. */
  readonly of?: number;
  readonly contenders: readonly Contender[];
}

export interface GroupOptions {
  /** Rows in each run. */
  readonly rows: number;
}

/** Prepares contests one after another, so that only the data of one is in memory. */
export type Group = (options: GroupOptions) => AsyncIterable<Contest>;
