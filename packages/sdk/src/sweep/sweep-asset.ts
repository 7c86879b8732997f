import { checkAborted } from "../abort.js";
import { mapConcurrent } from "../concurrent.js";
import { isSluiceError } from "../error.js";
import { catalogContext, type PublishContext, publishWrite } from "../flow/publish-write.js";
import { createSeal, sealKey } from "../flow/seal.js";
import { stepClock } from "../flow/step-clock.js";
import { newWriteId } from "../log/layout.js";
import type { SealedWrite } from "../plugin/snapshot-log.js";
import { planSweep, type SweepPlan } from "./plan-sweep.js";
import { storeTime } from "./store-time.js";
import { type SweepReport, sweepReport } from "./sweep-report.js";

/** How often a sweep starts over when a commit made something live that it was about to revoke. */
const tries = 5;
/** Objects deleted at once. */
const concurrency = 16;

export interface SweepRequest {
  readonly olderThanMillis: number;
  readonly plan: boolean;
}

/** Deletes what no snapshot needs any more. The only code that deletes. */
export async function sweepAsset(request: SweepRequest, context: PublishContext): Promise<SweepReport> {
  const { asset, catalog } = context;
  const options = { ...context, asset: asset.key };
  const cutoff = await cutoffOf(request.olderThanMillis, context);
  if (request.plan) return sweepReport(asset.key, await planSweep(options, cutoff));
  // What SQL shows must not lag behind what is about to be revoked.
  await catalog.republish(catalogContext(context, false).context);
  for (let attempt = 1; ; attempt++) {
    const plan = await planSweep(options, cutoff);
    try {
      const snapshot = await revoke(plan, context);
      const dead = await withoutCommitted(plan, context);
      await remove(dead, cutoff, context);
      return sweepReport(asset.key, dead, snapshot);
    } catch (error) {
      if (!isSluiceError(error, "PUBLISH_CONFLICT") || attempt === tries) throw error;
    }
  }
}

/** By the store's clock. */
async function cutoffOf(olderThanMillis: number, { asset, store, signal }: PublishContext): Promise<Date> {
  return new Date((await storeTime(store, asset.key, signal)).getTime() - olderThanMillis);
}

/**
 * Of an asset with no commit yet, whose files may be those of a first store under way: nothing is deleted but what the
 * catalog keeps of writes that died.
 */
export async function sweepUncommitted(
  { olderThanMillis, plan }: SweepRequest,
  context: PublishContext,
): Promise<SweepReport> {
  const { asset } = context;
  const nothing = { commits: [], keeps: 1, folders: [], seals: [] };
  if (!plan) await remove(nothing, await cutoffOf(olderThanMillis, context), context);
  return sweepReport(asset.key, nothing);
}

/** Commits that the folders are going to be deleted: from here on none of them can become live. */
async function revoke(
  { head, folders, keeps }: SweepPlan,
  context: PublishContext,
): Promise<number | undefined> {
  const revoked = folders.filter(({ why }) => why !== "revoked").map(({ folder }) => folder);
  if (revoked.length === 0) return undefined;
  const { asset, store, signal } = context;
  const id = newWriteId();
  const write: SealedWrite = {
    asset: asset.key,
    write: id,
    operation: "sweep",
    mode: "append",
    scope: "named",
    handler: "",
    schema: head.schema ?? asset.schema,
    partitions: head.dimensions,
    added: [],
    revoked,
    keeps,
    rows: 0,
    byteLength: 0,
    seal: sealKey(asset.key, "split", "append", id),
    sawSnapshot: head.number,
  };
  await createSeal(store, write, signal);
  return (await publishWrite(write, false, context, stepClock())).snapshot;
}

/**
 * The plan without what was committed since. A catalog that commits elsewhere may have begun to bring a folder in before
 * the log said that it is revoked: it finishes that first.
 */
async function withoutCommitted(plan: SweepPlan, context: PublishContext): Promise<SweepPlan> {
  const { head, folders, seals } = plan;
  if (folders.length === 0 && seals.length === 0) return plan;
  const { catalog, log, signal } = context;
  // Also where nothing new is revoked: another sweep may have done that since.
  await catalog.republish(catalogContext(context, false).context);
  const { number } = await log.head(signal);
  const since = await log.commits(head.number, number, signal);
  const live = new Set(since.flatMap(({ added }) => added.map(({ folder }) => folder)));
  const sealed = new Set(since.map(({ seal }) => seal));
  return {
    ...plan,
    folders: folders.filter(({ folder }) => !live.has(folder)),
    seals: seals.filter((seal) => !sealed.has(seal)),
  };
}

/** Also what an earlier sweep revoked and left. */
async function remove(
  { folders, seals, commits }: Omit<SweepPlan, "head">,
  before: Date,
  context: PublishContext,
): Promise<void> {
  const { asset, catalog, store, signal } = context;
  const names = new Set(folders.map(({ folder }) => folder));
  const bringing = commits.filter(({ added }) => added.some(({ folder }) => names.has(folder)));
  await catalog.forget?.(names, bringing, { ...catalogContext(context, false).context, before });
  const keys = folders.flatMap(({ files }) => files.map(({ key }) => key));
  await mapConcurrent([...keys, ...seals], concurrency, async (key) => {
    checkAborted(asset.key, signal);
    await store.delete(key, { signal });
  });
}
