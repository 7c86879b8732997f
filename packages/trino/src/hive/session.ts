import { setTimeout as pause } from "node:timers/promises";
import { isSluiceError } from "@sluice/sdk";
import { afterTries, type CatalogContext, mayPass, type Schema } from "@sluice/sdk/plugin";
import {
  isTrinoError,
  type StatementClient,
  type StatementOptions,
  type StatementResult,
} from "../client/index.js";
import type { TrinoOptions } from "../options.js";
import type { HiveNames } from "./names.js";
import { isNameRefused } from "./refused-name.js";

/** What the steps of one publish share. */
export interface HiveSession extends CatalogContext {
  readonly names: HiveNames;
  /** Origin of the server. */
  readonly server: string;
  /** The data table's own folder, which is empty: a table's location must never be above its data. */
  readonly location: string;
  /** Views older than this are read by nobody any more. */
  readonly tidyAfterMillis: number;
  /** Runs one statement that may run twice, and tells listeners. */
  run(sql: string, session?: Readonly<Record<string, string>>): Promise<StatementResult>;
  /** Runs a statement that takes away what is not needed any more, also when the caller has given up. What Trino refuses stays. */
  clear(sql: string): Promise<void>;
}

/** The session of a table with those columns, which are the asset's own unless a snapshot says more. */
export function withColumns(session: HiveSession, schema: Schema | undefined): HiveSession {
  return schema === undefined ? session : { ...session, asset: { ...session.asset, schema } };
}

/** The column types of Hive depend on a session property; ours are written for this one. */
export function precisionSession({ names }: HiveSession): Record<string, string> {
  // A plain table has the types of the session that everything else runs in.
  return names.snapshotColumn === undefined ? {} : millisecondSession(names.catalog);
}

export function millisecondSession(catalog: string): Record<string, string> {
  return { [`${catalog}.timestamp_precision`]: "MILLISECONDS" };
}

const day = 86_400_000;
const tries = 6;
const firstPauseMillis = 50;
/** Who has given up does not wait long for a server that does not answer. */
const clearMillis = 30_000;

/** The session of one asset on one server. */
export function hiveSession(
  context: CatalogContext,
  client: StatementClient,
  names: HiveNames,
  { tidyAfterMillis = day }: Pick<TrinoOptions, "tidyAfterMillis">,
): HiveSession {
  const { asset, signal, emit } = context;
  const statement = async (
    sql: string,
    options: Pick<StatementOptions, "signal" | "session" | "deadlineMillis">,
  ): Promise<StatementResult> => {
    const from = performance.now();
    const result = await repeated(() => client.run(sql, options));
    emit({ type: "statement-run", asset: asset.key, sql, millis: Math.round(performance.now() - from) });
    return result;
  };
  return {
    ...context,
    names,
    tidyAfterMillis,
    server: client.server,
    location: `${context.store.locate(`${asset.key}/_table`)}/`,
    run: (sql, session) => statement(sql, { signal, session }),
    async clear(sql) {
      await statement(sql, { deadlineMillis: clearMillis }).catch(() => {});
    },
  };
}

/** Two publishers who help each other register the same partition can trip the metastore; the next try finds it done. */
async function repeated<Result>(call: () => Promise<Result>): Promise<Result> {
  const from = performance.now();
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const tripped = isTrinoError(error, "HIVE_METASTORE_ERROR") && !isNameRefused(error);
      const passing = tripped || mayPass(error);
      if (!passing || isSluiceError(error, "ENGINE_UNREACHABLE")) throw error;
      if (attempt === tries) throw afterTries(error, attempt, performance.now() - from);
    }
    // A call that is given up meanwhile ends at its next try.
    await pause(firstPauseMillis * 2 ** attempt * (0.5 + Math.random()));
  }
}
