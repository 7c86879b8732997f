import type { StatementResult } from "./client/index.js";

export const findCatalogs = (): string => "SELECT catalog_name, connector_name FROM system.metadata.catalogs";

/** The connector of each catalog that the user may see, by the catalog's name. */
export async function connectors(
  run: (sql: string) => Promise<StatementResult>,
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await run(findCatalogs());
  return new Map(rows.map(([catalog, connector]) => [String(catalog), String(connector)]));
}

/** The catalogs of that connector. */
export function catalogsOf(found: ReadonlyMap<string, string>, connector: string): string[] {
  return [...found].flatMap(([catalog, its]) => (its === connector ? [catalog] : []));
}
