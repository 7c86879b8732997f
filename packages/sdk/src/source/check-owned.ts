import { SluiceError } from "../error.js";
import type { AssetDescription } from "../plugin/asset-description.js";

/** `CAPABILITY_MISSING` for a source: what others make is neither stored nor has snapshots. */
export function checkOwned({ key, source }: AssetDescription): void {
  if (source === undefined) return;
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `${key} is a source: a table that others make, which is loaded and never stored.`,
    details: { capability: "store", plugin: "@sluice/sdk" },
    hint: "io.load, io.stream, io.batches and io.query read it. To keep it, store what they give as an asset.",
  });
}
