import type { Finding } from "@sluice/sdk/plugin";
import type { StatementClient } from "../client/index.js";

/** Whether the server answers, and has both catalogs with the right connectors. */
export async function checkCatalogs(
  client: StatementClient,
  catalog: string,
  stage: string,
  signal?: AbortSignal,
): Promise<Finding[]> {
  const { rows } = await client.run("SELECT catalog_name, connector_name FROM system.metadata.catalogs", {
    signal,
  });
  const connectors = new Map(rows.map(([name, connector]) => [String(name), String(connector)]));
  return [
    { level: "ok", message: `Trino answers at ${client.server}.` },
    finding(connectors, catalog, "iceberg", "It holds the tables."),
    finding(connectors, stage, "hive", "Files reach Iceberg tables through it: iceberg({ stage })."),
  ];
}

function finding(
  connectors: ReadonlyMap<string, string>,
  catalog: string,
  wanted: string,
  why: string,
): Finding {
  const found = connectors.get(catalog);
  if (found === wanted) return { level: "ok", message: `Catalog ${catalog} is of the ${wanted} connector.` };
  const message =
    found === undefined
      ? `Trino has no catalog ${catalog}.`
      : `Catalog ${catalog} is of the ${found} connector.`;
  return { level: "error", message, hint: `Name a catalog with connector.name=${wanted}. ${why}` };
}
