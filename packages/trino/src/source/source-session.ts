import { isSluiceError } from "@sluice/sdk";
import { type AssetDescription, mapConcurrent } from "@sluice/sdk/plugin";
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
 * none is lost. Which connector a catalog has is asked once.
 */
export function sourceSession(client: StatementClient, options: TrinoOptions): SourceSession {
  const asked = new Map<string, ReturnType<typeof once<string | undefined>>>();
  const connectorOf = (catalog: string, signal: AbortSignal | undefined): Promise<string | undefined> => {
    const asking = asked.get(catalog) ?? once<string | undefined>();
    asked.set(catalog, asking);
    return asking(() => findConnector(client, catalog, signal));
  };
  return async (sources, signal) => {
    const catalogs = [...new Set(sources.map((source) => sourceNames(source, options)[0]))];
    const properties = await mapConcurrent(catalogs, 4, async (catalog) =>
      (await connectorOf(catalog, signal)) === "hive"
        ? [[`${catalog}.timestamp_precision`, "NANOSECONDS"] as const]
        : [],
    );
    return Object.fromEntries(properties.flat());
  };
}

async function findConnector(
  client: StatementClient,
  catalog: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  try {
    const found = await connectors((sql) => client.run(sql, { signal }));
    return found.get(catalog.toLowerCase());
  } catch (error) {
    // Without the right to look, the catalog is read as its session is.
    if (isSluiceError(error, "ENGINE_DENIED") || isSluiceError(error, "QUERY_FAILED")) return undefined;
    throw error;
  }
}
