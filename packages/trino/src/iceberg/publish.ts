import { SluiceError } from "@sluice/sdk";
import type { Commit, PartitionValues, PartitionWrite, SealedWrite, Snapshot } from "@sluice/sdk/plugin";
import { isTrinoError } from "../client/index.js";
import { mostMinutes } from "./ended.js";
import { tableHistory } from "./history.js";
import { type Intent, type Journal, journalOf } from "./journal.js";
import { type IcebergSession, withColumns } from "./session.js";
import { type Settled, settle, settleNewest } from "./settle.js";
import { type Stage, stageSession, withStage } from "./stage.js";
import { commentColumn, insertRows, replacePartitions, replaceTable } from "./statements.js";

/** How often a statement is made again that lost against somebody else's. */
const tries = 8;

/** One change of the table. */
export interface Change {
  readonly folders: readonly PartitionWrite[];
  readonly replacesAll: boolean;
  statement(stage: Stage): string;
}

/**
 * Commits the write in the table and then in the log. Whoever died on the way is finished first, whoever is on the way
 * is waited for.
 */
export async function publishWrite(write: SealedWrite, session: IcebergSession): Promise<Commit> {
  const journal = journalOf(session);
  const { log } = session;
  for (let attempt = 1; ; attempt++) {
    const settled = await settleNewest(journal, session);
    const known = await log.find(write);
    if (known !== undefined) return known;
    if (settled.number === 0 && (await restore(settled, journal, session))) continue;
    const change = changeOf(write, session);
    if (change === undefined) return (await log.commit(write)).commit;
    try {
      if (await tryChange(change, write.seal, settled, journal, session)) {
        const { commit } = await log.commit(write);
        if (change.replacesAll) await restateComments(session);
        return commit;
      }
    } catch (error) {
      if (attempt === tries || !isWorthAnother(error, session)) throw error;
    }
  }
}

/** What the write changes in the table. `undefined` where no row comes or goes. */
export function changeOf(write: SealedWrite, session: IcebergSession): Change | undefined {
  const { asset, names, root } = session;
  const { operation, mode, scope, added, emptied = [] } = write;
  if (operation === "compact" || operation === "sweep") return undefined;
  const folders = added.filter(({ files }) => files.some(({ rows }) => rows > 0));
  if (mode === "append") {
    if (folders.length === 0) return undefined;
    return { folders, replacesAll: false, statement: (stage) => insertRows(asset, names, stage) };
  }
  if (scope === "all" || asset.partitions.length === 0) {
    if (added.length === 0 && emptied.length === 0 && scope !== "all") return undefined;
    return { folders, replacesAll: true, statement: (stage) => replaceTable(asset, names, stage, root) };
  }
  const partitions = distinct([...added.map(({ partition }) => partition), ...emptied]);
  if (partitions.length === 0) return undefined;
  return {
    folders,
    replacesAll: false,
    statement: (stage) => replacePartitions(asset, names, stage, partitions),
  };
}

/** A table that is made for a log with commits gets their rows first. `false` if it needs none. */
async function restore(settled: Settled, journal: Journal, session: IcebergSession): Promise<boolean> {
  const head = await session.log.head();
  const folders = liveFolders(head);
  if (head.number === 0 || folders.length === 0) return false;
  const { asset, names, root } = withColumns(session, head.schema);
  const statement = (stage: Stage) => replaceTable(asset, names, stage, root);
  await tryChange({ folders, replacesAll: true, statement }, undefined, settled, journal, session);
  return true;
}

/**
 * Registers the statement, writes down that it is about to begin, and lets it. `false` if it never began, for somebody
 * else was faster. Throws the failure of a statement that changed nothing.
 */
async function tryChange(
  change: Change,
  seal: string | undefined,
  settled: Settled,
  journal: Journal,
  session: IcebergSession,
): Promise<boolean> {
  const { client, signal, relation, asset, emit, log } = session;
  const head = (await log.head()).number;
  const history = await tableHistory(session);
  const current = history.find(({ isCurrent }) => isCurrent);
  const inStep = settled.number === 0 ? emptyTable(current) : settled.inStep;
  return withStage(change.folders, session, async (stage) => {
    const sql = change.statement(stage);
    const from = performance.now();
    let intent: Intent | undefined;
    let taken = false;
    let failure: unknown;
    try {
      await client.run(sql, {
        signal,
        session: { ...stageSession(session), query_max_run_time: `${mostMinutes}m` },
        async onRegistered({ queryId, nextUri }) {
          const made: Intent = {
            formatVersion: 1,
            number: settled.number + 1,
            relation,
            ...(seal === undefined ? {} : { seal }),
            head,
            base: current?.id ?? null,
            ...(inStep === undefined ? {} : { inStep }),
            replacesAll: change.replacesAll,
            user: session.user,
            queryId,
            nextUri,
          };
          taken = !(await journal.begin(made));
          if (taken) throw new Error("another try has the number");
          // The commit point follows: from here on the statement may begin, and the journal says which it is.
          intent = made;
        },
      });
    } catch (error) {
      if (taken) return false;
      if (intent === undefined) throw error;
      failure = error;
    }
    const how = failure === undefined ? "finished" : "lost";
    const outcome = await settle(intent as Intent, how, journal, {
      ...session,
      signal: undefined,
      run: unbound,
    });
    if (outcome.committed) {
      const millis = Math.round(performance.now() - from);
      emit({ type: "statement-run", asset: asset.key, sql, millis });
      return true;
    }
    throw failure ?? cancelled(session);
  });

  /** What has to be found out is found out, also when the caller gives up. */
  function unbound(sql: string) {
    return client.run(sql);
  }
}

/** A table that was just made: all of it is what an empty log says. */
function emptyTable(current: { id: string; rows: string | null; parent: string | null } | undefined) {
  return current?.rows === "0" && current.parent === null ? current.id : undefined;
}

/** CREATE OR REPLACE forgets the comments of columns. */
async function restateComments({ asset, names, run }: IcebergSession): Promise<void> {
  for (const { name, comment } of asset.schema.fields) {
    if (comment !== undefined) await run(commentColumn(names, name, comment));
  }
}

function liveFolders(snapshot: Snapshot): PartitionWrite[] {
  return snapshot.live.flatMap(({ partition, writes }) =>
    writes
      .filter(({ files }) => files.some(({ rows }) => rows > 0))
      .map(({ folder, files }) => ({ partition, folder, files })),
  );
}

function distinct(partitions: readonly PartitionValues[]): PartitionValues[] {
  return [...new Map(partitions.map((each) => [JSON.stringify(each), each])).values()];
}

/** Somebody else's commit came between, or somebody else cancelled it because it took long to begin. */
function isWorthAnother(error: unknown, { signal }: IcebergSession): boolean {
  if (signal?.aborted) return false;
  return ["ICEBERG_COMMIT_ERROR", "TRANSACTION_CONFLICT", "USER_CANCELED", "QUERY_GONE"].some((name) =>
    isTrinoError(error, name),
  );
}

function cancelled({ asset, relation }: IcebergSession): SluiceError {
  return new SluiceError("QUERY_FAILED", {
    message: `The statement that was to change ${relation} for ${asset.key} did nothing.`,
    details: { engine: "trino", code: "USER_CANCELED" },
    retryable: true,
  });
}
