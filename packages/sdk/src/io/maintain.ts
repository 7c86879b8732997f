import { SluiceError } from "../error.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { MaintenanceReport, MaintenanceRequest } from "../plugin/maintenance.js";
import type { MaintenancePolicy } from "./io-manager.js";
import type { Lake } from "./lake.js";
import { scanAsset } from "./read-asset.js";

const hour = 3_600_000;
const week = 7 * 24 * hour;
const smallFileBytes = 100 * 1024 * 1024;

/** Looks after the table that the catalog keeps for the asset. */
export async function maintain(
  lake: Lake,
  asset: AssetDescription,
  policy: MaintenancePolicy,
): Promise<MaintenanceReport> {
  lake.claimName(asset);
  const request = requestOf(asset.key, policy);
  const catalog = lake.catalogOf(asset);
  if (catalog.maintain === undefined) {
    throw new SluiceError("CAPABILITY_MISSING", {
      message: `${catalog.name} keeps no files of its own for ${asset.key}.`,
      details: { capability: "maintain", plugin: catalog.name },
      hint: "io.compact merges the files of an asset, io.sweep deletes those that are superfluous.",
    });
  }
  const { signal } = policy;
  const head = await lake.logOf(asset).head(signal);
  // Says that there is none, and which others there are.
  if (head.number === 0) await scanAsset(lake, asset, { signal });
  return catalog.maintain(request, lake.contextOf(asset, signal));
}

function requestOf(asset: string, policy: MaintenancePolicy): MaintenanceRequest {
  const { optimize, expireSnapshots, removeOrphans, plan = false, force = false } = policy;
  if (!optimize && !expireSnapshots && !removeOrphans) {
    throw invalid(asset, "policy", "nothing to do", "Name optimize, expireSnapshots or removeOrphans.");
  }
  const { smallerThanBytes = smallFileBytes } = typeof optimize === "object" ? optimize : {};
  if (!Number.isSafeInteger(smallerThanBytes) || smallerThanBytes < 1) {
    const what = `smallerThanBytes: ${String(smallerThanBytes)}`;
    throw invalid(asset, "optimize", what, "Give a whole number of bytes; the default is 100 MiB.");
  }
  const waiting = (option: "expireSnapshots" | "removeOrphans") => {
    const given = policy[option];
    if (!given) return {};
    const { olderThanMillis = week } = typeof given === "object" ? given : {};
    const isTime = Number.isSafeInteger(olderThanMillis) && olderThanMillis >= 0;
    if (isTime && (olderThanMillis >= hour || force || plan)) return { [option]: { olderThanMillis } };
    const hint = isTime
      ? "Stores and queries under way may need what is younger than an hour. Add { force: true } where there are none."
      : "Give whole milliseconds; the default is seven days.";
    throw invalid(asset, option, `olderThanMillis: ${String(olderThanMillis)}`, hint);
  };
  return {
    ...(optimize && { optimize: { smallerThanBytes } }),
    ...waiting("expireSnapshots"),
    ...waiting("removeOrphans"),
    plan,
    force,
  };
}

function invalid(asset: string, option: string, what: string, hint: string): SluiceError {
  return new SluiceError("CONFIGURATION_INVALID", {
    message: `${asset} cannot be maintained with ${what}.`,
    details: { option },
    hint,
  });
}
