import { randomUUID } from "node:crypto";
import type { Finding, ObjectStore } from "@sluice/sdk/plugin";
import type { StatementClient } from "../client/index.js";
import { millisecondSession } from "../hive/session.js";
import type { TrinoOptions } from "../options.js";
import { look } from "./look.js";
import { precisionFinding } from "./precision.js";
import { probeFindings, probeOf } from "./probe.js";
import { probeSchema } from "./schema.js";
import { catalogFinding, serverFinding } from "./server.js";

/**
 * Looks for everything that would refuse a store or show it wrong: server, catalog, schema, and the whole way of a
 * small object. What it makes, in the store and in Trino, it removes.
 */
export async function preflight(
  client: StatementClient,
  options: TrinoOptions,
  context: { readonly store: ObjectStore; readonly signal?: AbortSignal },
): Promise<Finding[]> {
  const outside = look(client, options, context);
  const server = await serverFinding(outside);
  const catalog = await catalogFinding(outside, {
    name: options.catalog,
    connector: "hive",
    option: "trino({ catalog })",
  });
  if (catalog.level === "error") return [server, catalog];
  const looking = look(client, options, context, millisecondSession(options.catalog));
  const precision = await precisionFinding(looking);
  const id = randomUUID().slice(0, 8);
  const place = await probeSchema(looking, id);
  const findings = [server, catalog, precision, place.finding];
  if (place.schema === undefined) return findings;
  try {
    findings.push(...(await probeFindings(probeOf(looking, place.schema, id))));
  } finally {
    findings.push(...(await place.dispose()));
  }
  return findings;
}
