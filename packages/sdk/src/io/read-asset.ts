import type { Schema } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { familyOf, isTable } from "../asset/family.js";
import { isSluiceError, SluiceError } from "../error.js";
import { ofSnapshot } from "../flow/damaged-file.js";
import { filesOf } from "../flow/files-of.js";
import { checkSameFamily } from "../flow/handlers.js";
import { readFile } from "../flow/load-table.js";
import { checkLoadable, knownColumns, wantedSchema } from "../flow/wanted-schema.js";
import { emptySnapshot } from "../log/fold.js";
import { nearest } from "../nearest.js";
import { partitionPath } from "../partition/path.js";
import type { AssetDescription, PartitionValues } from "../plugin/asset-description.js";
import type { ScannedSnapshot, TableVersion } from "../plugin/table-history.js";
import { readSource } from "../source/read-source.js";
import { pageUnpacker, type UnpackPages } from "../unpack/unpack.js";
import { rowFilter } from "../where/row-filter.js";
import type { Lake } from "./lake.js";
import { checkedMaxRows, tooLarge } from "./max-rows.js";
import { checkFilesTell } from "./only-in-table.js";
import { checkFromFiles, checkReads, readsSql, readThroughSql } from "./read-through-sql.js";
import { scanRequest } from "./table-version.js";

export interface ReadOptions {
  readonly columns?: readonly string[];
  readonly partition?: unknown;
  readonly missing?: "error" | "skip";
  readonly where?: Readonly<Record<string, unknown>>;
  readonly snapshot?: number | Date;
  readonly at?: TableVersion;
  readonly verify?: boolean;
  readonly via?: "files" | "sql";
  readonly maxRows?: number;
  readonly signal?: AbortSignal;
}

/**
 * The snapshot to read. `ASSET_NOT_FOUND` before the first store, `CAPABILITY_MISSING` where what is stored goes to a
 * destination that does not give it back.
 */
export async function scanAsset(
  lake: Lake,
  asset: AssetDescription,
  options: Pick<ReadOptions, "snapshot" | "at" | "signal"> = {},
): Promise<ScannedSnapshot> {
  const { name, capabilities } = lake.catalogOf(asset);
  if (capabilities.loads !== false) return findSnapshot(lake, asset, options);
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `${name} takes ${asset.key} and does not give it back.`,
    details: { capability: "load", plugin: name },
    hint: "Look where it was delivered to. io.snapshots lists what was.",
  });
}

/** The snapshot, whether or not it can be loaded. `ASSET_NOT_FOUND` before the first store. */
export async function findSnapshot(
  lake: Lake,
  asset: AssetDescription,
  options: Pick<ReadOptions, "snapshot" | "at" | "signal"> = {},
): Promise<ScannedSnapshot> {
  lake.claimName(asset);
  const request = scanRequest(options, asset, lake.catalogOf(asset));
  const snapshot = await scanned();
  checkSameFamily(asset, snapshot, lake.handlers);
  if (snapshot.number > 0) return snapshot;
  const close = nearest(asset.key, await lake.assets(options.signal));
  throw new SluiceError("ASSET_NOT_FOUND", {
    message: `${asset.key} has never been stored in ${lake.store.name}.`,
    details: { asset: asset.key, nearest: close },
    hint:
      close.length > 0
        ? `Nearest: ${close.join(", ")}.`
        : "Store it first, or look where the io manager points.",
  });

  async function scanned(): Promise<ScannedSnapshot> {
    try {
      return await lake.catalogOf(asset).scan(request, lake.contextOf(asset, options.signal));
    } catch (error) {
      if (isSluiceError(error, "SNAPSHOT_NOT_FOUND") && error.details.newest === 0) return emptySnapshot;
      throw error;
    }
  }
}

/** A batch of one partition, with the schema its columns are of. */
export interface ReadBatch {
  readonly batch: arrow.RecordBatch;
  readonly schema: Schema;
  readonly partition: PartitionValues;
}

/** The rows of one snapshot as batches. */
export async function* readAsset(
  lake: Lake,
  asset: AssetDescription,
  options: ReadOptions = {},
): AsyncGenerator<ReadBatch> {
  checkTable(asset);
  if (asset.source !== undefined) yield* readSource(lake, asset, options);
  else {
    const viaSql = readsSql(options);
    if (viaSql) checkReads(lake, asset);
    const snapshot = await scanAsset(lake, asset, options);
    if (viaSql || isReadByItself(snapshot, options)) yield* readThroughSql(snapshot, lake, asset, options);
    else yield* batchesOf(snapshot, lake, asset, options);
  }
}

