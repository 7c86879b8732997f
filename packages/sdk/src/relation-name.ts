import type { AssetDescription } from "./plugin/asset-description.js";

/**
 * Schema and table of an asset by its key: the last segment is the table, the ones before it joined by `__` the schema.
 * Lower case. Absent schema: the catalog's own.
 */
export function relationName(asset: AssetDescription): {
  readonly schema: string | undefined;
  readonly table: string;
} {
  const segments = asset.key.toLowerCase().split("/");
  const table = segments.pop() as string;
  return { schema: segments.length === 0 ? undefined : segments.join("__"), table };
}
