import { SluiceError } from "../error.js";
import { layout } from "../log/layout.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import { runId } from "./check-run.js";

/** The asset as it lies in that run, if its scope is `run`; else the asset. `CONFIGURATION_INVALID` without a run. */
export function inRun(asset: AssetDescription, run: unknown): AssetDescription {
  if (asset.scope !== "run") return asset;
  if (run === undefined) {
    throw new SluiceError("CONFIGURATION_INVALID", {
      message: `${asset.key} is an asset of a run, and the call names none.`,
      details: { option: "run" },
      hint: "Give { run: { id } }. In materialize it is the run's own.",
    });
  }
  return { ...asset, key: layout.keyInRun(runId(asset.key, run), asset.key) };
}

/** Like `inRun`, for reading: an asset that all runs share is not read by run. */
export function readIn(asset: AssetDescription, { run }: { readonly run?: unknown } = {}): AssetDescription {
  if (asset.scope === "run" || run === undefined) return inRun(asset, run);
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `${asset.key} is no asset of a run, and the call names one.`,
    details: { option: "run" },
    hint: "Leave { run } out. io.snapshots(asset) tells which run made which snapshot, and { snapshot } reads it.",
  });
}
