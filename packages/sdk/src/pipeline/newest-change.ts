import type { AnyAsset } from "../asset/asset.js";
import { isSluiceError } from "../error.js";
import type { AssetSnapshot, IOManager } from "../io/io-manager.js";

/** The newest commit that changed those partitions of the asset; `undefined` if none ever did. */
export async function newestChange(
  asset: AnyAsset,
  io: IOManager,
  partition: Readonly<Record<string, unknown>> | undefined,
  run: string,
): Promise<AssetSnapshot | undefined> {
  try {
    const [newest] = await io.snapshots(asset, {
      limit: 1,
      ...(partition === undefined || Object.keys(partition).length === 0
        ? {}
        : { partition: partition as never }),
      ...runOption(asset, run),
    });
    return newest;
  } catch (error) {
    if (isSluiceError(error, "ASSET_NOT_FOUND")) return undefined;
    throw error;
  }
}

/** The option that says which run's asset it is, where each run has its own. */
export function runOption(asset: AnyAsset, run: string): { readonly run?: { readonly id: string } } {
  return asset.description.scope === "run" ? { run: { id: run } } : {};
}
