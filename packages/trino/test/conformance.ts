import { randomUUID } from "node:crypto";
import { parquet } from "@sluice/handler-parquet";
import { s3Store } from "@sluice/store-s3";
import { describeCatalog } from "@sluice/testkit";
import { connectStack, type Stack } from "@sluice/testkit/stack";
import { type TrinoOptions, trino } from "@sluice/trino";
import { statementClient } from "@sluice/trino/client";
import { afterAll, beforeAll, describe, it } from "vitest";

/** The catalog suite on one stack for all of a file, each check in a schema of its own. */
export function trinoSuite(): (options: Pick<TrinoOptions, "catalog"> & Partial<TrinoOptions>) => void {
  const schemas: { catalog: string; schema: string }[] = [];
  let stack: Stack;

  beforeAll(async () => {
    stack = await connectStack();
  });
  afterAll(async () => {
    const client = statementClient({ server: stack.trino.url, user: "suite" });
    for (const { catalog, schema } of schemas) {
      // Of the stage of Iceberg tables too.
      for (const each of new Set(["hive", catalog])) {
        await client.run(`DROP SCHEMA IF EXISTS ${each}.${schema} CASCADE`);
      }
    }
    await stack.stop();
  });

  return (options) =>
    describeCatalog({ describe, it }, async () => {
      const schema = `suite_${randomUUID().replaceAll("-", "")}`;
      schemas.push({ catalog: options.catalog, schema });
      const { accessKeyId, secretAccessKey } = stack.s3;
      return {
        catalog: trino({ server: stack.trino.url, user: "suite", schema, ...options }),
        store: s3Store({ ...stack.s3, prefix: schema, credentials: { accessKeyId, secretAccessKey } }),
        handler: parquet({ workers: 0 }),
      };
    });
}
