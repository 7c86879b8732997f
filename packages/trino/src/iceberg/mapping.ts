import { isSluiceError } from "@sluice/sdk";
import { isTrinoError } from "../client/index.js";
import { whyNotAdded } from "./add-files.js";
import { mapNames } from "./add-files-statements.js";
import type { Change } from "./change.js";
import type { Journal } from "./journal.js";
import type { IcebergSession } from "./session.js";
import { type Settled, settleNewest } from "./settle.js";
import { tryChange } from "./try-change.js";
import { isWorthAnother, tries } from "./worth-another.js";

/**
 * Says which column of files that were taken over is which where a replace of the table made it forget that, and the
 * table can be told.
 */
export async function restateMapped(journal: Journal, session: IcebergSession): Promise<void> {
  const { names, relation } = session;
  for (let attempt = 1; ; ) {
    const settled = await settleNewest(journal, session);
    if (!settled.unmapped) return;
    try {
      if ((await whyNotAdded({ ...session, catalog: names.catalog }, relation)) !== undefined) return;
      if (await restateMapping(settled, journal, session)) return;
    } catch (error) {
      if (!isTrinoError(error)) throw error;
      // The rows are there; whoever is next says it once more.
      if (attempt++ === tries || !isWorthAnother(error, session)) return;
    }
  }
}

/**
 * Our files have no column numbers, so a table that took some over has a mapping from names to numbers, which
 * `CREATE OR REPLACE TABLE` forgets: older snapshots would be all null. Adding a folder without a visible file writes the
 * mapping anew. `false` if another try was faster.
 */
async function restateMapping(settled: Settled, journal: Journal, session: IcebergSession): Promise<boolean> {
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
