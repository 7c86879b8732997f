import { isSluiceError, SluiceError } from "@sluice/sdk";
import type { Commit, SealedWrite } from "@sluice/sdk/plugin";
import { isFileRefused, takenOver } from "./add-files.js";
import { changeOf, wayOf } from "./change.js";
import { tableHistory } from "./history.js";
import { type Journal, journalOf } from "./journal.js";
import { prepareTable } from "./prepare.js";
import { propertyRefused } from "./property-refused.js";
import { isRemade, remade } from "./remade.js";
import { restate, settleMade } from "./restore.js";
import { type IcebergSession, withColumns } from "./session.js";
import { settleNewest } from "./settle.js";
import { tooManyPartitions } from "./too-many-partitions.js";
import { tryChange } from "./try-change.js";
import { isWorthAnother, tries } from "./worth-another.js";

/**
 * Commits the write in the table and then in the log. Whoever died on the way is finished first, whoever is on the way
 * is waited for.
 */
export async function publishWrite(write: SealedWrite, session: IcebergSession): Promise<Commit> {
  const journal = journalOf(session);
  const { log } = session;
  const way = await wayOf(write, session);
  let change = changeOf(write, session, way?.adds);
  // What replaces all rows needs none before it.
  const settle = change?.replacesAll ? settleNewest : settleMade;
  for (let attempt = 1; ; ) {
    const settled = await settle(journal, session);
    const known = await findSettled(write, journal, session);
    if (known !== undefined) {
      if (change?.replacesAll) await restate(settled, journal, session);
      return known;
    }
    if (change === undefined) return (await log.commit(write)).commit;
    try {
      if (!(await tryChange(change, write, settled, journal, session))) continue;
    } catch (error) {
      if (change.adds !== undefined && isFileRefused(error)) {
        change = changeOf(write, session);
        continue;
      }
      if (attempt++ === tries || !isWorthAnother(error, session)) {
        throw tooManyPartitions(propertyRefused(error, session), session);
      }
      continue;
    }
    const commit = await logCommitted(change.adds === undefined ? write : takenOver(write), session);
    if (change.replacesAll) await restate({ replaced: true, unmapped: true }, journal, session);
    return commit;
  }
}

/**
 * The commit of the write. One that was revoked may be on its way for a twin of this publisher, which began before: that
 * is waited for. After the revocation none begins.
 */
async function findSettled(
  write: SealedWrite,
  journal: Journal,
  session: IcebergSession,
): Promise<Commit | undefined> {
  try {
    return await session.log.find(write);
  } catch (error) {
    if (!isSluiceError(error, "WRITE_REVOKED")) throw error;
    await settleNewest(journal, session);
    return session.log.find(write);
  }
}

/** Makes the table hold what the log says, and the log what the table has. The number of its head. */
export async function republish(session: IcebergSession): Promise<number> {
  const journal = journalOf(session);
  await settleNewest(journal, session);
  const head = await session.log.head();
  if (head.number === 0) return 0;
  const shown = withColumns(session, head.schema);
  await prepareTable(shown);
  const settled = await settleMade(journal, shown);
  if (settled.number > 0 && isRemade(settled, await tableHistory(shown))) throw remade(shown);
  return (await session.log.head()).number;
}

/** The table has the write; storing it again as a new one would add its rows twice. */
async function logCommitted(write: SealedWrite, { log, relation }: IcebergSession): Promise<Commit> {
  const next = (await log.head().catch(() => undefined))?.number ?? write.sawSnapshot;
  try {
    return (await log.commit(write, { done: true })).commit;
  } catch (cause) {
    throw new SluiceError("PUBLISH_INCOMPLETE", {
      message: `${relation} has the write of ${write.asset}, but its log does not yet: ${cause instanceof Error ? cause.message : String(cause)}`,
      details: { asset: write.asset, committed: true, snapshot: next + 1 },
      hint: "Do not store it again. Call io.republish(asset), or let the next store finish it.",
      cause,
    });
  }
}
