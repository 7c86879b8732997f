import { createHash } from "node:crypto";
import type { AssetDescription } from "@sluice/sdk/plugin";
import { tableColumns } from "./columns.js";

/** Whose a table is. */
export interface TableOwner {
  readonly asset: string;
  /** Tells two definitions of the columns apart. */
  readonly columns: string;
  /** The folder of all tables the asset ever had, which tells one lake from another. */
  readonly root: string;
}

/** Says for people what the table is, and for us whose it is. */
export function ownerComment(asset: AssetDescription, root: string): string {
  const marker = `sluice asset ${asset.key} columns ${columnsHash(asset)} at ${root}`;
  return asset.comment === undefined ? `(${marker})` : `${asset.comment} (${marker})`;
}

/** Undoes `ownerComment`. What the asset says comes first, whatever it looks like. */
export function parseOwner(comment: string | null): TableOwner | undefined {
  const match = /^.*\(sluice asset (\S+) columns ([0-9a-f]+) at (.+)\)$/s.exec(comment ?? "");
  if (match === null) return undefined;
  const [, asset = "", columns = "", root = ""] = match;
  return { asset, columns, root };
}

export function columnsHash(asset: AssetDescription): string {
  return createHash("sha256")
    .update(JSON.stringify(tableColumns(asset)))
    .digest("hex")
    .slice(0, 16);
}
