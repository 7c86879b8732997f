import { type Commit, type Snapshot, together } from "@sluice/sdk/plugin";
import { isTrinoError } from "../client/index.js";
import { extendTable } from "./extend.js";
import { baseFor, writeFloors } from "./floor-file.js";
import { endTrying, lookAtTables, prepareTables, tryRegistering } from "./prepare.js";
import { type Published, readPublished, unpublished, writePublished } from "./published.js";
import { registerAll, registerLacking } from "./register.js";
import { registrationsOf } from "./registrations.js";
import { type HiveSession, precisionSession, withColumns } from "./session.js";
import { type StoreClock, storeClock, tidy } from "./tidy.js";
import { createView } from "./view.js";

/** A view swap that hangs must not install an old snapshot much later. */
const showSession = { query_max_run_time: "60s" };

/** A commit of this process that is to be shown, and what was known of the table by then. */
export interface OwnCommit {
  readonly number: number;
  readonly published: Published;
}

/**
 * Makes SQL show the head of the log: registers what no commit up to it may miss, then swaps the view. Idempotent, and
 * right with any number of publishers at once: whoever is last finishes for all.
 */
export async function showHead(session: HiveSession, own?: OwnCommit): Promise<Snapshot> {
  let published = own?.published ?? (await readPublished(session));
  // All commits up to that number are registered.
  let registered = published.number;
  let clock: StoreClock | undefined;
  let renewed = false;
  for (;;) {
    // Nothing registered is seen before a view shows it, so the newest commit that is known need not wait for the look.
    const known = Math.max(registered, own?.number ?? 0);
    const [head] = await together(session.log.head(), registerBetween(registered, known, session));
    registered = known;
    // A number beyond the log is from another log; nothing of it is to be trusted.
    if (published.number > head.number) {
      published = unpublished;
      registered = 0;
    }
    await registerBetween(registered, head.number, session);
    registered = head.number;
    const base = await baseOf(session, head, published);
    const isNews = head.number > published.number || (base !== undefined && base !== published.base);
    if (isNews) published = { ...published, number: head.number, ...(base === undefined ? {} : { base }) };
    const writing = isNews ? writePublished(session, published).then(storeClock) : undefined;
    try {
      await together(writing, swapView(session, head, base));
      clock = (await writing) ?? clock;
    } catch (error) {
      if (base === undefined || renewed || !isTrinoError(error, "TABLE_NOT_FOUND")) throw error;
      // Somebody dropped the table of floors; a new file makes it anew.
      renewed = true;
      published = { ...published, base: undefined };
      continue;
    }
    if ((await session.log.head()).number !== head.number) continue;
    if (clock !== undefined) await tidy(session, head, published, clock);
    return head;
  }
}

/** The file of floors that the view needs, made if it is not there yet. */
async function baseOf(
  session: HiveSession,
  head: Snapshot,
  published: Published,
): Promise<number | undefined> {
  const base = baseFor(head, published);
  if (base === "none") return undefined;
  if (base === "new") await writeFloors(session, head);
  return base === "new" ? head.number : base;
}

/**
 * Makes sure, before the commit, that the view can be there: its name, the right to make it and its text are the
 * server's to refuse. `isFirst`: the log had no commit a moment ago.
 */
export async function claimView(session: HiveSession, isFirst: boolean): Promise<void> {
  if (isFirst) return createFirstView(session);
  const head = await session.log.head();
  if (head.number === 0) return createFirstView(session);
  const { shown } = await lookAtTables(session);
  if (shown === undefined) await showHead(session);
}

/** Replaces nothing: another publisher may have committed and shown the first snapshot by now. */
async function createFirstView(session: HiveSession): Promise<void> {
  const { asset, names } = session;
  const empty: Snapshot = { number: 0, dimensions: [], live: [], floor: 0 };
  const statement = createView(asset, empty, names, { create: "CREATE VIEW" });
  try {
    await session.run(statement, { ...precisionSession(session), ...showSession });
  } catch (error) {
    if (!isTrinoError(error, "TABLE_ALREADY_EXISTS") && !isTrinoError(error, "ALREADY_EXISTS")) throw error;
    await lookAtTables(session);
  }
}

/** Every writer adds its columns before it commits; two at once, or a table of another server, can lack some. */
async function swapView(session: HiveSession, snapshot: Snapshot, base: number | undefined): Promise<void> {
  const { asset, names } = session;
  const statement = createView(asset, snapshot, names, { base });
  const swap = () => session.run(statement, { ...precisionSession(session), ...showSession });
  try {
    await swap();
  } catch (error) {
    if (!isTrinoError(error, "COLUMN_NOT_FOUND")) throw error;
    await extendTable(withColumns(session, snapshot.schema));
    await swap();
  }
}

/** Shows the head only if the view is behind it. */
export async function showIfBehind(session: HiveSession): Promise<number> {
  const head = await session.log.head();
  const { shown, data } = await lookAtTables(session);
  if (shown === head.number) return head.number;
  // A Trino that has never seen this lake, or has lost its tables.
  return (await (data === undefined ? showNow(session) : showHead(session))).number;
}

/** Shows the head on a server that may lack the tables. */
export async function showNow(session: HiveSession): Promise<Snapshot> {
  const prepared = withColumns(session, (await session.log.head()).schema);
  const { shown } = await prepareTables(prepared);
  if (shown === undefined) {
    await tryRegistering(prepared);
    await endTrying(prepared);
  }
  return showHead(session);
}

/** Shows the head, and puts back what somebody took away of it. */
export async function showWhole(session: HiveSession): Promise<Snapshot> {
  const head = await showNow(session);
  await registerLacking(session, head);
  return head;
}

/**
 * Every folder of the commits becomes a partition of the data table, but for those that were swept since. Nothing of it
 * is seen before a view shows its number.
 */
async function registerBetween(after: number, to: number, session: HiveSession): Promise<void> {
  if (after < to) await registerCommits(await session.log.commits(after, to), session);
}

async function registerCommits(commits: readonly Commit[], session: HiveSession): Promise<void> {
  const swept = new Set(commits.flatMap((commit) => commit.revoked ?? []));
  const folders = registrationsOf(commits).filter(({ folder }) => !swept.has(folder));
  await registerAll(folders, session);
}
