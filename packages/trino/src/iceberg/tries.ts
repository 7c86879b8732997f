import type { Commit, SnapshotLog } from "@sluice/sdk/plugin";
import type { Intent, Journal } from "./journal.js";

/** The newest try that `isBefore`, which holds for all tries up to some number; 0 if it holds for none. */
export async function lastTry(journal: Journal, isBefore: (intent: Intent) => boolean): Promise<number> {
  let [low, high] = [0, (await journal.newest()) + 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (isBefore(await journal.intent(middle))) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Number of the commit, up to `newest`, that the try brought into the log. For one that made the table from the log, the
 * newest commit it made it from. `undefined` if it is none of those.
 */
export async function commitOf(
  { seal, head }: Intent,
  newest: number,
  log: SnapshotLog,
): Promise<Commit["number"] | undefined> {
  if (seal === undefined) return head;
  const since = await log.commits(Math.min(head, newest), newest);
  return since.find((commit) => commit.seal === seal)?.number;
}
