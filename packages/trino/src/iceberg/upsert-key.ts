import { SluiceError } from "@sluice/sdk";
import type { AssetDescription } from "@sluice/sdk/plugin";
import { icebergAssetOptions } from "./asset-options.js";

/**
 * `CAPABILITY_MISSING` where the key does not say in which partition of the table a row is: two statements that add one
 * key to different partitions do not notice each other, whoever runs them.
 */
export function checkKeyPlaces(asset: AssetDescription, key: readonly string[]): void {
  checkRowsChange(asset, "upsert");
  const { partitioning = [] } = icebergAssetOptions(asset);
  const own = new Set(key.map((name) => name.toLowerCase()));
  const free = partitioning.find((transform) => !own.has(sourceOf(transform)));
  if (free === undefined) return;
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `The table of ${asset.key} is partitioned by ${free}, which its key, ${key.join(", ")}, does not determine, so an upsert could leave one key in two partitions.`,
    details: { capability: "upsert", plugin: "trino" },
    hint: "Partition it by columns of the key, such as bucket(id, 16), or not at all.",
  });
}

/** `CAPABILITY_MISSING` for a table whose rows only come and go by files. */
export function checkRowsChange(asset: AssetDescription, capability: "upsert" | "delete"): void {
  if (icebergAssetOptions(asset).formatVersion !== 1) return;
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `The table of ${asset.key} has the format version 1, in which no row is changed by itself.`,
    details: { capability, plugin: "trino" },
    hint: "Say { formatVersion: 2 } and replace the whole asset once.",
  });
}

/** The column of `day(placed)`, `bucket("a b", 4)` or `region`, in lower case. */
function sourceOf(transform: string): string {
  const [, inside = transform] = /^\s*\w+\s*\((.*)\)\s*$/s.exec(transform) ?? [];
  const [, quoted, plain = ""] = /^\s*(?:"((?:[^"]|"")*)"|([^,"\s]+))/.exec(inside) ?? [];
  return (quoted?.replaceAll('""', '"') ?? plain).toLowerCase();
}
