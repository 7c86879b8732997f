import { defineAsset, int64, sql, string, table, value } from "@sluice/sdk";
import { expect, it } from "vitest";
import { liveLake } from "./live-lake.js";

const lake = liveLake("rollback");
const orders = defineAsset({
  key: `${lake.schema}/orders`,
  type: table({ id: int64({ as: "number" }), region: string() }),
  partitions: { region: value("region") },
});
const split = { split: true } as const;
const row = (id: number, region: string) => ({ id, region });

it("shows in SQL what it loads, back and forth, for others too", async () => {
  await using io = lake.open();
  const expectBoth = async (ids: readonly number[]): Promise<void> => {
    expect((await io.load(orders)).map(({ id }) => id).sort()).toEqual(ids);
    const shown = await lake.client.run(`SELECT id FROM hive.${lake.schema}.orders ORDER BY id`);
    expect(shown.rows.map(([id]) => Number(id))).toEqual(ids);
    const asked = await io.query(sql`SELECT id FROM ${orders} ORDER BY id`);
    expect(asked.map(({ id }) => Number(id))).toEqual(ids);
  };
  await io.store(orders, [row(1, "eu"), row(2, "us"), row(3, "as")], split);
  await io.store(orders, [row(4, "eu")], { partition: "eu", mode: "append" });
  await io.store(orders, [row(5, "eu"), row(6, "af")], split);
  await expectBoth([2, 3, 5, 6]);
  expect((await io.load(orders, { snapshot: 2 })).map(({ id }) => id).sort()).toEqual([1, 2, 3, 4]);
  // Two folders of one partition in one commit.
  expect(await io.rollback(orders, { to: 2 })).toMatchObject({ snapshot: 4, operation: "rollback" });
  await expectBoth([1, 2, 3, 4]);
  await io.store(orders, [row(7, "eu")], { partition: "eu", mode: "append" });
  await expectBoth([1, 2, 3, 4, 7]);
  await io.rollback(orders, { to: 3 });
  await expectBoth([2, 3, 5, 6]);
  await using other = lake.open();
  await other.rollback(orders, { to: 1 });
  await expectBoth([1, 2, 3]);
});

it("takes a table without partitions", async () => {
  const flat = defineAsset({ key: `${lake.schema}/flat`, type: table({ id: int64({ as: "number" }) }) });
  await using io = lake.open();
  for (const id of [1, 2]) await io.store(flat, [{ id }]);
  await io.rollback(flat, { to: 1 });
  const { rows } = await lake.client.run(`SELECT id FROM hive.${lake.schema}.flat`);
  expect(rows.map(([id]) => Number(id))).toEqual([1]);
});
