import { isSluiceError, SluiceError } from "../error.js";
import type { Receipt } from "../flow/receipt.js";

export type TaskStatus = "stored" | "up-to-date" | "failed" | "skipped";

/** What became of one partition of one asset. */
export interface TaskReport {
  readonly asset: string;
  /** Empty for an asset without partitions. */
  readonly partition: Readonly<Record<string, string>>;
  readonly status: TaskStatus;
  /** Of a task that stored. */
  readonly receipt?: Receipt;
  /** Of a task that failed: what its inputs, its `compute` or its store threw. */
  readonly error?: unknown;
  /** Of a task that was skipped: why, for people. */
  readonly reason?: string;
  /** From its start to its end: loading, computing and storing. 0 if it was skipped. */
  readonly millis: number;
}

/** What `materialize` did. As a text, one line for each task. */
export interface PipelineReport {
  /** Id of the run. */
  readonly run: string;
  /** No task failed and none was skipped. */
  readonly ok: boolean;
  /** In the order of the plan: each behind those it needs. */
  readonly tasks: readonly TaskReport[];
  readonly counts: Readonly<Record<TaskStatus, number>>;
  readonly millis: number;
  /** Itself if it is `ok`; else throws `RUN_FAILED` with the first failure as its cause. */
  orThrow(): PipelineReport;
  toString(): string;
}

export function reportOf(run: string, tasks: readonly TaskReport[], millis: number): PipelineReport {
  const counts = { stored: 0, "up-to-date": 0, failed: 0, skipped: 0 };
  for (const { status } of tasks) counts[status]++;
  const ok = counts.failed === 0 && counts.skipped === 0;
  const report: PipelineReport = {
    run,
    ok,
    tasks,
    counts,
    millis,
    orThrow() {
      if (ok) return report;
      throw runFailed(report);
    },
    toString: () => [...tasks.map(lineOf), totalOf(report)].join("\n"),
  };
  return report;
}

function lineOf(task: TaskReport): string {
  const { status, receipt, error, reason } = task;
  const what =
    receipt !== undefined
      ? `${receipt.rows} rows, snapshot ${receipt.snapshot}`
      : error !== undefined
        ? messageOf(error)
        : (reason ?? "");
  return `${status.padEnd(10)}  ${nameOf(task)}  ${what}`.trimEnd();
}

function totalOf({ run, tasks, counts }: PipelineReport): string {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  const each = some.map(([status, count]) => `${count} ${status}`).join(", ");
  return `run ${run}: ${tasks.length} tasks${each === "" ? "" : `, ${each}`}`;
}

function nameOf({ asset, partition }: TaskReport): string {
  const values = Object.entries(partition).map(([name, value]) => `${name}=${value}`);
  return [asset, values.join("/")].join(" ").trim();
}

function messageOf(error: unknown): string {
  const message = error instanceof Error || isSluiceError(error) ? error.message : String(error);
  return message.split("\n", 1)[0] as string;
}

function runFailed({ run, tasks, counts }: PipelineReport): SluiceError {
  const failed = tasks.filter((task) => task.status === "failed");
  const names = failed.slice(0, 3).map(nameOf);
  return new SluiceError("RUN_FAILED", {
    message: `Run ${run}: ${counts.failed} tasks failed and ${counts.skipped} were skipped${names.length > 0 ? `, first ${names.join(", ")}` : ""}.`,
    details: { run, failed: failed.map(({ asset, partition }) => ({ asset, partition })) },
    hint: 'Mend the cause, then materialize again with skip: "up-to-date": what is stored stays.',
    cause: failed[0]?.error,
  });
}
