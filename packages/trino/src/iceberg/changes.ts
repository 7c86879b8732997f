import { type Commit, type CommittedChange, mapConcurrent, type SnapshotLog } from "@sluice/sdk/plugin";
import { isTrinoError } from "../client/index.js";
import { type Intent, type Journal, journalOf } from "./journal.js";
import { noTable } from "./no-table.js";
import type { IcebergSession } from "./session.js";
import { findChanges } from "./version-statements.js";

/** Tries read at once. */
const pageLength = 8;

/** A change, and the statement that made it, if Trino did. */
interface Found {
  readonly change: CommittedChange;
  readonly queryId: string | null;
}

/** The newest changes of the table, each with the commit that made it. */
export async function listChanges(limit: number, session: IcebergSession): Promise<CommittedChange[]> {
  const { rows } = await session.run(findChanges(session.names, limit)).catch(async (error: unknown) => {
    throw isTrinoError(error, "TABLE_NOT_FOUND") ? await noTable(session) : error;
  });
  const found = rows.map(foundIn);
  const tries = await triesOf(new Set(found.map(({ change }) => change.id)), journalOf(session));
  const commits = await commitsOf(
    tries.map(({ intent }) => intent),
    session.log,
  );
  const bySeal = new Map(commits.map((commit) => [commit.seal, commit]));
  const commitBy = new Map(
    tries.map(({ intent, made }) => [made ?? intent.queryId, bySeal.get(intent.seal ?? "")]),
  );
  return found.map(({ change, queryId }) => {
    const commit = commitBy.get(queryId ?? change.id);
    return commit === undefined ? change : { ...change, commit };
  });
}

interface Try {
  readonly intent: Intent;
  /** The snapshot it made, where the table does not say which query did. */
  readonly made?: string;
}

/** Every try that may have made one of the snapshots, the newest first. */
async function triesOf(shown: ReadonlySet<string>, journal: Journal): Promise<Try[]> {
  const tries: Try[] = [];
  for (let to = await journal.newest(); to > 0; to -= pageLength) {
    const numbers = Array.from({ length: Math.min(pageLength, to) }, (_, index) => to - index);
    const page = await mapConcurrent(numbers, pageLength, (number) => tryOf(number, journal));
    tries.push(...page);
    // What began at a snapshot that is not shown made the oldest one that is, or one before.
    if (page.some(({ intent: { base } }) => base === null || !shown.has(base))) break;
  }
  return tries;
}

async function tryOf(number: number, journal: Journal): Promise<Try> {
  const intent = await journal.intent(number);
  const made = intent.adds === undefined ? undefined : (await journal.outcome(number))?.snapshot;
  return made === undefined ? { intent } : { intent, made };
}

async function commitsOf(tries: readonly Intent[], log: SnapshotLog): Promise<readonly Commit[]> {
  if (tries.length === 0) return [];
  const oldest = tries.reduce((least, { head }) => Math.min(least, head), Number.POSITIVE_INFINITY);
  const { number } = await log.head();
  return log.commits(Math.min(oldest, number), number);
}

function foundIn(row: readonly unknown[]): Found {
  const [id, parent, operation, queryId, committed, refs, ...counts] = row;
  const names = (refs ?? []) as readonly string[];
  return {
    queryId: queryId as string | null,
    change: {
      id: String(id),
      ...(parent === null ? {} : { parent: String(parent) }),
      operation: String(operation),
      committedAt: new Date(Number(committed)),
      ...rowCounts(counts as (string | null)[]),
      isCurrent: names.includes("main"),
      refs: names,
    },
  };
}

/** A row is deleted with its file, or by its position beside it; a file that is deleted takes such marks with it. */
function rowCounts([added, deleted, marked, unmarked, byValue]: readonly (string | null)[]): Pick<
  CommittedChange,
  "addedRows" | "deletedRows"
> {
  const addedRows = Number(added ?? 0);
  // How many rows values delete, nobody counts.
  if (Number(byValue ?? 0) > 0) return { addedRows };
  return { addedRows, deletedRows: Number(deleted ?? 0) + Number(marked ?? 0) - Number(unmarked ?? 0) };
}
