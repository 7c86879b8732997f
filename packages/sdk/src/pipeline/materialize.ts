import { randomUUID } from "node:crypto";
import { follow } from "../abort.js";
import type { Asset } from "../asset/asset.js";
import { runId } from "../io/check-run.js";
import type { IOManager } from "../io/io-manager.js";
import type { PartitionSelection } from "../partition/partition-filter.js";
import { tell } from "../tell.js";
import { checkOptions } from "./check-options.js";
import type { Resources } from "./compute.js";
import { InputSnapshots } from "./input-snapshots.js";
import type { IOManagers } from "./io-managers.js";
import type { PipelineEvent } from "./pipeline-event.js";
import { planTasks } from "./plan-tasks.js";
import { type PipelineReport, reportOf, type TaskReport } from "./report.js";
import { type RunContext, runTask } from "./run-task.js";
import { runTasks } from "./run-tasks.js";
import type { Task } from "./task.js";

interface RunOptions<P extends string> {
  /** The io manager of all assets, or several by name: an asset's `io` picks one of them, else it is `default`. */
  readonly io: IOManager | IOManagers;
  /**
   * The partitions to compute, for each dimension one value, several, or an inclusive range of a calendar. Each asset
   * takes what it has dimensions for: every combination.
   */
  readonly partitions?: { readonly [Name in P]?: PartitionSelection };
  /** Partitions computed at once. Default 1: one after the other, so that memory holds the inputs of one. */
  readonly concurrency?: number;
  /** `up-to-date`: leave what the same `codeVersion` made from inputs that did not change since. Default: compute all. */
  readonly skip?: "up-to-date";
  /** After a failure, start nothing more, or go on with what does not need the failed one. Default `stop`. */
  readonly onFailure?: "stop" | "continue";
  /** Called for what happens. */
  readonly on?: (event: PipelineEvent) => void;
  /** Starts nothing more once aborted; what has not published by then publishes nothing. */
  readonly signal?: AbortSignal;
  /** Kept with all that is stored. Default: a random id. */
  readonly run?: { readonly id: string };
}

/** Options of `materialize`. `P` are the partition dimensions of its assets. */
export type MaterializeOptions<P extends string = string> = RunOptions<P> &
  ({} extends Resources ? { readonly resources?: Resources } : { readonly resources: Resources });

/**
 * Computes the assets and stores them, each after those of them it needs, partition by partition. Inputs that are not
 * among them are loaded only; those without a `compute` are passed over. A task that fails is in the report. Throws,
 * before anything runs, for what cannot be planned: `ASSET_INVALID` for a cycle, `PARTITION_INVALID` for a partitioned
 * asset of which no partitions are named, `CONFIGURATION_INVALID` for an io manager that is not given.
 */
export async function materialize<P extends string>(
  assets: readonly Asset<any, P>[],
  options: MaterializeOptions<P>,
): Promise<PipelineReport> {
  checkOptions(options);
  const { concurrency = 1, onFailure = "stop" } = options;
  const run = options.run === undefined ? randomUUID() : runId("materialize", options.run);
  const tasks = planTasks(assets, options);
  const emit = emitterOf(options.on);
  const began = performance.now();
  const { signal, end } = follow(options.signal ?? new AbortController().signal);
  const context: RunContext = {
    run,
    snapshots: new InputSnapshots(run),
    resources: options.resources ?? {},
    signal,
    skipUpToDate: options.skip === "up-to-date",
  };
  const ended = (report: TaskReport): TaskReport => {
    emit({ type: "task-end", run, ...report });
    return report;
  };
  emit({ type: "run-start", run, tasks: tasks.length });
  const reports = await runTasks(tasks, {
    concurrency,
    onFailure,
    signal,
    async run(task) {
      emit({ type: "task-start", run, ...nameOf(task) });
      return ended(await tried(task, context));
    },
    skip: (task, reason) => ended({ ...nameOf(task), status: "skipped", reason, millis: 0 }),
  }).finally(end);
  const report = reportOf(run, reports, performance.now() - began);
  emit({ type: "run-end", run, ok: report.ok, millis: report.millis });
  return report;
}

async function tried(task: Task, context: RunContext): Promise<TaskReport> {
  const began = performance.now();
  const ended = () => ({ ...nameOf(task), millis: performance.now() - began });
  try {
    const receipt = await runTask(task, context);
    return receipt === "up-to-date"
      ? { ...ended(), status: receipt }
      : { ...ended(), status: "stored", receipt };
  } catch (error) {
    return { ...ended(), status: "failed", error };
  }
}

function nameOf({ asset, partition }: Task): Pick<TaskReport, "asset" | "partition"> {
  return { asset: asset.key, partition };
}

function emitterOf(on: ((event: PipelineEvent) => void) | undefined): (event: PipelineEvent) => void {
  return (event) => {
    if (on !== undefined) tell(on, event);
  };
}
