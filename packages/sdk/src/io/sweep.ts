import { SluiceError } from "../error.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import { sweepAsset } from "../sweep/sweep-asset.js";
import type { SweepReport } from "../sweep/sweep-report.js";
import { type RunSweepReport, sweepOldRuns } from "../sweep/sweep-runs.js";
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
  await scanAsset(lake, asset, { signal });
  await lake.probe();
  return sweepAsset({ olderThanMillis, plan }, lake.publishing(asset, signal));
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
