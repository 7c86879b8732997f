import { isSluiceError } from "@sluice/sdk";
import { mapConcurrent, type Snapshot } from "@sluice/sdk/plugin";
import { isTrinoError } from "../client/index.js";
import { hiddenBy } from "./hidden.js";
import { type Published, type Shown, writePublished } from "./published.js";
import { registeredPartitions } from "./registered.js";
import type { HiveSession } from "./session.js";
import { unregisterPartition } from "./statements.js";

/** Unregistrations of one publish; the next one goes on. */
const atOnce = 200;
const concurrency = 4;
/** Snapshots remembered for a whole waiting time. */
const trailLength = 8;

/** Tells the store's time. */
export type StoreClock = () => number;

/** Goes on from a time the store gave just now. */
export function storeClock(millis: number): StoreClock {
  const from = performance.now();
  return () => millis + (performance.now() - from);
}

/**
 * Unregisters what no view of the last `tidyAfterMillis` shows. Nothing depends on it, for floors stay: where it fails,
 * the next publish does it.
 */
export async function tidy(
  session: HiveSession,
  shown: Snapshot,
  published: Published,
  clock: StoreClock,
): Promise<void> {
  const { tidyAfterMillis } = session;
  const before = published.trail ?? [];
  // A store may tell whole seconds, and so seem to go back.
  const now = Math.max(clock(), before.at(-1)?.at ?? 0);
  const trail = withShown(before, { number: shown.number, at: now }, tidyAfterMillis);
  const horizon = horizonOf(trail, now - tidyAfterMillis);
  const { tidied = 0 } = published;
  const isTidy =
    horizon > tidied && (await ifItSucceeds(unregisterHidden(session, shown, horizon, published))) === true;
  if (!isTidy && trail === published.trail) return;
  // Also where it failed: with a horizon that is gone for good, only a longer trail leads on.
  const next = { ...published, tidied: isTidy ? horizon : tidied, trail };
  await ifItSucceeds(writePublished(session, next));
}

async function ifItSucceeds<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (!isSluiceError(error) || isSluiceError(error, "ABORTED")) throw error;
    return undefined;
  }
}

/** The trail with what is shown now, if the last step is long enough ago; without what is older than anybody asks for. */
export function withShown(trail: readonly Shown[], now: Shown, waitMillis: number): readonly Shown[] {
  const last = trail.at(-1);
  if (last !== undefined && now.number <= last.number) return trail;
  if (last !== undefined && now.at - last.at < waitMillis / trailLength) return trail;
  const needed = trail.findLastIndex(({ at }) => at <= now.at - waitMillis);
  return [...trail.slice(Math.max(0, needed)), now];
}

/** The newest snapshot that was shown by then; 0 if none is known to have been. */
export function horizonOf(trail: readonly Shown[], then: number): number {
  return trail.findLast(({ at }) => at <= then)?.number ?? 0;
}

/** Whether nothing of it is left. */
async function unregisterHidden(
  session: HiveSession,
  shown: Snapshot,
  horizon: number,
  { base }: Published,
): Promise<boolean> {
  const { asset, names, run, log } = session;
  const snapshot = horizon === shown.number ? shown : await log.at(horizon);
  const registered = await registeredPartitions(session);
  // What a floor in a file hides, every query looks up, and fails when it goes meanwhile.
  const hidden = hiddenBy(snapshot, registered, asset, base === undefined ? "all" : "common");
  await mapConcurrent(hidden.slice(0, atOnce), concurrency, async ({ partition, snapshot: number }) => {
    try {
      await run(unregisterPartition({ asset, names, partition, snapshot: number }));
    } catch (error) {
      if (!isTrinoError(error, "NOT_FOUND")) throw error;
    }
  });
  return hidden.length <= atOnce;
}
