import { isSluiceError, SluiceError } from "@sluice/sdk";
import {
  filesTell,
  type ScannedSnapshot,
  type ScanRequest,
  type Snapshot,
  scanLog,
  type TableState,
  type TableVersion,
} from "@sluice/sdk/plugin";
import { isTrinoError } from "../client/index.js";
import { editedRows, shownAs } from "./edited-rows.js";
import { tableHistory } from "./history.js";
import { journalOf } from "./journal.js";
import { withOwnFiles } from "./own-files.js";
import type { IcebergSession } from "./session.js";
import { newestRows, rowsOfCommit } from "./table-state.js";
import { commitOf, lastTry } from "./tries.js";
import { columnsAt, findVersion } from "./version-statements.js";

/** The snapshot that is asked for, and whether its rows are in files or in the table alone. */
export async function scanTable(
  { snapshot, at }: ScanRequest,
  session: IcebergSession,
): Promise<ScannedSnapshot> {
  const { log, asset } = session;
  if (at !== undefined) return scanVersion(at, session);
  const found = await scanLog(snapshot === undefined ? {} : { snapshot }, log, asset.key);
  if (found.number === 0) return found;
  const rows = await (snapshot === undefined ? newestRows(session) : rowsOfCommit(found.number, session));
  if (!rows.inFiles) {
    const { version: made } = rows;
    const version =
      made === undefined || snapshot === undefined ? made : await shownAs(made, found.number, session);
    return onlyInTable(found, { ...rows, version }, session);
  }
  if (!filesTell(found.live)) return { ...found, onlyInTable: await editedRows(found, session) };
  if (snapshot !== undefined) return found;
  const why = `${session.relation} has written files anew that it had taken over`;
  return (await withOwnFiles(found, session)) ?? onlyInTable(found, { ...rows, why }, session);
}

async function scanVersion(at: TableVersion, session: IcebergSession): Promise<ScannedSnapshot> {
  const { log, relation } = session;
  const head = await log.head();
  if (head.number === 0) return head;
  const version = await idOf(at, head.number, session);
  const stored = await storedAs(version, head.number, session);
  if (stored !== undefined) return stored;
  return onlyInTable(head, { version, why: `they are those of snapshot ${version} of ${relation}` }, session);
}

/** The columns are those that the snapshot and the table have; another program may have dropped some. */
async function onlyInTable(
  snapshot: Snapshot,
  state: TableState,
  { asset, names, run }: IcebergSession,
): Promise<ScannedSnapshot> {
  const { version, why } = state;
  if (version === undefined) return { ...snapshot, onlyInTable: { why } };
  const { columns } = await run(columnsAt(names, version));
  const there = new Set(columns.map(({ name }) => name.toLowerCase()));
  const { fields } = snapshot.schema ?? asset.schema;
  const schema = { fields: fields.filter(({ name }) => there.has(name.toLowerCase())) };
  return { ...snapshot, schema, onlyInTable: { version, why } };
}

async function idOf(at: TableVersion, newest: number, session: IcebergSession): Promise<string> {
  const { asset, names, run } = session;
  const rows = await run(findVersion(names, at)).then(
    (result) => result.rows,
    (error: unknown) => {
      if (isTrinoError(error, "TABLE_NOT_FOUND")) return [];
      throw error;
    },
  );
  if (rows[0] !== undefined) return String(rows[0][0]);
  const [[kind, value] = ["state"]] = Object.entries(at);
  const wanted = `${kind} ${value instanceof Date ? value.toISOString() : String(value)}`;
  throw new SluiceError("SNAPSHOT_NOT_FOUND", {
    message: `${session.relation} has no ${wanted}.`,
    details: { asset: asset.key, wanted, newest },
    hint: 'io.snapshots(asset, { of: "table" }) lists its snapshots, with their branches and tags.',
  });
}

/** The snapshot of the log that has those very rows, if a store made them and its files are still there. */
async function storedAs(
  version: string,
  newest: number,
  session: IcebergSession,
): Promise<ScannedSnapshot | undefined> {
  const { log, relation } = session;
  const history = await tableHistory(session);
  const rewritten = history.find(({ id }) => id === version);
  let made = rewritten;
  // Rewriting files leaves the rows.
  while (made?.operation === "replace") made = history.find(({ id }) => id === made?.parent);
  if (made === undefined) return undefined;
  const journal = journalOf(session);
  const place = history.indexOf(made);
  const number = await lastTry(journal, ({ base }) => {
    const before = history.findIndex(({ id }) => id === base);
    return before === -1 || before > place;
  });
  if (number === 0) return undefined;
  const outcome = await journal.outcome(number);
  if (outcome?.inStep !== made.id) return undefined;
  const commit = await commitOf(await journal.intent(number), newest, log);
  if (commit === undefined) return undefined;
  try {
    const found = await log.at(commit);
    if (filesTell(found.live)) return found;
    return {
      ...found,
      onlyInTable: { version, why: `they are those of snapshot ${version} of ${relation}` },
    };
  } catch (error) {
    if (isSluiceError(error, "SNAPSHOT_EXPIRED")) return undefined;
    throw error;
  }
}
