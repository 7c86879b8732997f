import { findAdding } from "./add-files-statements.js";
import type { TableSnapshot } from "./history.js";
import type { Intent } from "./journal.js";
import type { IcebergSession } from "./session.js";

/**
 * The snapshot that a try has made. `undefined`: the history shows none. Trino says in a snapshot which query made it,
 * but not where that took files over: then the file tells, which no other try has.
 */
export async function snapshotOf(
  intent: Intent,
  history: readonly TableSnapshot[],
  session: IcebergSession,
  isDone = false,
): Promise<TableSnapshot | undefined> {
  const { queryId, adds, base } = intent;
  const told = history.find((snapshot) => snapshot.queryId === queryId);
  if (told !== undefined || adds === undefined) return told;
  const before = ancestors(history, base);
  const silent = history.filter(({ id, queryId: query }) => query === null && !before.has(id));
  if (silent.length === 0 || (isDone && silent.length === 1)) return silent[0];
  const { rows } = await session.run(findAdding(session.names, adds, silent));
  return silent.find(({ id }) => rows.some(([found]) => String(found) === id));
}

/** A snapshot and those before it. */
function ancestors(history: readonly TableSnapshot[], from: string | null): Set<string> {
  const byId = new Map(history.map((each) => [each.id, each]));
  const found = new Set<string>();
  for (let at: string | null = from; at !== null && !found.has(at); at = byId.get(at)?.parent ?? null)
    found.add(at);
  return found;
}
