/** What one contender does in its process. */
export interface Job {
  /** Does it once. Gives the rows it handled. Measured. */
  run(): number | Promise<number>;
  /** What the last run made, as a text: equal for all contenders of a contest. Not measured. */
  check?(): string | Promise<string>;
  /** Where the time of the last run went, in milliseconds. */
  steps?(): Readonly<Record<string, number>>;
  /** Makes the next run possible, after each one. Not measured. */
  undo?(): Promise<void>;
  /** After the last run. */
  close?(): Promise<void>;
}

/** One way of doing what a contest measures. It never shares a process with another one. */
export interface Contender {
  readonly name: string;
  /** Gets ready, not measured. `given` is what the contest was set up with, else empty. */
  prepare(given: string): Job | Promise<Job>;
}

/** A contender that `bench/python/run_job.py` knows under that name. */
export interface PythonContender {
  readonly name: string;
  readonly python: string;
}

/** Contenders that do the same with the same data. The first one is ours. */
export interface Contest {
  readonly name: string;
  /** Rows each run is asked for. */
  readonly rows: number;
  /** One run does so many of one thing, which are measured in milliseconds each. Absent: rows, measured by the second. */
  readonly of?: number;
  /** Runs in each process before measuring. Default 1. */
  readonly warmups?: number;
  /** Measured runs in each process: at most so many, and at least one. Default 5. */
  readonly runs?: number;
  /** No further run is begun after so many milliseconds of measuring. Default 1,000. */
  readonly budgetMillis?: number;
  /** Once, before all contenders, in no process of theirs. */
  setUp?(): Promise<SetUp>;
  readonly contenders: readonly (Contender | PythonContender)[];
}

export interface SetUp {
  /** Handed to every contender. */
  readonly given: string;
  tearDown(): Promise<void>;
}

export interface GroupOptions {
  /** Rows in each run, or as many as the contest can have. */
  readonly rows: number;
}

export interface Group {
  readonly name: string;
  /** Whether MinIO and Trino have to be there. */
  readonly stack?: boolean;
  /** Makes no data: contenders do so in their own processes. The same list in every process. */
  contests(options: GroupOptions): readonly Contest[];
}

export function isPython(contender: Contender | PythonContender): contender is PythonContender {
  return "python" in contender;
}
