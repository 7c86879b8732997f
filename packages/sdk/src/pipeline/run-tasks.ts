import { ReadyTasks } from "./ready-tasks.js";
import type { TaskReport } from "./report.js";
import { type Task, taskName } from "./task.js";

export interface RunTasksOptions {
  readonly concurrency: number;
  readonly onFailure: "stop" | "continue";
  readonly signal: AbortSignal;
  /** Never rejects. */
  run(task: Task): Promise<TaskReport>;
  skip(task: Task, reason: string): TaskReport;
}

/**
 * Runs the tasks, each once those it needs are done, at most `concurrency` at once. After a failure the tasks that need
 * the failed one are skipped; with `stop`, and when the caller gives up, so is everything that has not started.
 */
export async function runTasks(tasks: readonly Task[], options: RunTasksOptions): Promise<TaskReport[]> {
  const { concurrency, onFailure, signal } = options;
  const reports = new Map<Task, TaskReport>();
  const ready = new ReadyTasks(tasks);
  const running = new Set<Promise<void>>();
  let failed: Task | undefined;

  const skipAll = (skipped: Iterable<Task>, reason: string): void => {
    for (const task of skipped) if (!reports.has(task)) reports.set(task, options.skip(task, reason));
  };
  const run = async (task: Task): Promise<void> => {
    const report = await options.run(task);
    reports.set(task, report);
    if (report.status !== "failed") return ready.done(task);
    failed ??= task;
    skipAll(ready.drop(task), `needs ${taskName(task)}, which failed`);
  };
  const stopped = (): string | undefined => {
    if (signal.aborted) return "the run was aborted";
    return onFailure === "stop" && failed ? `the run stopped when ${taskName(failed)} failed` : undefined;
  };

  for (;;) {
    while (running.size < concurrency && stopped() === undefined) {
      const task = ready.take();
      if (task === undefined) break;
      const under: Promise<void> = run(task).finally(() => running.delete(under));
      running.add(under);
    }
    if (running.size === 0) break;
    await Promise.race(running);
  }
  skipAll(tasks, stopped() ?? "");
  return tasks.map((task) => reports.get(task) as TaskReport);
}
