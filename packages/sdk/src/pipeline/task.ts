import type { AnyAsset } from "../asset/asset.js";
import type { IOManager } from "../io/io-manager.js";
import { partitionPath } from "../partition/path.js";
import type { PartitionValues } from "../plugin/asset-description.js";
import type { Input } from "./input.js";
import type { NamedPartition } from "./partition-grid.js";
import type { Recipe } from "./recipe.js";
import type { Selection } from "./selection.js";

/** An input of one task. */
export interface TaskInput extends Pick<Input, "asset" | "form"> {
  readonly selection: Selection;
  readonly io: IOManager;
  /** The run computes it too, so its snapshots move while the run goes on. */
  readonly computed: boolean;
}

/** One partition of one asset to compute, or the whole of one without partitions. */
export interface Task {
  readonly asset: AnyAsset;
  readonly recipe: Recipe;
  readonly partition: NamedPartition;
  readonly io: IOManager;
  /** In the order `deps` names them. */
  readonly inputs: readonly TaskInput[];
  /** Tasks that have to be done first. */
  readonly needs: Set<Task>;
}

/** The values of its partition, in the order of the dimensions. */
export function valuesOf({ asset, partition }: Pick<Task, "asset" | "partition">): PartitionValues {
  return asset.description.partitions.map(({ name }) => partition[name] as string);
}

/** `sales/orders day=2024-05-01`. */
export function taskName(task: Pick<Task, "asset" | "partition">): string {
  const { key, partitions } = task.asset.description;
  return [key, partitionPath(partitions, valuesOf(task))].join(" ").trim();
}
