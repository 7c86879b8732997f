import { isTrinoError } from "../client/index.js";
import { isNew, sameRows, type TableSnapshot, tableHistory } from "./history.js";
import { journalOf } from "./journal.js";
import { snapshotOf } from "./made.js";
import type { IcebergSession } from "./session.js";
import { committed, isUnmade } from "./settle.js";
import { commitOf, lastTry } from "./tries.js";

/** Where the rows of a snapshot are. */
export type RowsAt =
  /** In the files of the log; `version` is the Iceberg snapshot with the same rows, if there is one. */
  | { readonly inFiles: true; readonly version?: string }
  /** In that Iceberg snapshot alone. Without one there is no table. */
  | { readonly inFiles: false; readonly version?: string; readonly why: string };

/**
 * Whether the files of the newest snapshot tell the rows of the table: it holds what the log says, or that and a write of
 * ours that is on its way into the log. The one place that decides it.
 */
export async function newestRows(session: IcebergSession): Promise<RowsAt> {
  const journal = journalOf(session);
  const known = await journal.newest();
  // Before the first try the log alone says what the asset is.
  if (known === 0) return { inFiles: true };
  const history = await historyOf(session);
  const current = history.find(({ isCurrent }) => isCurrent);
  for (let number = await journal.newest(); ; number--) {
    const [intent, outcome] = await Promise.all([journal.intent(number), journal.outcome(number)]);
    const own =
      outcome === undefined
        ? await snapshotOf(intent, history, session)
        : history.find(({ id }) => id === outcome.snapshot);
    // One on its way whose snapshot is there is in step where it will be found to be.
    const { inStep } = outcome ?? (own === undefined ? {} : committed(intent, own, history));
    if (current !== undefined && inStep !== undefined && sameRows(history, current.id, inStep)) {
      return { inFiles: true, version: current.id };
    }
    if (number > 1 && (number > known || outcome === undefined)) continue;
    if (await isUnmade(intent, outcome, journal)) return { inFiles: true };
    if (isNew(history)) return { inFiles: false, why: `${session.relation} was dropped, and made anew` };
    const why = whyNot(current, current !== undefined && own?.id === current.id, session);
    return { inFiles: false, why, ...(current === undefined ? {} : { version: current.id }) };
  }
}

/** The same of the snapshot that commit `number` made, as it was then. */
export async function rowsOfCommit(number: number, session: IcebergSession): Promise<RowsAt> {
  const journal = journalOf(session);
  const last = await lastTry(journal, ({ head }) => head < number);
  for (let each = last; each > 0; each--) {
    const [intent, outcome] = await Promise.all([journal.intent(each), journal.outcome(each)]);
    if (!outcome?.committed) continue;
    const made = await commitOf(intent, number, session.log);
    if (made === undefined) continue;
    const version = outcome.snapshot ?? intent.base ?? undefined;
    const there = version === undefined ? {} : { version };
    if (outcome.inStep !== undefined) return { inFiles: true, ...there };
    return { inFiles: false, ...there, why: `${session.relation} had rows then that were not stored` };
  }
  return { inFiles: true };
}

async function historyOf(session: IcebergSession): Promise<TableSnapshot[]> {
  try {
    return await tableHistory(session);
  } catch (error) {
    if (isTrinoError(error, "TABLE_NOT_FOUND")) return [];
    throw error;
  }
}

function whyNot(
  current: TableSnapshot | undefined,
  isOwn: boolean,
  { relation, asset }: IcebergSession,
): string {
  if (current === undefined) return `${relation} is gone`;
  const { id, operation, queryId } = current;
  if (isOwn) return `${relation} has rows that were not stored, below its newest snapshot ${id}`;
  return `${relation} was changed by others: its snapshot ${id} (${operation}, query ${queryId ?? "unknown"}) is no store of ${asset.key}`;
}
