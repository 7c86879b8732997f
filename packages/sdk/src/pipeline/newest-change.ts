import type { AnyAsset } from "../asset/asset.js";
import { isSluiceError } from "../error.js";
import type { AssetSnapshot, IOManager } from "../io/io-manager.js";

/** The number of the newest snapshot, whatever made it; 0 if the asset was never stored. */
export async function newestSnapshot(asset: AnyAsset, io: IOManager, run: string): Promise<number> {
  const [newest] = await snapshots(asset, io, { limit: 1, ...runOption(asset, run) });
  return newest?.snapshot ?? 0;
}

/** The newest commit, of those up to `upTo`, that changed rows of those partitions of the asset; `undefined` if none did, and for a source. */
export async function newestChange(
  asset: AnyAsset,
  io: IOManager,
  partition: Readonly<Record<string, unknown>> | undefined,
  run: string,
  upTo = Number.POSITIVE_INFINITY,
): Promise<AssetSnapshot | undefined> {
  if (asset.description.source) return undefined;
  const wanted = partition === undefined || Object.keys(partition).length === 0 ? {} : { partition };
  for (let limit = 1; ; limit *= 10) {
    const newest = await snapshots(asset, io, { limit, ...wanted, ...runOption(asset, run) });
    const change = newest.find(
      ({ operation, snapshot }) => operation !== "compact" && operation !== "sweep" && snapshot <= upTo,
    );
    if (change !== undefined || newest.length < limit) return change;
  }
}

async function snapshots(asset: AnyAsset, io: IOManager, options: object): Promise<AssetSnapshot[]> {
  try {
    return await io.snapshots(asset, options);
  } catch (error) {
    if (isSluiceError(error, "ASSET_NOT_FOUND")) return [];
    throw error;
  }
}

/** The option that says which run's asset it is, where each run has its own. */
export function runOption(asset: AnyAsset, run: string): { readonly run?: { readonly id: string } } {
  return asset.description.scope === "run" ? { run: { id: run } } : {};
}
