import { isSluiceError, SluiceError } from "../error.js";
import { layout } from "../log/layout.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import { sweepAsset, sweepUncommitted } from "../sweep/sweep-asset.js";
import type { SweepReport } from "../sweep/sweep-report.js";
import { type RunSweepReport, sweepOldRuns } from "../sweep/sweep-runs.js";
import { writtenFolders } from "../sweep/written-folders.js";
import type { SweepOptions } from "./io-manager.js";
import type { Lake } from "./lake.js";
import { scanAsset } from "./read-asset.js";

const hour = 3_600_000;
const week = 7 * 24 * hour;

export async function sweep(
  lake: Lake,
  asset: AssetDescription,
  options: SweepOptions = {},
): Promise<SweepReport> {
  const { olderThanMillis = week, plan = false, signal } = options;
  checkWaitingTime(asset.key, olderThanMillis, options.force === true || plan);
  const isCommitted = await hasCommit(lake, asset, signal);
  await lake.probe();
  const one = isCommitted ? sweepAsset : sweepUncommitted;
  return one({ olderThanMillis, plan }, lake.publishing(asset, signal));
}

/** `ASSET_NOT_FOUND` where there is no commit, and no store that began. */
async function hasCommit(lake: Lake, asset: AssetDescription, signal?: AbortSignal): Promise<boolean> {
  try {
    await scanAsset(lake, asset, { signal });
    return true;
  } catch (error) {
    if (!isSluiceError(error, "ASSET_NOT_FOUND") || !(await hasBegun(lake, asset, signal))) throw error;
    return false;
  }
}

async function hasBegun({ store }: Lake, { key, partitions }: AssetDescription, signal?: AbortSignal) {
  for await (const _ of store.list(layout.hidden(key), { signal })) return true;
  return (await writtenFolders(store, key, partitions, signal)).size > 0;
}

/** Deletes what old runs left of assets with the scope `run`. */
export async function sweepRuns(lake: Lake, options: SweepOptions = {}): Promise<RunSweepReport> {
  const { olderThanMillis = week, plan = false, signal } = options;
  checkWaitingTime("What runs left", olderThanMillis, options.force === true || plan);
  const report = await sweepOldRuns(lake.store, { olderThanMillis, plan, signal });
  if (!plan) lake.forgetRuns(report.runs);
  return report;
}

function checkWaitingTime(asset: string, olderThanMillis: unknown, sure: boolean): void {
  const given = Number.isFinite(olderThanMillis) && (olderThanMillis as number) >= 0;
  if (given && (sure || (olderThanMillis as number) >= hour)) return;
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `${asset} cannot be swept with olderThanMillis: ${String(olderThanMillis)}.`,
    details: { option: "olderThanMillis" },
    hint: given
      ? "Stores and queries under way may need what is younger than an hour. Add { force: true } where there are none."
      : "Give milliseconds; the default is seven days.",
  });
}
