import { mapConcurrent } from "../concurrent.js";
import { SluiceError } from "../error.js";
import { ofSnapshot } from "../flow/damaged-file.js";
import { filesOf, type PlacedFile } from "../flow/files-of.js";
import { loadValue } from "../flow/load-value.js";
import { isRecord, partitionValues } from "../partition/partition-value.js";
import { isSingle } from "../partition/selection-shape.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { Lake } from "./lake.js";
import { partitionKey, type ReadOptions, scanAsset } from "./read-asset.js";

/** Values loaded at once. */
const concurrency = 8;

/** The value of an asset that is no table. A partitioned one needs exactly one partition. */
export async function readValue(
  lake: Lake,
  asset: AssetDescription,
  options: ReadOptions = {},
): Promise<unknown> {
  checkNoColumns(asset, options);
  checkOnePartition(asset, options.partition);
  const snapshot = await scanAsset(lake, asset, options);
  // One value, or PARTITION_NOT_FOUND.
  const [file] = filesOf(snapshot, asset, { partition: options.partition }) as [PlacedFile];
  return valueIn(file, snapshot.number, lake, asset, options);
}

/** The value of each partition by itself. */
export async function readEachValue(
  lake: Lake,
  asset: AssetDescription,
  options: ReadOptions = {},
): Promise<Map<string | null, unknown>> {
  checkNoColumns(asset, options);
  const snapshot = await scanAsset(lake, asset, options);
  const files = filesOf(snapshot, asset, options);
  const values = await mapConcurrent(files, concurrency, async (file) => {
    const value = await valueIn(file, snapshot.number, lake, asset, options);
    return [partitionKey(asset, file.partition), value] as const;
  });
  return new Map(values);
}

async function valueIn(
  file: PlacedFile,
  snapshot: number,
  { store, handlers }: Lake,
  asset: AssetDescription,
  { verify, signal }: ReadOptions,
): Promise<unknown> {
  try {
    return await loadValue(file, { asset, store, handlers, verify, signal });
  } catch (error) {
    throw ofSnapshot(error, file, snapshot, asset);
  }
}

function checkOnePartition(asset: AssetDescription, partition: unknown): void {
  const { key, partitions } = asset;
  if (partitions.length === 0) return;
  const named = isRecord(partition) ? partition : { [partitions[0]?.name ?? ""]: partition };
  const isOne = partitions.every(({ name }) => isSingle(named[name]));
  if (isOne) {
    partitionValues(asset, partition);
    return;
  }
  const names = partitions.map(({ name }) => name).join(", ");
  throw new SluiceError("PARTITION_INVALID", {
    message: `${key} has a value for each ${names}, and io.load gives one.`,
    details: { asset: key, partition: names },
    hint: "Name one partition with { partition }, or take several with io.loadEach.",
  });
}

function checkNoColumns({ key }: AssetDescription, { columns, where }: ReadOptions): void {
  const option = columns !== undefined ? "columns" : where !== undefined ? "where" : undefined;
  if (option === undefined) return;
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `${key} has no columns to choose from.`,
    details: { option },
    hint: `Leave { ${option} } out.`,
  });
}
