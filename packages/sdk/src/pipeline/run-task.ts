import type { Receipt } from "../flow/receipt.js";
import { unlessAborted } from "../io/unless-aborted.js";
import type { Resources } from "./compute.js";
import type { InputSnapshots } from "./input-snapshots.js";
import { loadInputs } from "./load-inputs.js";
import type { NamedPartition } from "./partition-grid.js";
import { resultOf } from "./result.js";
import type { Task } from "./task.js";
import { isUpToDate } from "./up-to-date.js";

export interface RunContext {
  readonly run: string;
  readonly snapshots: InputSnapshots;
  readonly resources: Resources;
  readonly signal: AbortSignal;
  readonly skipUpToDate: boolean;
}

/** Loads the inputs, computes and stores; the receipt, or `up-to-date` if there was nothing to do. */
export async function runTask(task: Task, context: RunContext): Promise<Receipt | "up-to-date"> {
  const { asset, recipe, partition, io, inputs } = task;
  const { run, resources, signal } = context;
  if (context.skipUpToDate && (await isUpToDate(task, run))) return "up-to-date";
  const snapshots = await context.snapshots.of(inputs);
  const deps = await loadInputs(task, { run, snapshots, signal });
  const given = { deps, partition, signal, resources, run: { id: run } };
  const computed = await unlessAborted(`Computing ${asset.key}`, signal, async () => recipe.compute(given));
  const { value, metadata } = resultOf(computed);
  const { codeVersion } = recipe;
  const options = {
    // Stores of an asset without partitions name none; the type is that of an asset with some.
    partition: (Object.keys(partition).length === 0 ? undefined : partition) as NamedPartition,
    ...(metadata === undefined ? {} : { metadata }),
    run: {
      id: run,
      ...(codeVersion === undefined ? {} : { codeVersion }),
      inputs: Object.fromEntries(snapshots),
    },
    signal,
  };
  return io.store(asset, value, options);
}
