import { SluiceError } from "@sluice/sdk";
import { compareColumns, type QueryColumn, renderSql, type UnloadRequest } from "@sluice/sdk/plugin";
import { isTrinoError, type StatementClient } from "../client/index.js";
import { trinoDialect } from "../dialect.js";
import { queryColumns } from "../source/query-columns.js";
import { hasMillis } from "./check-clock.js";
import type { HiveSession } from "./session.js";
import { countNulls, createWriteTable, describeQuery, dropWriteTable } from "./unload-statements.js";

/** What an unload has beside its session. */
export interface Unload extends UnloadRequest {
  readonly client: StatementClient;
  /** Makes sure, once, that instants of milliseconds are written as they are. */
  checkClock(): Promise<void>;
  /** What the names in the statement are in Trino. */
  readonly relation: Parameters<typeof renderSql>[2];
  /** Session properties with which its sources are read exactly. */
  readonly sources: Readonly<Record<string, string>>;
}

/**
 * Runs a query into the files of a folder, through a table that is there meanwhile and shows nothing of the asset. Its
 * columns are those of the data table.
 */
export async function unloadQuery(unload: Unload, session: HiveSession): Promise<{ readonly rows: number }> {
  const { write, folder, statement, client, relation } = unload;
  const { asset, names, store, signal, clear } = session;
  const query = renderSql(statement, trinoDialect, relation);
  const properties = unloadSession(unload, session);
  const found = await columnsOf(query, unload, session);
  const positions = compareColumns(found, asset.schema, asset.key, { moreDigits: false });
  if (!unload.ignoreExtra) checkNoExtra(asset.key, found, positions);
  if (asset.schema.fields.some(({ type }) => hasMillis(type))) await unload.checkClock();
  const location = `${store.locate(folder)}/`;
  const chosen = positions.map((position) => found[position] as QueryColumn);
  try {
    const sql = createWriteTable(asset, names, { write, location, query, found: chosen });
    // Not tried again: what a lost answer wrote stays in the folder.
    const { updateCount = 0 } = await client.run(sql, { signal, session: properties });
    await checkNulls(unload, session);
    return { rows: updateCount };
  } catch (error) {
    throw isTrinoError(error, "NOT_SUPPORTED") || isTrinoError(error, "PERMISSION_DENIED")
      ? notAllowed(names.catalog, error)
      : error;
  } finally {
    await clear(dropWriteTable(names, write));
  }
}

/** Timestamps of Hive tables have all their digits, in what the query reads and in what is written. */
function unloadSession(
  { sources }: Unload,
  { names: { catalog } }: HiveSession,
): Readonly<Record<string, string>> {
  return {
    ...sources,
    [`${catalog}.timestamp_precision`]: "NANOSECONDS",
    [`${catalog}.compression_codec`]: "ZSTD",
  };
}

async function columnsOf(query: string, unload: Unload, session: HiveSession): Promise<QueryColumn[]> {
  const options = { signal: session.signal, session: unloadSession(unload, session) };
  const { columns } = await unload.client.run(describeQuery(query), options);
  return queryColumns(columns);
}

function checkNoExtra(asset: string, found: readonly QueryColumn[], positions: readonly number[]): void {
  const extra = found.find((_, index) => !positions.includes(index));
  if (extra === undefined) return;
  throw new SluiceError("UNKNOWN_COLUMN", {
    message: `The query has a column "${extra.name}", which ${asset} has not.`,
    details: { asset, column: extra.name, nearest: [] },
    hint: 'Leave it out of the query, or store with { extra: "ignore" }.',
  });
}

/** A Hive table takes null in every column. */
async function checkNulls(unload: Unload, session: HiveSession): Promise<void> {
  const { asset, names, signal } = session;
  const { columns, sql } = countNulls(asset, names, unload.write);
  if (columns.length === 0) return;
  const { rows } = await unload.client.run(sql, { signal, session: unloadSession(unload, session) });
  const index = columns.findIndex((_, place) => BigInt(String(rows[0]?.[place] ?? 0)) > 0n);
  if (index < 0) return;
  const column = columns[index] as string;
  throw new SluiceError("VALUE_INVALID", {
    message: `${String(rows[0]?.[index])} rows of the query have a null in "${column}" of ${asset.key}, which is not nullable.`,
    details: { asset: asset.key, path: column },
    hint: "Make the column nullable, or leave these rows out of the query.",
  });
}

function notAllowed(catalog: string, cause: Error): SluiceError {
  return new SluiceError("CAPABILITY_MISSING", {
    message: `Trino does not write files for the catalog ${catalog}: ${cause.message}`,
    details: { capability: "unload", plugin: "trino" },
    hint: `Set hive.non-managed-table-writes-enabled=true in the catalog file of ${catalog}, and grant the user CREATE on the schema.`,
    cause,
  });
}
