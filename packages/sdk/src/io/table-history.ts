import { SluiceError } from "../error.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import { checkLimit, snapshotOf } from "./history.js";
import type { TableSnapshot } from "./io-manager.js";
import type { Lake } from "./lake.js";
import { findSnapshot } from "./read-asset.js";

export interface TableHistoryOptions {
  readonly of?: "table";
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/** The newest snapshots of the engine's table. `CAPABILITY_MISSING` where there is no history of it. */
export async function listTableHistory(
  lake: Lake,
  asset: AssetDescription,
  { of, limit = 100, signal }: TableHistoryOptions = {},
): Promise<TableSnapshot[]> {
  checkLimit(limit);
  if (of !== "table") throw unknown(of);
  const catalog = lake.catalogOf(asset);
  if (catalog.history === undefined || !catalog.capabilities.history) {
    throw new SluiceError("CAPABILITY_MISSING", {
      message: `${catalog.name} keeps no history of the table of ${asset.key}.`,
      details: { capability: "history", plugin: catalog.name },
      hint: "io.snapshots(asset) lists what was stored.",
    });
  }
  await findSnapshot(lake, asset, { signal });
  const changes = await catalog.history({ limit }, lake.contextOf(asset, signal));
  return changes.map(({ commit, ...change }) => ({
    ...change,
    ...(commit === undefined ? {} : { store: snapshotOf(commit) }),
  }));
}

function unknown(of: unknown): SluiceError {
  return new SluiceError("CONFIGURATION_INVALID", {
    message: `There are no snapshots of: ${JSON.stringify(of)}.`,
    details: { option: "of" },
    hint: 'Give { of: "table" }, or leave it out for those of the asset.',
  });
}
