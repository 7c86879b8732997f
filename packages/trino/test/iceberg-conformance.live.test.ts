import { randomUUID } from "node:crypto";
import { parquet } from "@sluice/handler-parquet";
import { s3Store } from "@sluice/store-s3";
import { describeCatalog } from "@sluice/testkit";
import { connectStack, type Stack } from "@sluice/testkit/stack";
import { iceberg, trino } from "@sluice/trino";
import { statementClient } from "@sluice/trino/client";
import { afterAll, beforeAll, describe, it, vi } from "vitest";

// A store is half a dozen statements here, and some checks are a dozen stores.
vi.setConfig({ testTimeout: 300_000 });

const schemas: string[] = [];
let stack: Stack;

beforeAll(async () => {
  stack = await connectStack();
});
afterAll(async () => {
  const client = statementClient({ server: stack.trino.url, user: "suite" });
  for (const schema of schemas) {
    await client.run(`DROP SCHEMA IF EXISTS hive.${schema} CASCADE`);
    await client.run(`DROP SCHEMA IF EXISTS iceberg.${schema} CASCADE`);
  }
  await stack.stop();
});

describe("an Iceberg catalog of Trino", () => {
  describeCatalog({ describe, it }, async () => {
    const schema = `suite_${randomUUID().replaceAll("-", "")}`;
    schemas.push(schema);
    const { accessKeyId, secretAccessKey } = stack.s3;
    const server = stack.trino.url;
    return {
      catalog: trino({ server, user: "suite", catalog: "iceberg", schema, tables: iceberg() }),
      store: s3Store({ ...stack.s3, prefix: schema, credentials: { accessKeyId, secretAccessKey } }),
      handler: parquet({ workers: 0 }),
    };
  });
});