/** Nobody asked for files, and they do not tell the rows. */
function isReadByItself({ onlyInTable }: ScannedSnapshot, { via, verify }: ReadOptions): boolean {
  return onlyInTable !== undefined && via === undefined && !verify;
}

async function* batchesOf(
  snapshot: ScannedSnapshot,
  lake: Lake,
  asset: AssetDescription,
  options: ReadOptions,
): AsyncGenerator<ReadBatch> {
  const { signal } = options;
  checkFilesTell(snapshot, options.verify ? "{ verify: true }" : '{ via: "files" }', lake, asset);
  // What is missing is said before conditions pass partitions over.
  const files = filesOf(snapshot, asset, options);
  const schema = wantedSchema(snapshot, asset, options.columns);
  const stored = snapshot.schema ?? asset.schema;
  const filter = rowFilter(options.where ?? {}, schema, knownColumns(snapshot, asset), asset.key);
  checkLoadable(filter.read, snapshot, asset);
  const { store, handlers } = lake;
  const context = { asset, store, handlers, signal, verify: options.verify };
  for (const file of files) {
    if (!filter.mayKeep(snapshot.dimensions, file.partition)) continue;
    try {
      for await (const batch of readFile(file, stored, filter.read, context, filter.conditions)) {
        const kept = filter.keep(batch);
        if (kept !== undefined) yield { batch: kept, schema, partition: file.partition };
      }
    } catch (error) {
      throw ofSnapshot(error, file, snapshot.number, asset);
    }
  }
}

function checkTable(asset: AssetDescription): void {
  if (isTable(asset)) return;
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `${asset.key} is ${familyOf(asset)}, which has no rows to give one after the other.`,
    details: { capability: "stream", plugin: "@sluice/sdk" },
    hint: "io.load gives the value, io.loadEach that of each partition.",
  });
}

/** The rows of one snapshot as objects, some of one partition at a time. */
export async function* readRows(
  lake: Lake,
  asset: AssetDescription,
  options?: ReadOptions,
): AsyncGenerator<ReadRows> {
  yield* rowsOf(readAsset(lake, asset, options));
}

/** Rows of one partition. */
export interface ReadRows {
  readonly rows: readonly unknown[];
  readonly partition: PartitionValues;
}

async function* rowsOf(batches: AsyncIterable<ReadBatch>): AsyncGenerator<ReadRows> {
  let unpack: UnpackPages | undefined;
  let firstRow = 0;
  for await (const { batch, schema, partition } of batches) {
    unpack ??= pageUnpacker(schema);
    for (const rows of unpack(batch, firstRow)) yield { rows, partition };
    firstRow += batch.numRows;
  }
}

/** All rows of one snapshot. */
export async function readAll(
  lake: Lake,
  asset: AssetDescription,
  options?: ReadOptions,
): Promise<unknown[]> {
  const maxRows = checkedMaxRows(asset, options);
  const all: unknown[] = [];
  for await (const { rows } of readRows(lake, asset, options)) {
    if (all.length + rows.length > maxRows) throw tooLarge(asset.key, maxRows);
    for (const row of rows) all.push(row);
  }
  return all;
}

/** The rows of each partition by themselves, also of those without rows. */
export async function readEach(
  lake: Lake,
  asset: AssetDescription,
  options: ReadOptions = {},
): Promise<Map<string | null, unknown[]>> {
  checkFromFiles(asset, options);
  const snapshot = await scanAsset(lake, asset, options);
  checkFilesTell(snapshot, "io.loadEach", lake, asset);
  const keyOf = (values: PartitionValues): string | null => partitionKey(asset, values);
  const files = filesOf(snapshot, asset, options);
  const each = new Map<string | null, unknown[]>(files.map((file) => [keyOf(file.partition), []]));
  for await (const { rows, partition } of rowsOf(batchesOf(snapshot, lake, asset, options))) {
    const all = each.get(keyOf(partition)) as unknown[];
    for (const row of rows) all.push(row);
  }
  return each;
}

/** What a partition goes by in a Map: the value of the only dimension, else the path. */
export function partitionKey(asset: AssetDescription, values: PartitionValues): string | null {
  return values.length === 1 ? (values[0] as string | null) : partitionPath(asset.partitions, values);
}
