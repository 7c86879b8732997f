import { randomUUID } from "node:crypto";
import { parquet } from "@sluice/handler-parquet";
import { createIOManager, daily, defineAsset, type IOManager, int64, table, timestamp } from "@sluice/sdk";
import type { Catalog, Snapshot } from "@sluice/sdk/plugin";
import { s3Store } from "@sluice/store-s3";
import { connectStack, type Stack } from "@sluice/testkit/stack";
import { trino } from "@sluice/trino";
import { type StatementClient, statementClient } from "@sluice/trino/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const schema = `claim_${randomUUID().slice(0, 8)}`;
const orders = defineAsset({
  key: `${schema}/orders`,
  type: table({ id: int64(), placed: timestamp(3) }),
  partitions: { day: daily("placed") },
});

let stack: Stack;
let client: StatementClient;

beforeAll(async () => {
  stack = await connectStack();
  client = statementClient({ server: stack.trino.url, user: "reader", catalog: "hive" });
});
afterAll(async () => {
  await client?.run(`DROP SCHEMA IF EXISTS hive.${schema} CASCADE`);
  await stack?.stop();
});

const catalog = (): Catalog => trino({ server: stack.trino.url, user: "test", catalog: "hive", schema });

function open(over: Partial<Catalog> = {}): IOManager {
  const { accessKeyId, secretAccessKey } = stack.s3;
  return createIOManager({
    handlers: [parquet()],
    store: s3Store({ ...stack.s3, prefix: schema, credentials: { accessKeyId, secretAccessKey } }),
    catalog: { ...catalog(), ...over },
  });
}

const order = (id: number) => ({ id, placed: `2024-05-0${id}T10:00:00.000` });
const shown = async () => (await client.run(`SELECT id FROM hive.${schema}.orders ORDER BY id`)).rows;

describe("two first stores at once", () => {
  it("the slower one does not hide what the faster one has shown", async () => {
    await using fast = open();
    const seen: unknown[] = [];
    await using slow = open({
      publish: (write, context) => {
        let late: Promise<Snapshot> | undefined;
        // The slow one has seen an empty log; before it goes on, the fast one commits and shows.
        const head = async () => {
          if (late !== undefined) return context.log.head();
          late = context.log.head();
          const before = await late;
          await fast.store(orders, [order(1)], { split: true });
          seen.push(await shown());
          return before;
        };
        const commit: typeof context.log.commit = async (sealed) => {
          seen.push(await shown());
          return context.log.commit(sealed);
        };
        return catalog().publish(write, { ...context, log: { ...context.log, head, commit } });
      },
    });
    await slow.store(orders, [order(2)], { split: true });
    seen.push(await shown());
    expect(seen).toEqual([[[1n]], [[1n]], [[1n], [2n]]]);
  });
});
