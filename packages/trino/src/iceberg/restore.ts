import { isSluiceError } from "@sluice/sdk";
import { restoring } from "./change.js";
import { restateComments } from "./comments.js";
import type { Journal } from "./journal.js";
import { restateMapped } from "./mapping.js";
import { prepareTable } from "./prepare.js";
import { type IcebergSession, withColumns } from "./session.js";
import { type Settled, settleNewest } from "./settle.js";
import { tryChange } from "./try-change.js";

/**
 * Settles the newest try, and gives a table that was made for a log with commits their rows, until it has them. Its
 * columns are those of the session then, and what a replace of it forgot is said again.
 */
export async function settleMade(journal: Journal, session: IcebergSession): Promise<Settled> {
  for (;;) {
    const settled = await settleNewest(journal, session);
    if (settled.unmade && (await restore(settled, journal, session))) continue;
    // A restore leaves the columns of the log alone; a store may have added its own before.
    if (settled.restored) await prepareTable(session);
    await restate(settled, journal, session);
    return settled.unmapped ? settleNewest(journal, session) : settled;
  }
}

/** What a replace of the table forgot, whose process may have died before it said it again. */
export async function restate(
  { replaced, unmapped }: Pick<Settled, "replaced" | "unmapped">,
  journal: Journal,
  session: IcebergSession,
): Promise<void> {
  if (replaced) await restateComments(session);
  if (unmapped) await restateMapped(journal, session);
}

/** `false` if the log has no rows. */
async function restore(settled: Settled, journal: Journal, session: IcebergSession): Promise<boolean> {
  const head = await session.log.head();
  const before = withColumns(session, head.schema);
  const change = restoring(head, before);
  if (change === undefined) return false;
  try {
    if (await tryChange(change, undefined, settled, journal, before)) await restateComments(before);
  } catch (error) {
    // Files of that snapshot were replaced and swept since: a newer one has what is to be in the table.
    if (!isSluiceError(error, "SNAPSHOT_EXPIRED")) throw error;
  }
  return true;
}
