import { randomBytes } from "node:crypto";
import { s3Store } from "@sluice/store-s3";
import { connectStack } from "@sluice/testkit/stack";
import { isTrinoError, statementClient } from "@sluice/trino/client";
import { openLake, type Tables } from "../src/lake.js";
import type { Place } from "./place.js";

const queries = {
  flights: "count(*), sum(delay), sum(distance)",
  airport_delays: "count(*), 0, 0",
} as const;

/** A schema of its own in Trino and a prefix of its own in the bucket. */
export async function trinoPlace(
  tables: Tables = "hive",
): Promise<Place & { readonly schema: string; readonly version: string }> {
  const schema = `demo_test_${randomBytes(4).toString("hex")}`;
  const { s3, trino } = await connectStack({ start: false });
  const { accessKeyId, secretAccessKey } = s3;
  const store = s3Store({ ...s3, prefix: `lakes/${schema}`, credentials: { accessKeyId, secretAccessKey } });
  // A reader of Trino alone: the io manager's own queries would finish what a dead publisher left.
  const client = statementClient({ server: trino.url, user: "reader", catalog: tables, schema });
  const version = await client.run("SELECT node_version FROM system.runtime.nodes WHERE coordinator");
  const keys = async (prefix: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const { key } of store.list(prefix)) found.push(key);
    return found;
  };
  return {
    schema,
    version: `Trino ${String(version.rows[0]?.[0])}`,
    options: ["--target", "trino", "--tables", tables, "--schema", schema],
    open: async () => (await openLake({ target: "trino", tables, root: "", schema })).io,
    async look(query) {
      try {
        const { rows } = await client.run(
          `SELECT month, ${queries[query]} FROM ${query} GROUP BY month ORDER BY month`,
        );
        return rows.map(([month, ...counts]) => {
          const [count, delay, distance] = counts.map(Number) as [number, number, number];
          return { month: String(month), rows: count, delay, distance };
        });
      } catch (error) {
        if (isTrinoError(error, "TABLE_NOT_FOUND") || isTrinoError(error, "SCHEMA_NOT_FOUND"))
          return undefined;
        throw error;
      }
    },
    keys,
    close: async () => store.close?.(),
    async remove() {
      for (const catalog of new Set(["hive", tables]))
        await client.run(`DROP SCHEMA IF EXISTS ${catalog}.${schema} CASCADE`);
      for (const key of await keys("")) await store.delete(key);
      await store.close?.();
    },
  };
}
