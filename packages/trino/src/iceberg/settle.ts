import { isSluiceError } from "@sluice/sdk";
import type { SealedWrite } from "@sluice/sdk/plugin";
import { takenOver } from "./add-files.js";
import { untilEnded } from "./ended.js";
import {
  historyForgot,
  historyOrUnknown,
  reachesBack,
  sameRows,
  stateUnknown,
  type TableSnapshot,
} from "./history.js";
import { type Intent, intentKey, type Journal, type Outcome } from "./journal.js";
import { snapshotOf } from "./made.js";
import type { IcebergSession } from "./session.js";

/** Where the next try starts from. */
export interface Settled {
  /** Number of the newest try; 0 if there was none. */
  readonly number: number;
  /** The Iceberg snapshot that holds exactly what the log says. Absent: the table does not, or there was no try. */
  readonly inStep?: string;
  /** No try has made the table hold the rows of the log yet: it is as it was created. */
  readonly unmade: boolean;
  /** The newest try made the table from the log. */
  readonly restored: boolean;
  /** The newest change of the table replaced it whole. Whoever made it may have died before it said the rest. */
  readonly replaced: boolean;
  /** Some snapshot of the table may have files that were taken over. */
  readonly taken: boolean;
  /** Those files lack the statement of which column is which: the table was replaced since. */
  readonly unmapped: boolean;
}

/**
 * Finds out what became of the newest try, whoever made it, and writes what it committed into the log. Every try before
 * it is settled then, and the log has the commits in the order of the table.
 */
export async function settleNewest(journal: Journal, session: IcebergSession): Promise<Settled> {
  const number = await journal.newest();
  if (number === 0) {
    return { number, unmade: true, restored: false, replaced: false, taken: false, unmapped: false };
  }
  const intent = await journal.intent(number);
  const outcome = (await journal.outcome(number)) ?? (await settle(intent, "somebody's", journal, session));
  if (outcome.committed) await logWrite(intent, session);
  return {
    number,
    ...(outcome.inStep === undefined ? {} : { inStep: outcome.inStep }),
    unmade: await isUnmade(intent, outcome, journal),
    restored: outcome.committed && intent.seal === undefined && !intent.maintains,
    replaced: await isReplaced(intent, outcome, journal),
    ...mappedSince(intent, outcome),
  };
}

/** Of the newest try that changed anything. */
async function isReplaced(intent: Intent, outcome: Outcome | undefined, journal: Journal): Promise<boolean> {
  if (outcome?.committed) return intent.replacesAll;
  const number = intent.number - 1;
  return number > 0 && isReplaced(await journal.intent(number), await journal.outcome(number), journal);
}

/** A table that is replaced forgets which column is which, and one that takes files over says it. */
function mappedSince(intent: Intent, { committed }: Outcome): Pick<Settled, "taken" | "unmapped"> {
  const { adds, maps, replacesAll } = intent;
  const [taken, unmapped] = [intent.taken === true, intent.unmapped === true];
  if (!committed) return { taken, unmapped };
  if (adds !== undefined || maps) return { taken: true, unmapped: false };
  return { taken, unmapped: replacesAll ? taken : unmapped };
}

/** A change that leaves rows as they are is tried only where they are there; one that replaces all, also before. */
export async function isUnmade(
  intent: Intent,
  outcome: Outcome | undefined,
  journal: Journal,
): Promise<boolean> {
  if (outcome?.committed || !intent.replacesAll) return false;
  const number = intent.number - 1;
  return number === 0 || isUnmade(await journal.intent(number), await journal.outcome(number), journal);
}

/**
 * What became of a try. `finished`: the server said that the statement succeeded. `lost`: it is ours, and no answer or a
 * failure came.
 */
export async function settle(
  intent: Intent,
  how: "finished" | "lost" | "somebody's",
  journal: Journal,
  session: IcebergSession,
): Promise<Outcome> {
  const { number, base } = intent;
  const object = intentKey(number);
  if (how !== "finished") {
    const settled = await endedOrUnknown(intent, how === "lost", journal, session, object);
    if (settled !== undefined) return settled;
  }
  const history = await historyOrUnknown(session, object);
  const made = await snapshotOf(intent, history, session, how === "finished");
  if (made !== undefined) return journal.settle(number, committed(intent, made, history));
  // Files that no snapshot has were not taken over, whatever the server says.
  if (how === "finished") return journal.settle(number, outcomeOf(intent.adds === undefined, intent.inStep));
  if (base !== null && !reachesBack(history, base)) throw historyForgot(intent, session);
  return journal.settle(number, unchanged(intent));
}

/** A write that the table has belongs into the log. Putting it there twice changes nothing. */
export async function logWrite(
  { seal, head, adds }: Intent,
  { log, store, asset }: IcebergSession,
): Promise<void> {
  if (seal === undefined) return;
  const { number } = await log.head();
  const since = await log.commits(Math.min(head, number), number);
  if (since.some((commit) => commit.seal === seal)) return;
  const { bytes } = await store.get(seal);
  const write = JSON.parse(Buffer.from(bytes).toString("utf8")) as SealedWrite;
  if (write.asset === asset.key)
    await log.commit(adds === undefined ? write : takenOver(write), { done: true });
}

async function endedOrUnknown(
  intent: Intent,
  isOurs: boolean,
  journal: Journal,
  session: IcebergSession,
  object: string,
): Promise<Outcome | undefined> {
  try {
    return await untilEnded(intent, isOurs, session, () => journal.outcome(intent.number));
  } catch (error) {
    if (isSluiceError(error, "ENGINE_UNREACHABLE") || isSluiceError(error, "QUERY_FAILED")) {
      throw stateUnknown(session, object, error);
    }
    throw error;
  }
}

/** The outcome of a try that made the snapshot. */
export function committed(intent: Intent, made: TableSnapshot, history: readonly TableSnapshot[]): Outcome {
  const { replacesAll, inStep } = intent;
  const follows = replacesAll || (inStep !== undefined && sameRows(history, made.parent, inStep));
  return { ...outcomeOf(true, follows ? made.id : undefined), snapshot: made.id };
}

/** The outcome of a try that changed nothing. */
export function unchanged({ inStep }: Intent): Outcome {
  return outcomeOf(false, inStep);
}

function outcomeOf(committed: boolean, inStep: string | undefined): Outcome {
  return { formatVersion: 1, committed, ...(inStep === undefined ? {} : { inStep }) };
}
