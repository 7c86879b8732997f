import type { AssetDescription } from "../plugin/asset-description.js";

/** What kind of value the asset is: `table`, or the family of its type. */
export function familyOf(asset: AssetDescription): string {
  return asset.family ?? "table";
}

export function isTable(asset: AssetDescription): boolean {
  return familyOf(asset) === "table";
}
