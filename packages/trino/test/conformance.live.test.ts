import { randomUUID } from "node:crypto";
import { parquet } from "@sluice/handler-parquet";
import { s3Store } from "@sluice/store-s3";
import { describeCatalog } from "@sluice/testkit";
import { connectStack, type Stack } from "@sluice/testkit/stack";
import { trino } from "@sluice/trino";
import { statementClient } from "@sluice/trino/client";
import { afterAll, beforeAll, describe, it } from "vitest";

const schemas: string[] = [];
let stack: Stack;

beforeAll(async () => {
  stack = await connectStack();
});
afterAll(async () => {
  const client = statementClient({ server: stack.trino.url, user: "suite" });
  for (const schema of schemas) await client.run(`DROP SCHEMA IF EXISTS hive.${schema} CASCADE`);
  await stack.stop();
});

describe.each([
  ["as views", {}],
  ["as plain tables", { publish: "table", session: { "hive.timestamp_precision": "MICROSECONDS" } }],
] as const)("a Hive catalog of Trino %s", (_name, options) => {
  describeCatalog({ describe, it }, async () => {
    const schema = `suite_${randomUUID().replaceAll("-", "")}`;
    schemas.push(schema);
    const { accessKeyId, secretAccessKey } = stack.s3;
    return {
      catalog: trino({ server: stack.trino.url, user: "suite", catalog: "hive", schema, ...options }),
      store: s3Store({ ...stack.s3, prefix: schema, credentials: { accessKeyId, secretAccessKey } }),
      handler: parquet({ workers: 0 }),
    };
  });
});
