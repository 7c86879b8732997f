import { SluiceError } from "@sluice/sdk";
import type { CreatedTable } from "../created/created-table.js";
import { icebergAssetOptions } from "./asset-options.js";
import type { IcebergSession } from "./session.js";
import { findDefaults, setFormatVersion } from "./statements.js";
import { placesOf } from "./upsert-key.js";

/**
 * What gives the table the format version that a replace of all rows needs: Trino replaces no table of version 1, and gives
 * none an older one. `CAPABILITY_MISSING` where the asset wants that.
 */
export async function formatStatements(
  created: CreatedTable | undefined,
  session: IcebergSession,
): Promise<string[]> {
  const { asset, names, replaces, log } = session;
  const said = icebergAssetOptions(asset).formatVersion;
  const there = created === undefined ? undefined : placesOf(created).formatVersion;
  // A table that is made for rows there are is replaced at once.
  const makes = said === 1 && created === undefined && (await log.head()).number > 0;
  const replaced = replaces === undefined ? makes : said === 1 || (replaces === "some" && there === 1);
  if (replaced) throw notReplaced(session);
  if (replaces !== "all" || there === undefined) return [];
  const wanted = said ?? (there === 2 ? 2 : await usualVersion(session));
  if (wanted === 1) throw notReplaced(session);
  if (there > wanted) throw notOlder(there, wanted, session);
  return there === 1 ? [setFormatVersion(names, wanted)] : [];
}

/** That of tables of the catalog whose makers do not say one. */
async function usualVersion({ names, run }: IcebergSession): Promise<number> {
  const { rows } = await run(findDefaults(names));
  return Number(rows.find(([name]) => name === "format_version")?.[1] ?? 2);
}

/** Also for what only the statement finds out. */
export function notReplaced({ asset }: IcebergSession, cause?: unknown): SluiceError {
  return new SluiceError("CAPABILITY_MISSING", {
    message: `The table of ${asset.key} is to have the format version 1, of which Trino replaces no rows.`,
    details: { capability: "replace", plugin: "trino" },
    hint: 'Say { formatVersion: 2 } and replace the whole asset once, or store by mode: "append".',
    ...(cause === undefined ? {} : { cause }),
  });
}

function notOlder(there: number, wanted: number, { asset }: IcebergSession): SluiceError {
  return new SluiceError("CAPABILITY_MISSING", {
    message: `The table of ${asset.key} has the format version ${there}, and no table goes back to ${wanted}.`,
    details: { capability: "an older format version", plugin: "trino" },
    hint: `Say { formatVersion: ${there} }.`,
  });
}
