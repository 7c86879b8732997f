import { SluiceError } from "@sluice/sdk";
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

/** What was tried and written down as `object` may have happened, and nobody can tell. */
export function stateUnknown(
  { asset, names, relation }: IcebergSession,
  object: string,
  cause?: unknown,
): SluiceError {
  const why = cause instanceof Error ? cause.message : "its history no longer reaches back to where it began";
  return new SluiceError("PUBLISH_STATE_UNKNOWN", {
    message: `It is not known whether ${relation} was changed: ${why}`,
    details: { asset: asset.key, object: `${asset.key}/${object}` },
    hint: `Nothing was removed. When ${relationOf(names, "$snapshots")} can be read, store with the same idempotencyKey. By hand: look there for the query that ${asset.key}/${object} names.`,
    ...(cause === undefined ? {} : { cause }),
  });
}
