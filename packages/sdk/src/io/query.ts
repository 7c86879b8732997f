import { familyOf, isTable } from "../asset/family.js";
import { SluiceError } from "../error.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { QueryResult } from "../plugin/catalog.js";
import type { SqlStatement } from "../plugin/sql-statement.js";
import { assetsOf } from "../sql.js";
import type { Lake } from "./lake.js";
import { findSnapshot } from "./read-asset.js";

/** Runs a statement on the catalog's engine. */
export async function runQuery(
  lake: Lake,
  statement: SqlStatement,
  signal?: AbortSignal,
): Promise<QueryResult> {
  const { catalog, store } = lake;
  if (catalog.query === undefined) {
    throw new SluiceError("CAPABILITY_MISSING", {
      message: `${catalog.name} runs no SQL.`,
      details: { capability: "query", plugin: catalog.name },
      hint: "Give createIOManager a catalog with an engine.",
    });
  }
  await checkNamed(lake, statement, signal);
  const open = (asset: AssetDescription) => lake.contextOf(asset, signal);
  return catalog.query(statement, { store, signal, open });
}

/** Whatever the statement names is a table in SQL, and an asset was stored. */
export async function checkNamed(lake: Lake, statement: SqlStatement, signal?: AbortSignal): Promise<void> {
  const assets = assetsOf(statement);
  assets.forEach(checkShown);
  for (const asset of assets) {
    if (asset.source === undefined) await findSnapshot(lake, asset, { signal });
  }
}

/** `CAPABILITY_MISSING` for what is no table in SQL. */
export function checkShown(asset: AssetDescription): void {
  if (isTable(asset) && asset.scope !== "run") return;
  const what = isTable(asset) ? "an asset of a run" : familyOf(asset);
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `${asset.key} is ${what}, which is no table in SQL.`,
    details: { capability: "query", plugin: "@sluice/sdk" },
    hint: "Load it with io.load, and put values of it into the statement.",
  });
}
