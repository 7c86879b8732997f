import { PartitionFilter } from "../partition/partition-filter.js";
import { isRecord, partitionText } from "../partition/partition-value.js";
import { partitionPath } from "../partition/path.js";
import type { AssetDescription, PartitionValues } from "../plugin/asset-description.js";
import { type Selection, selectionOf } from "./selection.js";
import { type Task, valuesOf } from "./task.js";

/** Tasks of one asset by the paths of their partitions. */
export type Tasks = ReadonlyMap<string, Task>;

/** Lets the task need those that compute what it takes and what it comes after. */
export function addNeeds(task: Task, byAsset: ReadonlyMap<string, Tasks>): void {
  for (const { asset, selection } of task.inputs) need(task, byAsset.get(asset.key), selection);
  for (const asset of task.recipe.after) {
    const before = selectionOf({ asset, mapping: { kind: "joined" } }, task.asset.key, task.partition);
    need(task, byAsset.get(asset.key), before);
  }
}

function need(task: Task, others: Tasks | undefined, { partition }: Selection): void {
  const [first] = others?.values() ?? [];
  if (others === undefined || first === undefined) return;
  const { description } = first.asset;
  const named = namedPartitions(description, partition, others.size);
  if (named === undefined) {
    const wanted = new PartitionFilter(description, partition);
    for (const other of others.values()) if (wanted.matches(valuesOf(other))) task.needs.add(other);
    return;
  }
  for (const values of named) {
    const other = others.get(partitionPath(description.partitions, values));
    if (other !== undefined) task.needs.add(other);
  }
}

/** The partitions a selection names one by one; `undefined` where it does not, or names more than `most`. */
function namedPartitions(
  asset: AssetDescription,
  selection: Selection["partition"] = {},
  most: number,
): PartitionValues[] | undefined {
  let named: (string | null)[][] = [[]];
  for (const dimension of asset.partitions) {
    const wanted = selection[dimension.name];
    if (wanted === undefined || isRecord(wanted)) return undefined;
    const texts = (Array.isArray(wanted) ? wanted : [wanted]).map((each) =>
      partitionText(asset, dimension, each),
    );
    if (named.length * texts.length > most) return undefined;
    named = named.flatMap((values) => texts.map((text) => [...values, text]));
  }
  return named;
}
