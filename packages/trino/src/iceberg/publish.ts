import { SluiceError } from "@sluice/sdk";
import type { Commit, SealedWrite } from "@sluice/sdk/plugin";
import { isTrinoError } from "../client/index.js";
import { changeOf, restoring } from "./change.js";
import { type Journal, journalOf } from "./journal.js";
import type { IcebergSession } from "./session.js";
import { type Settled, settleNewest } from "./settle.js";
import { commentColumn } from "./statements.js";
import { tryChange } from "./try-change.js";

/** How often a statement is made again that lost against somebody else's. */
const tries = 8;

/**
 * Commits the write in the table and then in the log. Whoever died on the way is finished first, whoever is on the way
 * is waited for.
 */
export async function publishWrite(write: SealedWrite, session: IcebergSession): Promise<Commit> {
  const journal = journalOf(session);
  const { log } = session;
  for (let attempt = 1; ; ) {
    const settled = await settleNewest(journal, session);
    const known = await log.find(write);
    if (known !== undefined) return known;
    if (settled.number === 0 && (await restore(settled, journal, session))) continue;
    const change = changeOf(write, session);
    if (change === undefined) return (await log.commit(write)).commit;
    try {
      if (!(await tryChange(change, write.seal, settled, journal, session))) continue;
    } catch (error) {
      if (attempt++ === tries || !isWorthAnother(error, session)) throw error;
      continue;
    }
    const commit = await logCommitted(write, session);
    if (change.replacesAll) await restateComments(session);
    return commit;
  }
}

/** A table that is made for a log with commits gets their rows first. `false` if it needs none. */
async function restore(settled: Settled, journal: Journal, session: IcebergSession): Promise<boolean> {
  const change = restoring(await session.log.head(), session);
  if (change === undefined) return false;
  await tryChange(change, undefined, settled, journal, session);
  return true;
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

/** CREATE OR REPLACE forgets the comments of columns. */
async function restateComments({ asset, names, run }: IcebergSession): Promise<void> {
  for (const { name, comment } of asset.schema.fields) {
    if (comment !== undefined) await run(commentColumn(names, name, comment));
  }
}

/** Somebody else's commit came between, or somebody else cancelled it because it took long to begin. */
function isWorthAnother(error: unknown, { signal }: IcebergSession): boolean {
  if (signal?.aborted) return false;
  return ["ICEBERG_COMMIT_ERROR", "TRANSACTION_CONFLICT", "USER_CANCELED", "QUERY_GONE"].some((name) =>
    isTrinoError(error, name),
  );
}
