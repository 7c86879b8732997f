import type { Asset } from "../asset/asset.js";
import { isSluiceError, type SluiceError } from "../error.js";
import { plannedEvolution } from "../flow/evolution.js";
import { checkSameFamily, writerOf } from "../flow/handlers.js";
import { replacedRows } from "../flow/replaced-rows.js";
import { checkSameWrite, readSeal, sealKey } from "../flow/seal.js";
import type { StoreRequest } from "../flow/store-asset.js";
import { layout } from "../log/layout.js";
import { checkNoConflict } from "../log/overtaken.js";
import { namedPartition } from "../partition/partition-names.js";
import { partitionColumn, partitionPath } from "../partition/path.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { PartitionWrite, Snapshot } from "../plugin/snapshot-log.js";
import { checkOwned } from "../source/check-owned.js";
import { inRun } from "./in-run.js";
import type { Lake } from "./lake.js";
import { plannedSnapshot } from "./planned-snapshot.js";
import { checkCapabilities } from "./store.js";
import { planText, type StorePlan } from "./store-plan.js";
import { storeRequest } from "./store-request.js";

/** Stands for what only the store itself will know. */
const unknown = "…";

/** What a store would do now. Nothing is written, and no statement runs that changes anything. */
export async function planStore(lake: Lake, asset: Asset, options?: object): Promise<StorePlan> {
  const { signal, run } = (options ?? {}) as { signal?: AbortSignal; run?: unknown };
  const description = inRun(asset.description, run);
  checkOwned(description);
  const request = storeRequest({ ...asset, description }, options);
  const catalog = lake.catalogOf(description);
  const refusals: SluiceError[] = [];
  const attempt = async <Result>(look: () => Result | Promise<Result>): Promise<Result | undefined> => {
    try {
      return await look();
    } catch (error) {
      if (!isSluiceError(error) || error.retryable || isSluiceError(error, "ABORTED")) throw error;
      refusals.push(error);
      return undefined;
    }
  };
  await attempt(() => lake.claimName(description));
  await attempt(() => checkCapabilities(lake, description, request));
  const handler = await attempt(() => writerOf(description, lake.handlers));
  const head = await lake.logOf(description).head(signal);
  await attempt(() => checkSameFamily(description, head, lake.handlers));
  const evolution = await attempt(() => plannedEvolution(description, request, head, catalog));
  const schema = evolution?.schema ?? description.schema;
  const file = layout
    .part("", 0, handler?.extension ?? unknown)
    .replace("00000", unknown)
    .slice(1);
  const key = request.key === undefined ? {} : { key: request.key };
  const added = addedBy(description, request, file);
  await attempt(() => checkIfSnapshot(description, request, added, head));
  const next = plannedSnapshot(description, request, schema, added, handler?.name ?? "", head);
  const replaces = replacedRows(request, description);
  const context = { ...lake.contextOf(description, signal), nextSchema: schema, ...key, replaces };
  const shown = await attempt(() => catalog.plan?.({ mode: request.mode, ...key, added, next }, context));
  const found = await attempt(() => foundSeal(lake, description, request, signal));
  const { partitions } = description;
  const plan = {
    asset: description.key,
    mode: request.mode,
    operation: "store" as const,
    relation: await attempt(() => catalog.relation(description)),
    snapshot: head.number,
    partitions:
      partitions.length === 0
        ? ("all" as const)
        : request.target === "split"
          ? ("rows" as const)
          : [namedPartition(description, request.target)],
    replacesAll: request.mode === "replace" && request.scope === "all",
    files: added.flatMap((each) => each.files.map(({ key }) => key)),
    // Of columns that are refused there is no table to make.
    statements: evolution === undefined ? [] : (shown?.statements ?? []),
    changes: evolution?.changes ?? [],
    notes: [...(shown?.notes ?? []), ...(found === undefined ? [] : [found])],
    refusals: unalike(refusals),
  };
  const text = planText(plan);
  return { ...plan, text, toString: () => text };
}

/** Several looks can find one thing. */
function unalike(errors: readonly SluiceError[]): SluiceError[] {
  return [...new Map(errors.map((error) => [error.message, error])).values()];
}

/** A folder with one file for each partition that is named; the one with `…` stands for those of the rows. */
function addedBy(asset: AssetDescription, { target }: StoreRequest, file: string): PartitionWrite[] {
  const { partitions } = asset;
  const partition = target === "split" ? partitions.map(() => unknown) : target;
  const path =
    target === "split"
      ? partitions.map((dimension) => `${partitionColumn(dimension)}=${unknown}`).join("/")
      : partitionPath(partitions, target);
  const folder = layout.writeFolder(asset.key, path, unknown);
  const files = [{ key: `${folder}/${file}`, rows: 0, byteLength: 0, checksum: "" }];
  return [{ partition, folder, files }];
}

function checkIfSnapshot(
  { key, partitions }: AssetDescription,
  { ifSnapshot, scope, target }: StoreRequest,
  added: readonly PartitionWrite[],
  head: Snapshot,
): void {
  // Which partitions the rows name is for the store to see.
  if (ifSnapshot === undefined || (target === "split" && scope === "named")) return;
  checkNoConflict({ asset: key, scope, partitions, added }, ifSnapshot, head);
}

/** What an idempotency key that was used before would do. */
async function foundSeal(
  lake: Lake,
  asset: AssetDescription,
  request: StoreRequest,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const { idempotencyKey, target, mode } = request;
  if (idempotencyKey === undefined) return undefined;
  const key = sealKey(asset.key, target, mode, idempotencyKey);
  const found = await readSeal(lake.store, asset.key, key, signal);
  if (found === undefined) return undefined;
  checkSameWrite(found, asset, request);
  const commit = await lake.logOf(asset).findCommitted(found, signal);
  return commit === undefined
    ? `The idempotency key "${idempotencyKey}" was used by a store that was sealed and not committed: it would be finished, with the rows it has.`
    : `The idempotency key "${idempotencyKey}" was used for snapshot ${commit.number}: nothing would be stored, its receipt would be answered.`;
}
