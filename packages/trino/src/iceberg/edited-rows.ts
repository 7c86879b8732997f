import { SluiceError } from "@sluice/sdk";
import type { Snapshot, TableState } from "@sluice/sdk/plugin";
import { sameRows, tableHistory } from "./history.js";
import type { IcebergSession } from "./session.js";
import { rowsOfCommit } from "./table-state.js";

/** Where the rows of a snapshot are whose files do not tell them. */
export async function editedRows({ live, number }: Snapshot, session: IcebergSession): Promise<TableState> {
  const newest = Math.max(...live.map(({ edited = 0 }) => edited));
  const { version: made } = await rowsOfCommit(number, session);
  if (made === undefined) throw notThere(number, session, "never had the rows");
  return {
    version: await shownAs(made, number, session),
    why: `snapshot ${newest} changed rows in the table`,
    byStores: true,
  };
}

/**
 * The snapshot that has the rows of `made`, which commit `number` made. `CAPABILITY_MISSING` if the table has forgotten
 * them.
 */
export async function shownAs(made: string, number: number, session: IcebergSession): Promise<string> {
  const history = await tableHistory(session);
  const current = history.find(({ isCurrent }) => isCurrent);
  // The snapshot of the commit may be rewritten and expired since; this one has the same rows.
  if (current !== undefined && sameRows(history, current.id, made)) return current.id;
  if (history.some(({ id }) => id === made)) return made;
  throw notThere(number, session, "has forgotten the rows");
}

function notThere(number: number, { relation, asset }: IcebergSession, what: string): SluiceError {
  return new SluiceError("CAPABILITY_MISSING", {
    message: `${relation} ${what} of snapshot ${number} of ${asset.key}.`,
    details: { capability: "rows of that snapshot", plugin: "trino" },
    hint: "Load another snapshot; of those without an upsert or a delete before them the files load.",
  });
}
