import { newestChange } from "./newest-change.js";
import type { Task, TaskInput } from "./task.js";

/**
 * Whether the partition was computed last by the same `codeVersion` from inputs that did not change since. What
 * somebody stored without `materialize`, or rolled back, is not, nor is what was computed from a source.
 */
export async function isUpToDate(
  { asset, recipe, partition, io, inputs }: Task,
  run: string,
): Promise<boolean> {
  const newest = await newestChange(asset, io, partition, run);
  const made = newest?.run;
  if (made === undefined || made.codeVersion !== recipe.codeVersion) return false;
  // Nobody tells whether the table of a source changed.
  if (inputs.some((input) => input.asset.description.source)) return false;
  const recorded = made.inputs ?? {};
  const keys = new Set(inputs.map((input) => input.asset.key));
  if (Object.keys(recorded).length !== keys.size) return false;
  for (const input of inputs) {
    if (!(await isUnchanged(input, recorded[input.asset.key], made.id, run))) return false;
  }
  return true;
}

/** No commit since that snapshot changed what the input takes. */
async function isUnchanged(
  { asset, io, selection }: TaskInput,
  since: number | undefined,
  madeBy: string,
  run: string,
): Promise<boolean> {
  if (since === undefined) return false;
  // Each run has an asset of its own: numbers of another run say nothing.
  if (asset.description.scope === "run" && madeBy !== run) return false;
  const newest = await newestChange(asset, io, selection.partition, run);
  return (newest?.snapshot ?? 0) <= since;
}
