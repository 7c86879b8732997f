import { randomUUID } from "node:crypto";
import { parquet } from "@sluice/handler-parquet";
import {
  createIOManager,
  daily,
  date,
  defineAsset,
  given,
  type IOManager,
  int64,
  materialize,
  memoryIO,
  previous,
  sql,
  stream,
  table,
  timestamp,
} from "@sluice/sdk";
import { s3Store } from "@sluice/store-s3";
import { connectStack, type Stack } from "@sluice/testkit/stack";
import { trino } from "@sluice/trino";
import { type StatementClient, statementClient } from "@sluice/trino/client";
import { afterAll, beforeAll, expect, it } from "vitest";

const schema = `pipeline_${randomUUID().slice(0, 8)}`;
const count = int64({ as: "number" });
const orders = defineAsset({
  key: `${schema}/orders`,
  type: table({ id: count, placed: timestamp(3) }),
  partitions: { day: daily("placed") },
  compute: ({ partition }) => [1, 2, 3].map((id) => ({ id, placed: `${partition.day}T10:00` })),
});
const kept = defineAsset({
  key: `${schema}/kept`,
  type: table({ id: count }),
  partitions: { day: given(date()) },
  scope: "run",
  io: "warehouse",
  deps: { orders: stream(orders) },
  async *compute({ deps }) {
    for await (const { id } of deps.orders) if (id > 1) yield { id };
  },
});
const sums = defineAsset({
  key: `${schema}/sums`,
  type: table({ orders: count, before: count }),
  partitions: { day: given(date()) },
  io: "warehouse",
  deps: { kept, before: previous(orders, 2) },
  compute: ({ deps }) => [{ orders: deps.kept.length, before: deps.before.length }],
});

let stack: Stack;
let client: StatementClient;
const open = (): IOManager => {
  const { accessKeyId, secretAccessKey } = stack.s3;
  return createIOManager({
    handlers: [parquet()],
    store: s3Store({ ...stack.s3, prefix: schema, credentials: { accessKeyId, secretAccessKey } }),
    catalog: trino({ server: stack.trino.url, user: "writer", catalog: "hive", schema }),
  });
};

beforeAll(async () => {
  stack = await connectStack();
  client = statementClient({ server: stack.trino.url, user: "reader", catalog: "hive" });
});
afterAll(async () => {
  await client?.run(`DROP SCHEMA IF EXISTS hive.${schema} CASCADE`);
  await stack?.stop();
});

it("computes partitions at once from one lake into another, and shows what lasts", async () => {
  await using warehouse = open();
  const io = { default: memoryIO(), warehouse };
  const assets = [sums, kept, orders];
  const partitions = { day: { from: "2024-02-28", to: "2024-03-02" } };
  const run = { id: "first" };
  const options = { io, partitions, concurrency: 4, run, skip: "up-to-date" } as const;
  const report = await materialize(assets, options);
  expect(report.orThrow().counts.stored).toBe(12);
  const shown = await client.run(`SELECT day, orders, before FROM hive.${schema}.sums ORDER BY day`);
  expect(shown.rows.map(([day, ...numbers]) => [String(day), ...numbers.map(Number)])).toEqual([
    ["2024-02-28", 2, 0],
    ["2024-02-29", 2, 3],
    ["2024-03-01", 2, 6],
    ["2024-03-02", 2, 6],
  ]);
  const tables = await client.run(`SHOW TABLES FROM hive.${schema}`);
  expect(tables.rows.map(([name]) => name)).not.toContainEqual(expect.stringContaining("kept"));
  expect(await warehouse.load(kept, { run })).toHaveLength(8);
  await expect(warehouse.query(sql`SELECT * FROM ${kept}`)).rejects.toMatchObject({
    code: "CAPABILITY_MISSING",
  });
  expect((await materialize(assets, options)).counts["up-to-date"]).toBe(12);
});
