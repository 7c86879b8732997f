import { isSluiceError, SluiceError } from "@sluice/sdk";
import type { SealedWrite } from "@sluice/sdk/plugin";
import type { RegisteredStatement } from "../client/index.js";
import type { Change } from "./change.js";
import { mostMinutes } from "./ended.js";
import { isNew, sameRows, stateUnknown, type TableSnapshot, tableHistory } from "./history.js";
import { type Intent, intentKey, type Journal, journalOf, type Outcome } from "./journal.js";
import { checkStillThere } from "./own-files.js";
import { isRemade, remade } from "./remade.js";
import { type IcebergSession, unbound } from "./session.js";
import { type Settled, settle, unchanged } from "./settle.js";
import { withStage } from "./stage.js";

/**
 * Registers the statement, writes down that it is about to begin, and lets it. `false` if it never began, for somebody
 * else was faster. Throws the failure of a statement that changed nothing, and why one may not begin: `WRITE_REVOKED` and
 * whatever else the log refuses the write for.
 */
export async function tryChange(
  change: Change,
  write: SealedWrite | undefined,
  settled: Settled,
  journal: Journal,
  session: IcebergSession,
): Promise<boolean> {
  const { client, signal, asset, emit } = session;
  const start = await startOf(change, write?.seal, settled, session);
  await checkStillThere(change.folders, session);
  return withStage(change.folders, session, async (stage) => {
    const sql = change.statement(stage);
    const from = performance.now();
    let intent: Intent | undefined;
    let taken = false;
    let begins = false;
    let failure: unknown;
    try {
      await client.run(sql, {
        signal,
        session: { ...stage.session, ...change.session, query_max_run_time: `${mostMinutes}m` },
        async onRegistered(statement) {
          const made = { ...start, ...statement };
          taken = !(await journal.begin(made));
          if (taken) throw new Error("another try has the number");
          intent = made;
          await checkNotRevoked(change, write, session);
          // The commit point follows: from here on the statement may begin, and the journal says which it is.
          begins = true;
        },
      });
    } catch (error) {
      if (taken) return false;
      if (intent === undefined) throw error;
      if (!begins) {
        // Whoever comes next finds it out too, in some seconds.
        await journal.settle(intent.number, unchanged(intent)).catch(() => {});
        throw error;
      }
      failure = error;
    }
    const outcome = await outcomeOf(intent as Intent, failure === undefined ? "finished" : "lost", session);
    if (!outcome.committed) throw failure ?? didNothing(session);
    emit({ type: "statement-run", asset: asset.key, sql, millis: Math.round(performance.now() - from) });
    return true;
  });
}

/**
 * Asks the log once more about what the statement reads. Who revokes it after this look finds the try written down, and
 * waits for it before a file goes.
 */
async function checkNotRevoked(
  { restores }: Change,
  write: SealedWrite | undefined,
  { log }: IcebergSession,
): Promise<void> {
  if (write !== undefined) await log.find(write);
  if (restores !== undefined) await log.at(restores);
}

/** The intent but for what only the server says. */
async function startOf(
  { replacesAll, adds, maintains, maps }: Change,
  seal: string | undefined,
  settled: Settled,
  session: IcebergSession,
): Promise<Omit<Intent, keyof RegisteredStatement>> {
  const { log, relation, user } = session;
  const history = await tableHistory(session);
  if (!replacesAll && isRemade(settled, history)) throw remade(session);
  const current = history.find(({ isCurrent }) => isCurrent);
  const inStep = settled.number === 0 ? emptyTable(history) : newestAlike(settled.inStep, current, history);
  return {
    formatVersion: 1,
    number: settled.number + 1,
    relation,
    ...(seal === undefined ? {} : { seal }),
    head: (await log.head()).number,
    base: current?.id ?? null,
    ...(inStep === undefined ? {} : { inStep }),
    replacesAll,
    ...(adds === undefined ? {} : { adds }),
    ...(maintains && { maintains }),
    ...(maps && { maps }),
    ...(settled.taken && { taken: true }),
    ...(settled.unmapped && { unmapped: true }),
    user,
  };
}

/** What has to be found out is found out, also when the caller has given up. */
async function outcomeOf(
  intent: Intent,
  how: "finished" | "lost",
  session: IcebergSession,
): Promise<Outcome> {
  const until = unbound(session);
  try {
    return await settle(intent, how, journalOf(until), until);
  } catch (error) {
    if (isSluiceError(error, "PUBLISH_STATE_UNKNOWN")) throw error;
    throw stateUnknown(session, intentKey(intent.number), error);
  }
}

/** A table that was just made: all of it is what an empty log says. */
function emptyTable(history: readonly TableSnapshot[]): string | undefined {
  return isNew(history) ? history[0]?.id : undefined;
}

/** What holds the same rows and stays longest in a history that is cut at its end. */
function newestAlike(
  inStep: string | undefined,
  current: TableSnapshot | undefined,
  history: readonly TableSnapshot[],
): string | undefined {
  if (inStep === undefined || current === undefined) return inStep;
  return sameRows(history, current.id, inStep) ? current.id : inStep;
}

function didNothing({ asset, relation }: IcebergSession): SluiceError {
  return new SluiceError("QUERY_FAILED", {
    message: `The statement that was to change ${relation} for ${asset.key} did nothing.`,
    details: { engine: "trino", code: "USER_CANCELED" },
    retryable: true,
  });
}
