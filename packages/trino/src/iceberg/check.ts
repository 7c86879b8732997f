import type { Finding } from "@sluice/sdk/plugin";
import type { Look } from "../preflight/look.js";
import { catalogFinding, serverFinding } from "../preflight/server.js";

/** Whether the server answers, is of a release this package knows, and has both catalogs with the right connectors. */
export async function checkCatalogs(look: Look, stage: string): Promise<Finding[]> {
  return [
    await serverFinding(look),
    await catalogFinding(look, {
      name: look.options.catalog,
      connector: "iceberg",
      option: "trino({ catalog })",
      why: "It holds the tables.",
    }),
    await catalogFinding(look, {
      name: stage,
      connector: "hive",
      option: "iceberg({ stage })",
      why: "Files reach Iceberg tables through it.",
    }),
  ];
}
