import type { AssetDescription } from "../plugin/asset-description.js";
import type { CatalogContext } from "../plugin/catalog.js";
import type { SealedWrite } from "../plugin/snapshot-log.js";

/** The rows that a write takes the place of: all there are, or those of partitions. */
export function replacedRows(
  { operation, mode, scope }: Pick<SealedWrite, "operation" | "mode" | "scope">,
  { partitions }: Pick<AssetDescription, "partitions">,
): CatalogContext["replaces"] {
  if (mode !== "replace" || (operation !== undefined && operation !== "rollback")) return undefined;
  return scope === "all" || partitions.length === 0 ? "all" : "some";
}
