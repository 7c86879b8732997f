import { isSluiceError } from "@sluice/sdk";
import type { AssetDescription } from "@sluice/sdk/plugin";
import type { StatementClient } from "../client/index.js";
import { connectors } from "../connectors.js";
import { once } from "../once.js";
import type { TrinoOptions } from "../options.js";
import { sourceNames } from "./source-table.js";

/** Session properties with which a statement reads sources exactly. */
export type SourceSession = (
  sources: readonly AssetDescription[],
  signal?: AbortSignal,
) => Promise<Readonly<Record<string, string>>>;

/**
 * A Hive catalog rounds timestamps to as many digits as a session property says, whatever the files hold; with nine,
 * none is lost. Which connectors the catalogs have is asked once.
 */
export function sourceSession(client: StatementClient, options: TrinoOptions): SourceSession {
  const asked = once<ReadonlyMap<string, string>>();
  return async (sources, signal) => {
    const catalogs = [...new Set(sources.map((source) => sourceNames(source, options)[0]))];
    if (catalogs.length === 0) return {};
    const found = await asked(() => findConnectors(client, signal));
    const hive = catalogs.filter((catalog) => found.get(catalog.toLowerCase()) === "hive");
    return Object.fromEntries(hive.map((catalog) => [`${catalog}.timestamp_precision`, "NANOSECONDS"]));
  };
}

async function findConnectors(
  client: StatementClient,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string>> {
  try {
    return await connectors((sql) => client.run(sql, { signal }));
  } catch (error) {
    // Without the right to look, catalogs are read as their sessions are.
    if (isSluiceError(error, "ENGINE_DENIED") || isSluiceError(error, "QUERY_FAILED")) return new Map();
    throw error;
  }
}
