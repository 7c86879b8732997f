import {
  type AssetDescription,
  type LivePartition,
  type ObjectStore,
  partitionColumn,
  type Snapshot,
} from "@sluice/sdk/plugin";
import { duckdbTypes, mapType } from "@sluice/type-mapping";
import { duckdbDialect } from "./dialect.js";

const { identifier, literal } = duckdbDialect;

/** What a view selects from: the files of the snapshot with their partition columns; `undefined` if there are none. */
export function readFiles(
  asset: AssetDescription,
  snapshot: Snapshot,
  store: ObjectStore,
): string | undefined {
  const live = snapshot.live.filter((partition) => partition.writes.length > 0);
  if (live.length === 0) return undefined;
  const derived = asset.partitions.filter((dimension) => dimension.rule !== "value");
  if (derived.length === 0)
    return readParquet(
      live.flatMap((partition) => urlsOf(partition, store)),
      [],
    );
  if (foldersMislead(asset, snapshot, store)) return unionOfPartitions(asset, live, store);
  const types = derived.map(
    (dimension) => `${literal(partitionColumn(dimension))}: ${mapType(duckdbTypes, dimension.type)}`,
  );
  return readParquet(
    live.flatMap((partition) => urlsOf(partition, store)),
    ["hive_types_autocast = false", `hive_types = {${types.join(", ")}}`],
  );
}

/**
 * DuckDB makes a column of every folder `name=value` above a file, those above the lake and `write=` too, and lets it
 * win over the column of that name in the file. Where that would show a wrong value, folders are not read.
 */
function foldersMislead(asset: AssetDescription, snapshot: Snapshot, store: ObjectStore): boolean {
  const above = store
    .locate(asset.key)
    .split(/[\\/]/)
    .flatMap((segment) =>
      segment.includes("=") ? [segment.slice(0, segment.indexOf("=")).toLowerCase()] : [],
    );
  const ours = asset.partitions.map((dimension) => partitionColumn(dimension).toLowerCase());
  const fields = (snapshot.schema ?? asset.schema).fields.map((field) => field.name.toLowerCase());
  const folders = new Set([...above, ...ours, "write"]);
  return (
    fields.some((name) => folders.has(name)) || ours.some((name) => above.includes(name) || name === "write")
  );
}

function unionOfPartitions(
  asset: AssetDescription,
  live: readonly LivePartition[],
  store: ObjectStore,
): string {
  const selects = live.map((partition) => {
    const columns = asset.partitions.flatMap((dimension, index) => {
      if (dimension.rule === "value") return [];
      const value = literal(partition.partition[index] ?? null);
      return `CAST(${value} AS ${mapType(duckdbTypes, dimension.type)}) AS ${identifier(dimension.name)}`;
    });
    return `SELECT *, ${columns.join(", ")} FROM ${readParquet(urlsOf(partition, store), [])}`;
  });
  return `(${selects.join(" UNION ALL BY NAME ")})`;
}

function readParquet(urls: readonly string[], folderOptions: readonly string[]): string {
  const folders =
    folderOptions.length === 0
      ? ["hive_partitioning = false"]
      : ["hive_partitioning = true", ...folderOptions];
  return `read_parquet([${urls.join(", ")}], ${folders.join(", ")})`;
}

function urlsOf(partition: LivePartition, store: ObjectStore): string[] {
  return partition.writes.flatMap((write) => write.files).map((file) => literal(store.locate(file.key)));
}
