import { SluiceError } from "@sluice/sdk";
import { isTrinoError } from "../client/index.js";
import { sameRows, type TableSnapshot, tableHistory } from "./history.js";
import { journalOf } from "./journal.js";
import type { IcebergSession } from "./session.js";

/**
 * Makes sure that the table holds what the log says, or that and a write of ours that is on its way into the log.
 * `CATALOG_CONFLICT` if somebody else changed rows of it.
 */
export async function checkInStep(session: IcebergSession): Promise<void> {
  const journal = journalOf(session);
  const known = await journal.newest();
  // Before the first try the log alone says what the asset is.
  if (known === 0) return;
  const history = await historyOf(session);
  const current = history.find(({ isCurrent }) => isCurrent);
  for (let number = await journal.newest(); number > 0; number--) {
    const outcome = await journal.outcome(number);
    const { queryId } = await journal.intent(number);
    const own = history.find((snapshot) => snapshot.queryId === queryId);
    const here = outcome?.inStep ?? (outcome === undefined ? own?.id : undefined);
    if (current !== undefined && here !== undefined && sameRows(history, current.id, here)) return;
    if (number <= known && outcome !== undefined) break;
  }
  throw changedByOthers(session, current);
}

async function historyOf(session: IcebergSession): Promise<TableSnapshot[]> {
  try {
    return await tableHistory(session);
  } catch (error) {
    if (isTrinoError(error, "TABLE_NOT_FOUND")) return [];
    throw error;
  }
}

function changedByOthers(
  { asset, relation }: IcebergSession,
  current: TableSnapshot | undefined,
): SluiceError {
  const what =
    current === undefined
      ? "is gone"
      : `was changed by others: its snapshot ${current.id} (${current.operation}, query ${current.queryId ?? "unknown"}) is no store of ${asset.key}`;
  return new SluiceError("CATALOG_CONFLICT", {
    message: `${relation} ${what}.`,
    details: { relation },
    hint: `Read it by io.query. io.load({ snapshot }) gives what was stored; replacing the whole asset makes both the same again.`,
  });
}
