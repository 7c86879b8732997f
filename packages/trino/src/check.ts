import type { Finding } from "@sluice/sdk/plugin";
import type { StatementClient } from "./client/index.js";
import type { TrinoOptions } from "./options.js";

/** Whether the server answers, and has the catalog with the right connector. */
export async function checkServer(
  client: StatementClient,
  { catalog }: TrinoOptions,
  signal?: AbortSignal,
): Promise<Finding[]> {
  const versions = await client.run("SELECT node_version FROM system.runtime.nodes WHERE coordinator", {
    signal,
  });
  const answers: Finding = {
    level: "ok",
    message: `Trino ${String(versions.rows[0]?.[0])} answers at ${client.server}.`,
  };
  const catalogs = await client.run("SELECT catalog_name, connector_name FROM system.metadata.catalogs", {
    signal,
  });
  const found = catalogs.rows.find(([name]) => name === catalog);
  if (found === undefined) {
    const names = catalogs.rows.map(([name]) => String(name)).join(", ");
    return [answers, { level: "error", message: `It has no catalog ${catalog}.`, hint: `It has ${names}.` }];
  }
  if (found[1] !== "hive") {
    const hint = "Name a catalog with connector.name=hive.";
    return [
      answers,
      { level: "error", message: `Catalog ${catalog} is of the ${String(found[1])} connector.`, hint },
    ];
  }
  return [answers, { level: "ok", message: `Catalog ${catalog} is of the hive connector.` }];
}
