import { SluiceError } from "@sluice/sdk";
import { type Intent, intentKey, outcomeKey } from "./journal.js";
import { relationOf } from "./names.js";
import type { IcebergSession } from "./session.js";
import { findHistory } from "./statements.js";

/** One snapshot of the Iceberg table. */
export interface TableSnapshot {
  readonly id: string;
  readonly parent: string | null;
  readonly operation: string;
  /** The statement that made it, if Trino did. */
  readonly queryId: string | null;
  readonly rows: string | null;
  readonly isCurrent: boolean;
}

/** The snapshots the table still knows, the newest first. */
export async function tableHistory(session: IcebergSession): Promise<TableSnapshot[]> {
  const { rows } = await session.run(findHistory(session.names));
  return rows.map(([id, parent, operation, queryId, total, current]) => ({
    id: String(id),
    parent: parent === null ? null : String(parent),
    operation: String(operation),
    queryId: queryId as string | null,
    rows: total as string | null,
    isCurrent: id === current,
  }));
}

/**
 * Whether the table at `from` holds the very rows it held at `id`: nothing but rewriting of files came between, and
 * appends of no row.
 */
export function sameRows(history: readonly TableSnapshot[], from: string | null, id: string): boolean {
  const byId = new Map(history.map((each) => [each.id, each]));
  for (let at = from; at !== null; ) {
    if (at === id) return true;
    const snapshot = byId.get(at);
    if (snapshot === undefined) return false;
    const parent = byId.get(snapshot.parent ?? "");
    const isEmpty =
      snapshot.operation === "append" && snapshot.rows !== null && snapshot.rows === parent?.rows;
    if (snapshot.operation !== "replace" && !isEmpty) return false;
    at = snapshot.parent;
  }
  return false;
}

/**
 * Whether the history has all that happened since the snapshot: it is there, or what is there goes back to its child. A
 * history that has forgotten more may have forgotten anything.
 */
export function reachesBack(history: readonly TableSnapshot[], id: string): boolean {
  if (history.some((each) => each.id === id)) return true;
  const byId = new Map(history.map((each) => [each.id, each]));
  let at = history.find(({ isCurrent }) => isCurrent);
  while (at !== undefined && at.parent !== id) at = byId.get(at.parent ?? "");
  return at !== undefined;
}

/** Whether nothing was ever in the table: it was only made. */
export function isNew([first, ...others]: readonly TableSnapshot[]): boolean {
  return first?.rows === "0" && first.parent === null && others.length === 0;
}

/** The history, or why nobody can tell what happened to a statement. */
export async function historyOrUnknown(session: IcebergSession, object: string): Promise<TableSnapshot[]> {
  try {
    return await tableHistory(session);
  } catch (cause) {
    throw stateUnknown(session, object, cause);
  }
}

/** The table's history was cut after the statement could have begun, and does not go back to that. */
export function historyForgot(
  { number, queryId }: Pick<Intent, "number" | "queryId">,
  { asset, names, relation }: IcebergSession,
): SluiceError {
  const object = `${asset.key}/${intentKey(number)}`;
  return new SluiceError("PUBLISH_STATE_UNKNOWN", {
    message: `It is not known whether ${relation} was changed: ${relationOf(names, "$snapshots")} no longer goes back to where the query ${queryId} began.`,
    details: { asset: asset.key, object },
    hint: `Nothing was removed. Look whether the table has the rows, then put {"formatVersion":1,"committed":true}, or false, as ${asset.key}/${outcomeKey(number)}, and store with the same idempotencyKey.`,
  });
}

/** What was tried and written down as `object` may have happened, and nobody can tell. */
export function stateUnknown(
  { asset, names, relation }: IcebergSession,
  object: string,
  cause: unknown,
): SluiceError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SluiceError("PUBLISH_STATE_UNKNOWN", {
    message: `It is not known whether ${relation} was changed: ${why}`,
    details: { asset: asset.key, object: `${asset.key}/${object}` },
    hint: `Nothing was removed. When ${relationOf(names, "$snapshots")} can be read, store with the same idempotencyKey. By hand: look there for the query that ${asset.key}/${object} names.`,
    cause,
  });
}
