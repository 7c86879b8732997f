import { setTimeout as pause } from "node:timers/promises";
import { SluiceError } from "@sluice/sdk";
import { tableHistory } from "./history.js";
import type { Intent, Outcome } from "./journal.js";
import { snapshotOf } from "./made.js";
import type { IcebergSession } from "./session.js";
import { findQueryState } from "./statements.js";

/** The server ends a statement that takes longer. */
export const mostMinutes = 60;
/** How long somebody who has registered a statement may take to begin it. */
const graceMillis = 5_000;
const longestPauseMillis = 1_000;
/** How long a statement that was told to stop may take. */
const endMillis = 120_000;
/** How long that is waited for where we may not be allowed to see it: of another user. */
const unseenMillis = 60_000;

/**
 * Returns when the statement has committed, or runs no more and never will, or somebody has settled it. A running one is
 * waited for. One that nobody begins is cancelled; so is one of our own that we lost.
 */
export async function untilEnded(
  intent: Intent,
  isOurs: boolean,
  session: IcebergSession,
  outcome: () => Promise<Outcome | undefined>,
): Promise<Outcome | undefined> {
  const { client, signal } = session;
  const from = performance.now();
  let cancelled: number | undefined;
  for (let wait = 50; ; wait = Math.min(wait * 2, longestPauseMillis)) {
    const settled = await outcome();
    if (settled !== undefined) return settled;
    const state = await stateOf(intent.queryId, session);
    const waited = performance.now() - from;
    // The state alone proves nothing: a task can go on to commit when its query has failed. Both have ended.
    if (state === "ended") return undefined;
    // A query whose client is gone commits, and then waits for minutes for somebody to take its answer.
    if (state === "running" && (await hasCommitted(intent, session))) return undefined;
    const since = cancelled === undefined ? -1 : performance.now() - cancelled;
    if (state === "unknown" && since >= (intent.user === session.user ? 0 : unseenMillis)) return undefined;
    const patience = state === "unknown" ? graceMillis : mostMinutes * 60_000;
    if (cancelled === undefined && (isOurs || waited > patience)) {
      await client.cancel(intent.nextUri);
      cancelled = performance.now();
    } else if (cancelled !== undefined && performance.now() - cancelled > endMillis) {
      throw stillRunning(intent, session);
    }
    await pause(wait, undefined, isOurs ? {} : { signal });
  }
}

async function hasCommitted(intent: Intent, session: IcebergSession): Promise<boolean> {
  return (await snapshotOf(intent, await tableHistory(session), session)) !== undefined;
}

/** `unknown`: the server has not begun it, or has forgotten it long after its end. */
async function stateOf(
  queryId: string,
  { client }: IcebergSession,
): Promise<"running" | "ended" | "unknown"> {
  const { rows } = await client.run(findQueryState(queryId));
  const [row] = rows;
  if (row === undefined) return "unknown";
  const [state, tasks] = row;
  return (state === "FINISHED" || state === "FAILED") && tasks === 0n ? "ended" : "running";
}

function stillRunning({ queryId }: Intent, { asset, relation }: IcebergSession): SluiceError {
  return new SluiceError("PUBLISH_STATE_UNKNOWN", {
    message: `The query ${queryId}, which changes ${relation}, was cancelled and does not end.`,
    details: { asset: asset.key, object: queryId },
    hint: "Nothing was removed. When it has ended, store with the same idempotencyKey.",
  });
}
