import { filesOf, type PlacedFile } from "../flow/files-of.js";
import { editedPartitions } from "../log/edited.js";
import { namedPartition } from "../partition/partition-names.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { AssetFile, AssetPartition } from "./io-manager.js";
import type { Lake } from "./lake.js";
import { checkFilesTell } from "./only-in-table.js";
import { type ReadOptions, scanAsset } from "./read-asset.js";

export async function listFiles(
  lake: Lake,
  asset: AssetDescription,
  options: ReadOptions = {},
): Promise<AssetFile[]> {
  const snapshot = await scanAsset(lake, asset, options);
  checkFilesTell(snapshot, "io.files", lake, asset);
  return filesOf(snapshot, asset, options).map((file) => ({
    url: lake.store.locate(file.key),
    partition: namedPartition(asset, file.partition),
    rows: file.rows,
    byteLength: file.byteLength,
  }));
}

export async function listPartitions(
  lake: Lake,
  asset: AssetDescription,
  options: Pick<ReadOptions, "signal"> = {},
): Promise<AssetPartition[]> {
  const snapshot = await scanAsset(lake, asset, options);
  // What our own changes left of the files is said for each partition.
  if (!snapshot.onlyInTable?.byStores) checkFilesTell(snapshot, "io.partitions", lake, asset);
  const partitions = new Map<string, AssetPartition>();
  const edited = editedPartitions(snapshot.live);
  for (const file of filesOf(snapshot, asset, {})) {
    const key = JSON.stringify(file.partition);
    partitions.set(
      key,
      withFile(partitions.get(key) ?? noFiles(asset, file, edited.has(file.partition)), file),
    );
  }
  return [...partitions.values()];
}

function noFiles(asset: AssetDescription, { partition }: PlacedFile, edited: boolean): AssetPartition {
  const none = { partition: namedPartition(asset, partition), rows: 0, byteLength: 0, files: 0 };
  return edited ? { ...none, edited } : none;
}

function withFile(partition: AssetPartition, file: PlacedFile): AssetPartition {
  return {
    ...partition,
    rows: partition.rows + file.rows,
    byteLength: partition.byteLength + file.byteLength,
    files: partition.files + 1,
  };
}
