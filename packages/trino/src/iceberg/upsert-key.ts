import { SluiceError } from "@sluice/sdk";
import { type AssetDescription, partitionColumn } from "@sluice/sdk/plugin";
import type { CreatedTable } from "../created/created-table.js";
import { icebergAssetOptions } from "./asset-options.js";
import { createdTable } from "./created-table.js";
import { partitioningOf, sourceOf } from "./partitioning.js";
import type { IcebergSession } from "./session.js";

/** What decides which rows two statements can both change. */
export interface RowPlaces {
  /** Transforms, as Trino writes them. */
  readonly partitioning: readonly string[];
  /** Absent: the catalog's. */
  readonly formatVersion?: number;
}

/** Those of the table that the asset would get now. */
export function wantedPlaces(asset: AssetDescription): RowPlaces {
  const { partitioning = partitioningOf(asset), formatVersion } = icebergAssetOptions(asset);
  return { partitioning, ...(formatVersion === undefined ? {} : { formatVersion }) };
}

/** Those of the table there is: what the asset says now may be other than what it said when the table was made. */
export async function tablePlaces(session: IcebergSession): Promise<RowPlaces> {
  return placesOf(await createdTable(session));
}

export function placesOf({ properties }: CreatedTable): RowPlaces {
  const partitioning = properties.get("partitioning");
  const version = properties.get("format_version");
  return {
    partitioning: Array.isArray(partitioning) ? partitioning.map(String) : [],
    ...(version === undefined ? {} : { formatVersion: Number(version) }),
  };
}

/**
 * `CAPABILITY_MISSING` where the key does not say in which partition of the table a row is: two statements that add one
 * key to different partitions do not notice each other, whoever runs them.
 */
export function checkKeyPlaces(asset: AssetDescription, key: readonly string[], table: RowPlaces): void {
  checkRowsChange(asset, "upsert", table);
  const own = new Set(key.map((name) => name.toLowerCase()));
  // Their value follows from a column of the key.
  for (const dimension of asset.partitions) {
    if (own.has((dimension.source ?? "").toLowerCase())) own.add(partitionColumn(dimension).toLowerCase());
  }
  const free = table.partitioning.find((transform) => !own.has(sourceOf(transform)));
  if (free === undefined) return;
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `The table of ${asset.key} is partitioned by ${free}, which its key, ${key.join(", ")}, does not determine, so an upsert could leave one key in two partitions.`,
    details: { capability: "upsert", plugin: "trino" },
    hint: "Partition it by columns of the key, such as bucket(id, 16), or not at all. A table that is there becomes what the asset says when it is replaced whole.",
  });
}

/** `CAPABILITY_MISSING` for a table whose rows only come and go by files. */
export function checkRowsChange(
  asset: AssetDescription,
  capability: "upsert" | "delete",
  { formatVersion }: RowPlaces,
): void {
  if (formatVersion !== 1) return;
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `The table of ${asset.key} has the format version 1, in which no row is changed by itself.`,
    details: { capability, plugin: "trino" },
    hint: "Say { formatVersion: 2 } and replace the whole asset once.",
  });
}
