import { defineAsset, int64, sql, string, table, value } from "@sluice/sdk";
import { expect, it } from "vitest";
import { liveLake } from "./live-lake.js";

const lake = liveLake("sweep");
const orders = defineAsset({
  key: `${lake.schema}/orders`,
  type: table({ id: int64({ as: "number" }), region: string() }),
  partitions: { region: value("region") },
});
const split = { split: true } as const;
const row = (id: number, region: string) => ({ id, region });

it("unregisters what it deletes, and SQL shows what it loads, also in a Trino that lost its tables", async () => {
  await using io = lake.open();
  const shown = async (): Promise<number[]> =>
    (await io.query(sql`SELECT id FROM ${orders} ORDER BY id`)).map(({ id }) => Number(id));
  const registered = async (): Promise<number> => {
    const found = await lake.client.run(`SELECT count(*) FROM hive.${lake.schema}."orders__data$partitions"`);
    return Number(found.rows[0]?.[0]);
  };
  await io.store(orders, [row(1, "eu"), row(2, "us")], split);
  await io.store(orders, [row(3, "eu")], split);
  await io.store(orders, [row(4, "eu")], { partition: "eu", mode: "append" });
  await io.rollback(orders, { to: 1 });
  await io.store(orders, [row(5, "eu")], split);
  expect(await registered()).toBe(6);

  const report = await io.sweep(orders, { olderThanMillis: 0, force: true });
  expect(report).toMatchObject({ snapshot: 6, files: 3, oldest: 5 });
  // The folder of the first store had been registered by the rollback too.
  expect(await registered()).toBe(2);
  expect(await shown()).toEqual([2, 5]);
  expect((await io.load(orders)).map(({ id }) => id).sort()).toEqual([2, 5]);

  await lake.client.run(`DROP SCHEMA hive.${lake.schema} CASCADE`);
  await using other = lake.open();
  await other.store(orders, [row(6, "eu")], { partition: "eu", mode: "append" });
  expect(await registered()).toBe(3);
  expect(await shown()).toEqual([2, 5, 6]);
});
