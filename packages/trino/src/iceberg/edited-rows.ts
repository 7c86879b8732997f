import { SluiceError } from "@sluice/sdk";
import type { Snapshot, TableState } from "@sluice/sdk/plugin";
import { sameRows, tableHistory } from "./history.js";
import { journalOf } from "./journal.js";
import type { IcebergSession } from "./session.js";
import { commitOf, lastTry } from "./tries.js";

/** Where the rows of a snapshot are whose files do not tell them. */
export async function editedRows({ live, number }: Snapshot, session: IcebergSession): Promise<TableState> {
  const newest = Math.max(...live.map(({ edited = 0 }) => edited));
  return {
    version: await versionOf(number, session),
    why: `snapshot ${newest} changed rows in the table`,
  };
}

/**
 * The Iceberg snapshot with the rows that the log had at commit `number`. `CAPABILITY_MISSING` if the table never had
 * them, or has forgotten them.
 */
export async function versionOf(number: number, session: IcebergSession): Promise<string> {
  const made = await madeBy(number, session);
  if (made === undefined) throw notThere(number, session, "never had the rows");
  return shownAs(made, number, session);
}

/** The snapshot that has the rows of `made`, which commit `number` made, as long as the table knows one. */
export async function shownAs(made: string, number: number, session: IcebergSession): Promise<string> {
  const history = await tableHistory(session);
  const current = history.find(({ isCurrent }) => isCurrent);
  // The snapshot of the commit may be rewritten and expired since; this one has the same rows.
  if (current !== undefined && sameRows(history, current.id, made)) return current.id;
  if (history.some(({ id }) => id === made)) return made;
  throw notThere(number, session, "has forgotten the rows");
}

/** What the newest try made that the log has up to that number. */
async function madeBy(number: number, session: IcebergSession): Promise<string | undefined> {
  const journal = journalOf(session);
  const last = await lastTry(journal, ({ head }) => head < number);
  for (let each = last; each > 0; each--) {
    const [intent, outcome] = await Promise.all([journal.intent(each), journal.outcome(each)]);
    if (!outcome?.committed || (await commitOf(intent, number, session.log)) === undefined) continue;
    return outcome.snapshot ?? intent.base ?? undefined;
  }
  return undefined;
}

function notThere(number: number, { relation, asset }: IcebergSession, what: string): SluiceError {
  return new SluiceError("CAPABILITY_MISSING", {
    message: `${relation} ${what} of snapshot ${number} of ${asset.key}.`,
    details: { capability: "rows of that snapshot", plugin: "trino" },
    hint: "Load another snapshot; of those without an upsert or a delete before them the files load.",
  });
}
