import { isSluiceError, SluiceError } from "../error.js";
import { isDamage } from "../flow/damaged-file.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { Lake } from "./lake.js";
import type { ReadOptions } from "./read-asset.js";

export interface WholeOptions extends ReadOptions {
  readonly onCorrupt?: "error" | "previous";
}

/**
 * What `load` gives; where a file is damaged and the caller asked for it, what it gives of the newest earlier snapshot
 * whose files are whole, by their checksums.
 */
export async function whole<Result>(
  load: (options: ReadOptions) => Promise<Result>,
  options: WholeOptions,
  lake: Lake,
  asset: AssetDescription,
): Promise<Result> {
  const { onCorrupt = "error" } = options;
  if (onCorrupt === "error") return load(options);
  if (onCorrupt !== "previous") {
    throw new SluiceError("CONFIGURATION_INVALID", {
      message: `There is no onCorrupt: ${JSON.stringify(onCorrupt)}.`,
      details: { option: "onCorrupt" },
      hint: 'Give "previous" or "error".',
    });
  }
  let first: unknown;
  for (let tried: ReadOptions = options; ; ) {
    try {
      return await load(tried);
    } catch (error) {
      first ??= error;
      // The earlier snapshot may lack the partition, or be swept; that is not what the caller has to know.
      if (isSluiceError(error, "PARTITION_NOT_FOUND")) throw first;
      if (isSluiceError(error, "SNAPSHOT_EXPIRED")) throw first;
      if (!isDamage(error)) throw error;
      const { snapshot, previous } = error.details;
      if (snapshot === undefined || previous === undefined) throw first;
      lake.emit({ type: "snapshot-skipped", asset: asset.key, snapshot, error });
      tried = { ...options, at: undefined, snapshot: previous, verify: true };
    }
  }
}
