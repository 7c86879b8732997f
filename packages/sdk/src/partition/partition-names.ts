import { SluiceError } from "../error.js";
import type { AssetDescription, PartitionValues } from "../plugin/asset-description.js";

/** A partition by the names of its dimensions, as callers see it. */
export function namedPartition(
  asset: AssetDescription,
  values: PartitionValues,
): Record<string, string | null> {
  return Object.fromEntries(asset.partitions.map(({ name }, index) => [name, values[index] ?? null]));
}

/** `PARTITION_INVALID` for a name that is no dimension of the asset. */
export function checkNames({ key, partitions }: AssetDescription, byName: object): void {
  const names = partitions.map(({ name }) => name);
  const unknown = Object.keys(byName).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new SluiceError("PARTITION_INVALID", {
    message: `${key} has no partition dimension "${unknown}".`,
    details: { asset: key, partition: unknown },
    hint: `It has ${names.join(", ") || "none"}.`,
  });
}
