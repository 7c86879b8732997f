import { familyOf } from "../asset/family.js";
import { compactAsset, toldFiles } from "../compact/compact-asset.js";
import { SluiceError } from "../error.js";
import { isTableHandler, writerOf } from "../flow/handlers.js";
import type { Receipt } from "../flow/receipt.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { Lake } from "./lake.js";
import { checkFilesTell } from "./only-in-table.js";
import { scanAsset } from "./read-asset.js";
import { tellingFailure } from "./telling-failure.js";

/** A size that engines read well, and few enough rows to write anew. */
const defaultFileBytes = 128 * 1024 * 1024;

export interface CompactOptions {
  readonly partition?: unknown;
  readonly targetFileBytes?: number;
  readonly signal?: AbortSignal;
}

export async function compact(
  lake: Lake,
  asset: AssetDescription,
  { partition, targetFileBytes = defaultFileBytes, signal }: CompactOptions = {},
): Promise<Receipt> {
  const handler = writerOf(asset, lake.handlers);
  if (!isTableHandler(handler)) {
    throw new SluiceError("CAPABILITY_MISSING", {
      message: `${asset.key} is ${familyOf(asset)}, which is one file already.`,
      details: { capability: "compact", plugin: "@sluice/sdk" },
      hint: "Compact tables.",
    });
  }
  if (!(targetFileBytes >= 1)) {
    throw new SluiceError("CONFIGURATION_INVALID", {
      message: `${asset.key} cannot be compacted into files of ${String(targetFileBytes)} bytes.`,
      details: { option: "targetFileBytes" },
      hint: "Give a number of bytes; the default is 128 MiB.",
    });
  }
  return tellingFailure(lake, asset.key, signal, async () => {
    const snapshot = await scanAsset(lake, asset, { signal });
    const someTell = snapshot.onlyInTable?.byStores && toldFiles(snapshot, asset, { partition }).length > 0;
    if (!someTell) checkFilesTell(snapshot, "io.compact", lake, asset);
    await lake.probe();
    return compactAsset({ partition, targetFileBytes }, handler, lake.publishing(asset, signal));
  });
}
