import { randomUUID } from "node:crypto";
import { parquet } from "@sluice/handler-parquet";
import {
  createIOManager,
  defineAsset,
  type IOManager,
  int64,
  isSluiceError,
  string,
  table,
  value,
} from "@sluice/sdk";
import { s3Store } from "@sluice/store-s3";
import { connectStack, type Stack } from "@sluice/testkit/stack";
import { trino } from "@sluice/trino";
import { type StatementClient, statementClient } from "@sluice/trino/client";
import { afterAll, beforeAll, expect, it } from "vitest";

const schema = `compact_${randomUUID().slice(0, 8)}`;
const orders = defineAsset({
  key: `${schema}/orders`,
  type: table({ id: int64({ as: "number" }), region: string() }),
  partitions: { region: value("region") },
  mode: "append",
});
const flat = defineAsset({
  key: `${schema}/flat`,
  type: table({ id: int64({ as: "number" }) }),
  mode: "append",
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

it("keeps the view whole while others append", async () => {
  await using writer = open();
  await using compacter = open();
  const append = (id: number) =>
    writer.store(
      orders,
      ["eu", "us"].map((region) => ({ id, region })),
      { split: true },
    );
  let seen = 0;
  const look = async (): Promise<void> => {
    const { rows } = await client.run(`SELECT id, count(*) FROM hive.${schema}.orders GROUP BY id`);
    expect(rows.filter(([, count]) => Number(count) !== 2)).toEqual([]);
    expect(rows.length).toBeGreaterThanOrEqual(seen);
    seen = rows.length;
  };
  for (const id of [0, 1]) await append(id);
  const appending = (async () => {
    for (let id = 2; id < 6; id++) await append(id);
  })();
  for (let turn = 0; turn < 2; turn++) {
    await compacter.compact(orders).catch((error: unknown) => {
      if (!isSluiceError(error, "PUBLISH_CONFLICT")) throw error;
    });
    await look();
  }
  await appending;
  await compacter.compact(orders);
  await look();
  expect(seen).toBe(6);
  expect(await writer.files(orders)).toHaveLength(2);
});

it("takes a table without partitions", async () => {
  await using io = open();
  for (const id of [2, 1]) await io.store(flat, [{ id }]);
  expect(await io.compact(flat)).toMatchObject({ snapshot: 3, files: 1 });
  const { rows } = await client.run(`SELECT id FROM hive.${schema}.flat ORDER BY id`);
  expect(rows.map(([id]) => Number(id))).toEqual([1, 2]);
});
