import type { AnyAsset } from "../asset/asset.js";
import { isAsset } from "../asset/is-asset.js";
import { SluiceError } from "../error.js";
import type { IOManager } from "../io/io-manager.js";
import { PartitionFilter } from "../partition/partition-filter.js";
import { partitionPath } from "../partition/path.js";
import { type Input, mapInputs } from "./input.js";
import { type IOManagers, ioOf } from "./io-managers.js";
import { checkDimensions, type NamedPartition, partitionGrid } from "./partition-grid.js";
import type { Recipe } from "./recipe.js";
import { type Selection, selectionOf } from "./selection.js";
import { type Task, type TaskInput, valuesOf } from "./task.js";
import { addNeeds } from "./task-needs.js";
import { inOrder } from "./task-order.js";

export interface PlanOptions {
  readonly io: IOManager | IOManagers;
  readonly partitions?: Readonly<Record<string, unknown>>;
}

/** The tasks that compute the assets, each after those it needs. Asks nobody. */
export function planTasks(given: readonly AnyAsset[], { io, partitions = {} }: PlanOptions): Task[] {
  checkAssets(given);
  const assets = distinct(given);
  const computed = assets.filter((asset) => asset.recipe !== undefined);
  if (assets.length > 0 && computed.length === 0) throw nothingToCompute(assets);
  checkDimensions(
    assets.map((asset) => asset.description),
    partitions,
  );
  const keys = new Set(computed.map(({ key }) => key));
  const byAsset = new Map(
    computed.map((asset) => {
      const tasks = partitionGrid(asset.description, partitions).map((partition) => {
        const task = taskOf(asset, partition, io, keys);
        return [partitionPath(asset.description.partitions, valuesOf(task)), task] as const;
      });
      return [asset.key, new Map(tasks)];
    }),
  );
  const all = [...byAsset.values()].flatMap((tasks) => [...tasks.values()]);
  for (const task of all) addNeeds(task, byAsset);
  return inOrder(all);
}

function checkAssets(given: unknown): void {
  if (Array.isArray(given) && given.every(isAsset)) return;
  throw new SluiceError("ASSET_INVALID", {
    message: "materialize was given something other than a list of assets.",
    details: {},
    hint: "Give what defineAsset made: materialize([orders, customers], { io }).",
  });
}

function taskOf(
  asset: AnyAsset,
  partition: NamedPartition,
  io: PlanOptions["io"],
  computed: ReadonlySet<string>,
): Task {
  const recipe = asset.recipe as Recipe;
  const inputs: TaskInput[] = [];
  mapInputs(recipe.deps, (input: Input) => {
    const selection = checked(input, selectionOf(input, asset.key, partition));
    const own = { io: ioOf(input.asset, io), computed: computed.has(input.asset.key) };
    inputs.push({ asset: input.asset, form: input.form, selection, ...own });
  });
  return { asset, recipe, partition, io: ioOf(asset, io), inputs, needs: new Set() };
}

/** Values that cannot be partitions of the input are found before anything runs. */
function checked({ asset }: Input, selection: Selection): Selection {
  new PartitionFilter(asset.description, selection.partition);
  return selection;
}

function distinct(given: readonly AnyAsset[]): AnyAsset[] {
  const byKey = new Map<string, AnyAsset>();
  for (const asset of given) {
    const other = byKey.get(asset.key) ?? asset;
    if (other !== asset) {
      throw new SluiceError("CONFIGURATION_INVALID", {
        message: `Two of the assets have the key ${asset.key}.`,
        details: { option: "assets" },
        hint: "Define an asset once, and use that definition.",
      });
    }
    byKey.set(asset.key, asset);
  }
  return [...byKey.values()];
}

function nothingToCompute(assets: readonly AnyAsset[]): SluiceError {
  return new SluiceError("CONFIGURATION_INVALID", {
    message: `None of ${assets.map(({ key }) => key).join(", ")} has a compute.`,
    details: { option: "assets" },
    hint: "Give defineAsset a compute, or store the values with io.store.",
  });
}
