import { randomUUID } from "node:crypto";
import { parquet } from "@sluice/handler-parquet";
import { s3Store } from "@sluice/store-s3";
import { describeCatalog } from "@sluice/testkit";
import { connectStack, type Stack } from "@sluice/testkit/stack";
import { type TrinoOptions, trino } from "@sluice/trino";
import { statementClient } from "@sluice/trino/client";
import { afterAll, beforeAll, describe, it } from "vitest";

/** The catalog suite over a catalog of the stack's Trino, each check in a schema of its own. */
export function describeTrino(options: Pick<TrinoOptions, "catalog"> & Partial<TrinoOptions>): void {
  const schemas: string[] = [];
  let stack: Stack;

  beforeAll(async () => {
    stack = await connectStack();
  });
  afterAll(async () => {
    const client = statementClient({ server: stack.trino.url, user: "suite" });
    for (const schema of schemas) {
      for (const catalog of new Set(["hive", options.catalog])) {
        await client.run(`DROP SCHEMA IF EXISTS ${catalog}.${schema} CASCADE`);
      }
    }
    await stack.stop();
  });

  describeCatalog({ describe, it }, async () => {
    const schema = `suite_${randomUUID().replaceAll("-", "")}`;
    schemas.push(schema);
    const { accessKeyId, secretAccessKey } = stack.s3;
    return {
      catalog: trino({ server: stack.trino.url, user: "suite", schema, ...options }),
      store: s3Store({ ...stack.s3, prefix: schema, credentials: { accessKeyId, secretAccessKey } }),
      handler: parquet({ workers: 0 }),
    };
  });
}
