import { randomUUID } from "node:crypto";
import {
  daily,
  decimal,
  defineAsset,
  int64,
  isSluiceError,
  sql,
  string,
  table,
  time,
  timestamp,
  uuid,
  value,
} from "@sluice/sdk";
import { describe, expect, it } from "vitest";
import { liveLake } from "./live-lake.js";

const lake = liveLake("live");

const columns = {
  id: int64({ comment: "the shop's own number" }),
  customer: string({ nullable: true }),
  total: decimal(12, 2),
  placed: timestamp(3),
};
const ordersAt = (name: string) =>
  defineAsset({ key: `${lake.schema}/${name}`, type: table(columns), partitions: { day: daily("placed") } });
const order = (id: number, day: string) => ({
  id,
  customer: `c${id}`,
  total: `${id}.50`,
  placed: `${day}T10:00:00.123`,
});
const counts = (asset: ReturnType<typeof ordersAt>) =>
  sql`SELECT day, count(*) AS n, sum(id) AS total FROM ${asset} GROUP BY day ORDER BY day`;
const countsType = table({ day: string(), n: int64(), total: int64() });

describe("publishing through a view", () => {
  it("stores, shows in SQL, and loads the same", async () => {
    const orders = ordersAt("orders");
    await using io = lake.open();
    const receipt = await io.store(orders, [order(1, "2024-05-01"), order(2, "2024-05-02")], { split: true });
    expect(receipt.relation).toBe(`hive.${lake.schema}.orders`);
    const shown = await lake.client.run(
      `SELECT id, customer, total, placed, day FROM ${receipt.relation} ORDER BY id`,
    );
    expect(shown.rows).toEqual([
      [1n, "c1", "1.50", "2024-05-01T10:00:00.123", "2024-05-01"],
      [2n, "c2", "2.50", "2024-05-02T10:00:00.123", "2024-05-02"],
    ]);
    expect((await io.load(orders)).map((row) => row.total)).toEqual(["1.50", "2.50"]);
    const ddl = await lake.client.run(`SHOW CREATE TABLE hive.${lake.schema}.orders__data`);
    expect(String(ddl.rows[0]?.[0])).toContain("COMMENT 'the shop''s own number'");
  });

  it("republishing puts back partitions that somebody took away", async () => {
    const orders = ordersAt("removed");
    await using io = lake.open();
    const days = ["2024-05-01", "2024-05-02", "2024-05-03"];
    await io.store(
      orders,
      days.map((day, id) => order(id, day)),
      { split: true },
    );
    await io.store(orders, [order(9, "2024-05-03")], { partition: "2024-05-03", mode: "append" });
    const shown = await io.query(counts(orders), { as: countsType });
    const data = `hive.${lake.schema}.removed__data`;
    const { rows } = await lake.client.run(
      `SELECT day, CAST(snapshot AS varchar) FROM hive.${lake.schema}."removed__data$partitions" ORDER BY 2`,
    );
    expect(rows).toHaveLength(4);
    for (const [day, snapshot] of [rows[0], rows[3]] as string[][]) {
      await lake.client.run(
        `CALL hive.system.unregister_partition(schema_name => '${lake.schema}', table_name => 'removed__data', partition_columns => ARRAY['day', 'snapshot'], partition_values => ARRAY['${day}', '${snapshot}'])`,
      );
    }
    expect((await lake.client.run(`SELECT count(*) FROM ${data}`)).rows).toEqual([[2n]]);
    await io.republish(orders);
    expect(await io.query(counts(orders), { as: countsType })).toEqual(shown);
  });

  it("replaces one partition and keeps the others, each once", async () => {
    const orders = ordersAt("replaced");
    await using io = lake.open();
    await io.store(
      orders,
      ["2024-05-01", "2024-05-02", "2024-05-03"].map((day, id) => order(id, day)),
      { split: true },
    );
    await io.store(orders, [order(7, "2024-05-02"), order(8, "2024-05-02")], { partition: "2024-05-02" });
    await io.store(orders, [order(9, "2024-05-03")], { partition: "2024-05-03", mode: "append" });
    expect(await io.query(counts(orders), { as: countsType })).toEqual([
      { day: "2024-05-01", n: 1n, total: 0n },
      { day: "2024-05-02", n: 2n, total: 15n },
      { day: "2024-05-03", n: 2n, total: 11n },
    ]);
    expect((await io.load(orders)).map((row) => row.id)).toEqual([0n, 7n, 8n, 2n, 9n]);
    await io.store(orders, [order(5, "2024-06-01")], { split: true, replace: "all" });
    expect(await io.query(counts(orders), { as: countsType })).toEqual([
      { day: "2024-06-01", n: 1n, total: 5n },
    ]);
    await io.store(orders, [], { partition: "2024-06-01" });
    expect(await io.query(counts(orders), { as: countsType })).toEqual([]);
  });

  it("shows types a Hive table does not have, exactly", async () => {
    const exact = defineAsset({
      key: `${lake.schema}/exact`,
      type: table({
        at: timestamp(6),
        opens: time(),
        token: uuid(),
        region: string({ nullable: true }),
        n: int64(),
      }),
      partitions: { area: value("region"), n: value("n") },
    });
    const rows = [
      {
        at: "1969-12-31T23:59:59.999999",
        opens: "23:59:59.999999",
        token: randomUUID(),
        region: "a/b=c%d",
        n: 1n,
      },
      {
        at: "9999-12-31T23:59:59.999999",
        opens: "00:00:00.000000",
        token: randomUUID(),
        region: null,
        n: 2n,
      },
      {
        at: "0001-01-01T00:00:00.000001",
        opens: "12:00:00.000001",
        token: randomUUID(),
        region: "ü '\"",
        n: 3n,
      },
    ];
    await using io = lake.open();
    await io.store(exact, rows, { split: true });
    await io.store(exact, rows, { split: true });
    const ordered = sql`SELECT at, opens, token, region, n FROM ${exact} ORDER BY n`;
    expect(await io.query(ordered, { as: exact.type })).toEqual(rows);
    const loaded = await io.load(exact);
    expect(loaded.sort((left, right) => Number(left.n - right.n))).toEqual(rows);
  });

  it("replaces no table of somebody else", async () => {
    const orders = ordersAt("taken");
    await using io = lake.open();
    await io.store(ordersAt("first"), [order(1, "2024-05-01")], { split: true });
    await lake.client.run(`CREATE VIEW hive.${lake.schema}.taken AS SELECT 1 AS one`);
    const error = await io
      .store(orders, [order(1, "2024-05-01")], { split: true })
      .catch((thrown: unknown) => thrown);
    expect(isSluiceError(error, "TABLE_NOT_OURS")).toBe(true);
    expect((await lake.client.run(`SELECT one FROM hive.${lake.schema}.taken`)).rows).toEqual([[1]]);
    expect(await io.load(orders).catch((thrown: unknown) => isSluiceError(thrown, "ASSET_NOT_FOUND"))).toBe(
      true,
    );
  });

  it("finishes what a publisher that died after its commit left", async () => {
    const orders = ordersAt("helped");
    const dying = lake.catalog();
    await using first = lake.open({
      publish: async (write, { log }) => {
        await log.commit(write);
        throw new Error("killed");
      },
    });
    await first.store(orders, [order(1, "2024-05-01")], { split: true }).catch((error: unknown) => {
      expect(isSluiceError(error, "PUBLISH_INCOMPLETE")).toBe(true);
    });
    await using second = lake.open();
    expect(await second.query(counts(orders), { as: countsType })).toEqual([
      { day: "2024-05-01", n: 1n, total: 1n },
    ]);
    await first.store(orders, [order(2, "2024-05-02")], { split: true }).catch(() => {});
    await second.store(orders, [order(3, "2024-05-03")], { split: true });
    const shown = await lake.client.run(`SELECT id FROM ${dying.relation(orders.description)} ORDER BY id`);
    expect(shown.rows).toEqual([[1n], [2n], [3n]]);
  });
});

describe("publishers at once", () => {
  it("let a reader see whole snapshots only", async () => {
    const pairs = ordersAt("pairs");
    const days = ["2024-05-01", "2024-05-02", "2024-05-03"];
    await using io = lake.open();
    const generation = (id: number) => days.map((day) => order(id, day));
    await io.store(pairs, generation(0), { split: true });
    let reading = true;
    const seen: string[] = [];
    const reader = (async () => {
      while (reading) {
        const { rows } = await lake.client.run(
          `SELECT array_agg(id ORDER BY day) FROM hive.${lake.schema}.pairs`,
        );
        seen.push(String(rows[0]?.[0]));
      }
    })();
    await Promise.all(
      [1, 2].map(async (writer) => {
        await using own = lake.open();
        for (let round = 1; round <= 4; round++) {
          await own.store(pairs, generation(writer * 100 + round), { split: true });
        }
      }),
    );
    reading = false;
    await reader;
    expect(seen.length).toBeGreaterThan(3);
    for (const ids of seen) expect(new Set(ids.split(","))).toHaveProperty("size", 1);
    const rows = await io.load(pairs);
    expect(rows).toHaveLength(3);
    expect(new Set(rows.map((row) => row.id))).toHaveProperty("size", 1);
  });
});
