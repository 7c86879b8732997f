import { defineAsset, int64, isSluiceError, string, table, value } from "@sluice/sdk";
import { expect, it } from "vitest";
import { liveLake } from "./live-lake.js";

const lake = liveLake("compact");
const orders = defineAsset({
  key: `${lake.schema}/orders`,
  type: table({ id: int64({ as: "number" }), region: string() }),
  partitions: { region: value("region") },
  mode: "append",
});
const flat = defineAsset({
  key: `${lake.schema}/flat`,
  type: table({ id: int64({ as: "number" }) }),
  mode: "append",
});

it("keeps the view whole while others append", async () => {
  await using writer = lake.open();
  await using compacter = lake.open();
  const append = (id: number) =>
    writer.store(
      orders,
      ["eu", "us"].map((region) => ({ id, region })),
      { split: true },
    );
  let seen = 0;
  const look = async (): Promise<void> => {
    const { rows } = await lake.client.run(`SELECT id, count(*) FROM hive.${lake.schema}.orders GROUP BY id`);
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
  await using io = lake.open();
  for (const id of [2, 1]) await io.store(flat, [{ id }]);
  expect(await io.compact(flat)).toMatchObject({ snapshot: 3, files: 1 });
  const { rows } = await lake.client.run(`SELECT id FROM hive.${lake.schema}.flat ORDER BY id`);
  expect(rows.map(([id]) => Number(id))).toEqual([1, 2]);
});
