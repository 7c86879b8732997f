import { SluiceError } from "../error.js";
import type { Receipt } from "../flow/receipt.js";
import { rollBack } from "../flow/rollback.js";
import { newestCommits } from "../log/newest-commits.js";
import { schemaHash } from "../log/schema-hash.js";
import { PartitionFilter } from "../partition/partition-filter.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { Commit } from "../plugin/snapshot-log.js";
import type { AssetSnapshot } from "./io-manager.js";
import type { Lake } from "./lake.js";
import { checkFilesTell } from "./only-in-table.js";
import { findSnapshot, scanAsset } from "./read-asset.js";
import { tellingFailure } from "./telling-failure.js";

export interface SnapshotsOptions {
  readonly limit?: number;
  readonly partition?: unknown;
  readonly signal?: AbortSignal;
}

export async function listSnapshots(
  lake: Lake,
  asset: AssetDescription,
  { limit = 100, partition, signal }: SnapshotsOptions = {},
): Promise<AssetSnapshot[]> {
  checkLimit(limit);
  const head = await findSnapshot(lake, asset, { signal });
  const wanted = new PartitionFilter(asset, partition);
  const { commits } = lake.contextOf(asset, signal).log;
  return (await newestCommits({ commits }, head, wanted, limit)).map(snapshotOf);
}

/** `CONFIGURATION_INVALID` for what is no number of snapshots. */
export function checkLimit(limit: number): void {
  if (limit >= 1 && (Number.isSafeInteger(limit) || limit === Number.POSITIVE_INFINITY)) return;
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `The limit ${limit} of io.snapshots is no number of snapshots.`,
    details: { option: "limit" },
    hint: "Give a whole number from 1 on, or Infinity for all of them.",
  });
}

export interface RollbackOptions {
  readonly to: number | Date;
  readonly signal?: AbortSignal;
}

export async function rollbackAsset(
  lake: Lake,
  asset: AssetDescription,
  options: RollbackOptions,
): Promise<Receipt> {
  const { to, signal } = options ?? {};
  if (typeof to !== "number" && !(to instanceof Date)) {
    throw new SluiceError("CONFIGURATION_INVALID", {
      message: `${asset.key} cannot be rolled back to ${String(to)}.`,
      details: { option: "to" },
      hint: "Give { to } the number of a snapshot, or a Date.",
    });
  }
  return tellingFailure(lake, asset.key, signal, async () => {
    const head = await scanAsset(lake, asset, { signal });
    const target = await scanAsset(lake, asset, { snapshot: to, signal });
    checkFilesTell(target, "io.rollback", lake, asset);
    await lake.probe();
    return rollBack(target, head, lake.publishing(asset, signal));
  });
}

export function snapshotOf(commit: Commit): AssetSnapshot {
  return {
    snapshot: commit.number,
    operation: commit.operation ?? "store",
    mode: commit.mode,
    write: commit.write,
    committedAt: new Date(commit.committedAt),
    rows: commit.rows,
    byteLength: commit.byteLength,
    files: commit.added.reduce((sum, each) => sum + each.files.length, 0),
    partitions: new Set(commit.added.map((each) => JSON.stringify(each.partition))).size,
    schemaHash: schemaHash(commit.schema),
    metadata: commit.metadata ?? {},
    schemaChanges: commit.schemaChanges ?? [],
    ...(commit.run === undefined ? {} : { run: commit.run }),
  };
}
