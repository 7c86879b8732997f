import { isSluiceError } from "@sluice/sdk";
import { mapNames } from "./add-files-statements.js";
import type { Change } from "./change.js";
import type { Journal } from "./journal.js";
import type { IcebergSession } from "./session.js";
import type { Settled } from "./settle.js";
import { tryChange } from "./try-change.js";

/**
 * Our files have no column numbers, so a table that took some over has a mapping from names to numbers, which
 * `CREATE OR REPLACE TABLE` forgets: older snapshots would be all null. Adding a folder without a visible file writes the
 * mapping anew. `false` if another try was faster.
 */
export async function restateMapping(
  settled: Settled,
  journal: Journal,
  session: IcebergSession,
): Promise<boolean> {
  const { asset, relation, store } = session;
  const folder = `${asset.key}/_mapping`;
  const options = { mode: "create", contentType: "application/octet-stream" } as const;
  await store.put(`${folder}/hidden/_`, new Uint8Array(), options).catch((error: unknown) => {
    if (!isSluiceError(error, "OBJECT_EXISTS")) throw error;
  });
  const change: Change = {
    folders: [],
    replacesAll: false,
    maintains: true,
    maps: true,
    statement: () => mapNames(relation, `${store.locate(folder)}/`),
  };
  return tryChange(change, undefined, settled, journal, session);
}
