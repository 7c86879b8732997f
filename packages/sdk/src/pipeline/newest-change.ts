import type { AnyAsset } from "../asset/asset.js";
import { isSluiceError } from "../error.js";
import type { AssetSnapshot, IOManager } from "../io/io-manager.js";

/** The newest commit that changed rows of those partitions of the asset; `undefined` if none ever did. */
export async function newestChange(
  asset: AnyAsset,
  io: IOManager,
  partition: Readonly<Record<string, unknown>> | undefined,
  run: string,
): Promise<AssetSnapshot | undefined> {
  const wanted = partition === undefined || Object.keys(partition).length === 0 ? {} : { partition };
  try {
    for (let limit = 1; ; limit *= 10) {
      const newest = await io.snapshots(asset, { limit, ...(wanted as {}), ...runOption(asset, run) });
      const change = newest.find(({ operation }) => operation !== "compact" && operation !== "sweep");
      if (change !== undefined || newest.length < limit) return change;
    }
  } catch (error) {
    if (isSluiceError(error, "ASSET_NOT_FOUND")) return undefined;
    throw error;
  }
}

/** The option that says which run's asset it is, where each run has its own. */
export function runOption(asset: AnyAsset, run: string): { readonly run?: { readonly id: string } } {
  return asset.description.scope === "run" ? { run: { id: run } } : {};
}
