import type { Schema } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { SluiceError } from "../error.js";
import { filesOf, type PlacedFile, readBatches, wantedSchema } from "../flow/load-table.js";
import { nearest } from "../nearest.js";
import type { AssetDescription, PartitionValues } from "../plugin/asset-description.js";
import type { Snapshot } from "../plugin/snapshot-log.js";
import { type Unpack, unpacker } from "../unpack/unpack.js";
import type { AssetFile, AssetPartition } from "./io-manager.js";
import type { Lake } from "./lake.js";

export interface ReadOptions {
  readonly columns?: readonly string[];
  readonly partition?: unknown;
  readonly signal?: AbortSignal;
}

/** The snapshot to read. `ASSET_NOT_FOUND` before the first store. */
export async function scanAsset(
  lake: Lake,
  asset: AssetDescription,
  signal?: AbortSignal,
): Promise<Snapshot> {
  lake.claimName(asset);
  const snapshot = await lake.catalog.scan({}, lake.contextOf(asset, signal));
  if (snapshot.number > 0) return snapshot;
  const close = nearest(asset.key, await lake.assets());
  throw new SluiceError("ASSET_NOT_FOUND", {
    message: `${asset.key} has never been stored in ${lake.store.name}.`,
    details: { asset: asset.key, nearest: close },
    hint:
      close.length > 0
        ? `Nearest: ${close.join(", ")}.`
        : "Store it first, or look where the io manager points.",
  });
}

/** The rows of one snapshot as batches. */
export async function* readAsset(
  lake: Lake,
  asset: AssetDescription,
  options: ReadOptions = {},
): AsyncGenerator<{ batch: arrow.RecordBatch; schema: Schema }> {
  const { signal } = options;
  const snapshot = await scanAsset(lake, asset, signal);
  const files = filesOf(snapshot, asset, options.partition);
  const schema = wantedSchema(snapshot, asset, options.columns);
  const context = { asset, store: lake.store, handlers: lake.handlers, signal };
  for await (const batch of readBatches(files, snapshot.schema ?? asset.schema, schema, context)) {
    yield { batch, schema };
  }
}

/** The rows of one snapshot as objects, a batch's worth at a time. */
export async function* readRows(
  lake: Lake,
  asset: AssetDescription,
  options?: ReadOptions,
): AsyncGenerator<unknown[]> {
  let unpack: Unpack | undefined;
  let firstRow = 0;
  for await (const { batch, schema } of readAsset(lake, asset, options)) {
    unpack ??= unpacker(schema);
    yield unpack(batch, firstRow);
    firstRow += batch.numRows;
  }
}

export async function listFiles(
  lake: Lake,
  asset: AssetDescription,
  options: ReadOptions = {},
): Promise<AssetFile[]> {
  const snapshot = await scanAsset(lake, asset, options.signal);
  return filesOf(snapshot, asset, options.partition).map((file) => ({
    url: lake.store.locate(file.key),
    partition: named(asset, file.partition),
    rows: file.rows,
    byteLength: file.byteLength,
  }));
}

export async function listPartitions(lake: Lake, asset: AssetDescription): Promise<AssetPartition[]> {
  const snapshot = await scanAsset(lake, asset);
  const partitions = new Map<string, AssetPartition>();
  for (const file of filesOf(snapshot, asset, undefined)) {
    const key = JSON.stringify(file.partition);
    partitions.set(key, withFile(partitions.get(key) ?? noFiles(asset, file), file));
  }
  return [...partitions.values()];
}

function noFiles(asset: AssetDescription, { partition }: PlacedFile): AssetPartition {
  return { partition: named(asset, partition), rows: 0, byteLength: 0, files: 0 };
}

function withFile(partition: AssetPartition, file: PlacedFile): AssetPartition {
  return {
    ...partition,
    rows: partition.rows + file.rows,
    byteLength: partition.byteLength + file.byteLength,
    files: partition.files + 1,
  };
}

function named(asset: AssetDescription, values: PartitionValues): Record<string, string | null> {
  return Object.fromEntries(asset.partitions.map(({ name }, index) => [name, values[index] ?? null]));
}
