import { isSluiceError, SluiceError } from "@sluice/sdk";
import { isTrinoError } from "../client/index.js";
import { whyNotAdded } from "./add-files.js";
import { mapNames } from "./add-files-statements.js";
import type { Change } from "./change.js";
import { type Journal, journalOf } from "./journal.js";
import type { IcebergSession } from "./session.js";
import { type Settled, settleNewest } from "./settle.js";
import { tryChange } from "./try-change.js";
import { findMapping, findTakenFile } from "./version-statements.js";
import { isWorthAnother, tries } from "./worth-another.js";

/**
 * Says which column of files that were taken over is which where a replace of the table made it forget that, and the
 * table can be told. Where it cannot, reading what needs it is refused by `whileMapped`.
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

/** Whether some snapshot of the table may have files that were taken over. Reads only. */
export async function hasTaken(journal: Journal, number: number): Promise<boolean> {
  if (number === 0) return false;
  const { taken, adds, maps } = await journal.intent(number);
  return taken === true || adds !== undefined || maps === true;
}

/**
 * What `read` gives of a snapshot of the table, which has begun when it returns. `CATALOG_CONFLICT` where the table does
 * not say which column is which of files of that snapshot: they would be read as null. What began while that was said
 * anew is left, and read once more.
 */
export async function whileMapped<Found>(
  version: string,
  session: IcebergSession,
  read: () => Promise<Found>,
  leave: (found: Found) => PromiseLike<unknown> = async () => {},
): Promise<Found> {
  const journal = journalOf(session);
  for (;;) {
    const before = await journal.newest();
    if (!(await hasTaken(journal, before))) return read();
    if (!(await isMapped(session))) {
      if (await needsMapping(version, session)) throw unmapped(version, session);
      return read();
    }
    const found = await read();
    try {
      if ((await isMapped(session)) && !(await wasRestated(journal, before))) return found;
    } catch (error) {
      await leave(found);
      throw error;
    }
    await leave(found);
  }
}

async function isMapped({ names, run }: IcebergSession): Promise<boolean> {
  const { rows } = await run(findMapping(names));
  return rows.length > 0;
}

/** The files that a table writes by itself have numbers of columns; they lie below its folder. */
async function needsMapping(version: string, { names, root, run }: IcebergSession): Promise<boolean> {
  const { rows } = await run(findTakenFile(names, version, `${root}/`));
  return rows.length > 0;
}

/** Whether the table may have forgotten the mapping, and have been told again, since that try was the newest. */
async function wasRestated(journal: Journal, since: number): Promise<boolean> {
  const newest = await journal.newest();
  let replaced = false;
  for (let number = since; number <= newest; number++) {
    const { replacesAll, adds, maps } = await journal.intent(number);
    if (replaced && (adds !== undefined || maps)) return true;
    replaced ||= replacesAll;
  }
  return false;
}

function unmapped(version: string, { relation, asset }: IcebergSession): SluiceError {
  return new SluiceError("CATALOG_CONFLICT", {
    message: `Snapshot ${version} of ${relation} has files that the table took over from ${asset.key}. The table was replaced since and does not say which of their columns is which: Trino would read null.`,
    details: { relation },
    hint: 'io.republish(asset) says it again, unless the table is partitioned or of format version 3: then a replace of all rows with neither does. Without via: "sql", snapshots load whose files tell their rows.',
  });
}
