import { defineAsset, int64, sql, string, table, value } from "@sluice/sdk";
import { expect, it } from "vitest";
import { liveLake } from "./live-lake.js";

const lake = liveLake("floors");
const regionsOf = (name: string) =>
  defineAsset({
    key: `${lake.schema}/${name}`,
    type: table({ id: int64({ as: "number" }), region: string() }),
    partitions: { region: value("region") },
  });
// So long that the floors of forty do not fit into a view.
const regions = Array.from({ length: 40 }, (_, index) => `☂ü'${index}`.padEnd(230, "x"));
const split = { split: true } as const;

it("keeps the view short by a file of floors, and shows what loads", { timeout: 600_000 }, async () => {
  const asset = regionsOf("long");
  await using io = lake.open();
  const views: string[] = [];
  io.on((event) => event.type === "statement-run" && / VIEW /.test(event.sql) && views.push(event.sql));
  const expectBoth = async (): Promise<void> => {
    const loaded = (await io.load(asset)).map(({ id }) => id).sort((one, other) => one - other);
    const shown = await lake.client.run(`SELECT id FROM hive.${lake.schema}.long ORDER BY id`);
    expect(shown.rows.map(([id]) => Number(id))).toEqual(loaded);
  };
  const rows = (from: number, to: number, add: number) =>
    regions.slice(from, to).map((region, index) => ({ id: from + index + add, region }));
  await io.store(asset, rows(0, 40, 0), split);
  await io.store(asset, rows(0, 38, 100), split);
  await expectBoth();
  expect(views.at(-1)).toContain("LEFT JOIN");
  expect(views.at(-1)?.length).toBeLessThan(2_000);
  // A newer floor stands in the text, over the older one in the file.
  await io.store(asset, rows(3, 5, 200), split);
  await io.store(asset, rows(7, 8, 300), { ...split, mode: "append" });
  await io.store(asset, [], { partition: regions[9] as string });
  await expectBoth();
  expect(views.at(-1)).toContain(`sluice_base = 2 `);
  expect(views.at(-1)).toContain("element_at");
  await io.rollback(asset, { to: 2 });
  await expectBoth();
  await io.query(sql`SELECT count(*) FROM ${asset}`);
  // The files of floors are found again by one who starts with nothing.
  await lake.client.run(`DROP TABLE hive.${lake.schema}.long__data_floors`);
  await using other = lake.open();
  await other.store(asset, rows(12, 13, 400), split);
  await expectBoth();
  for (let time = 0; time < 2; time++) {
    await lake.client.run(`DROP TABLE hive.${lake.schema}.long__data_floors`);
    await other.republish(asset);
    await expectBoth();
  }
  // Whoever replaces everything needs none.
  await io.store(asset, rows(0, 2, 500), { ...split, replace: "all" });
  expect(views.at(-1)).not.toContain("LEFT JOIN");
  await expectBoth();
});

it("has what it hides left out of plans, so that it is neither read nor missed", async () => {
  const asset = defineAsset({
    key: `${lake.schema}/pruned`,
    type: table({ id: int64({ as: "number" }), region: string({ nullable: true }), n: int64() }),
    partitions: { region: value("region"), n: value("n") },
  });
  await using io = lake.open();
  await io.store(
    asset,
    [
      { id: 1, region: "eu", n: 1n },
      { id: 2, region: null, n: 2n },
      { id: 9, region: "us", n: 3n },
    ],
    split,
  );
  await io.store(
    asset,
    [
      { id: 3, region: "eu", n: 1n },
      { id: 4, region: null, n: 2n },
    ],
    split,
  );
  for (const where of ["region = 'eu'", "region IS NULL"]) {
    const { rows } = await lake.client.run(
      `EXPLAIN SELECT count(*) FROM hive.${lake.schema}.pruned WHERE ${where}`,
    );
    expect(/snapshot := snapshot:[^\n]*\n\s*:: (.*)/.exec(String(rows[0]?.[0]))?.[1]).toBe("[[2000000]]");
  }
});

it("unregisters what no view shows any more, when the waiting time is over", async () => {
  const asset = regionsOf("tidied");
  const registered = async (): Promise<number> => {
    const found = await lake.client.run(`SELECT count(*) FROM hive.${lake.schema}."tidied__data$partitions"`);
    return Number(found.rows[0]?.[0]);
  };
  await using waiting = lake.open();
  await waiting.store(
    asset,
    [
      { id: 1, region: "eu" },
      { id: 2, region: "us" },
    ],
    split,
  );
  await waiting.store(asset, [{ id: 3, region: "eu" }], split);
  await waiting.store(asset, [{ id: 4, region: "eu" }], { ...split, mode: "append" });
  expect(await registered()).toBe(4);
  await using io = lake.open(lake.catalog({ tidyAfterMillis: 0 }));
  await io.store(asset, [{ id: 5, region: "eu" }], split);
  expect(await registered()).toBe(2);
  await io.store(asset, [{ id: 6, region: "as" }], { ...split, replace: "all" });
  expect(await registered()).toBe(1);
  expect(await io.load(asset, { snapshot: 3 })).toHaveLength(3);
  await io.rollback(asset, { to: 3 });
  const shown = await io.query(sql`SELECT id FROM ${asset} ORDER BY id`);
  expect(shown.map(({ id }) => Number(id))).toEqual([2, 3, 4]);
});
