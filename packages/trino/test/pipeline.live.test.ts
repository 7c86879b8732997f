import {
  daily,
  date,
  defineAsset,
  given,
  int64,
  materialize,
  memoryIO,
  previous,
  sql,
  stream,
  table,
  timestamp,
} from "@sluice/sdk";
import { expect, it } from "vitest";
import { liveLake } from "./live-lake.js";

const lake = liveLake("pipeline");
const count = int64({ as: "number" });
const orders = defineAsset({
  key: `${lake.schema}/orders`,
  type: table({ id: count, placed: timestamp(3) }),
  partitions: { day: daily("placed") },
  compute: ({ partition }) => [1, 2, 3].map((id) => ({ id, placed: `${partition.day}T10:00` })),
});
const kept = defineAsset({
  key: `${lake.schema}/kept`,
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
  key: `${lake.schema}/sums`,
  type: table({ orders: count, before: count }),
  partitions: { day: given(date()) },
  io: "warehouse",
  deps: { kept, before: previous(orders, 2) },
  compute: ({ deps }) => [{ orders: deps.kept.length, before: deps.before.length }],
});

it("computes partitions at once from one lake into another, and shows what lasts", async () => {
  await using warehouse = lake.open();
  const io = { default: memoryIO(), warehouse };
  const assets = [sums, kept, orders];
  const partitions = { day: { from: "2024-02-28", to: "2024-03-02" } };
  const run = { id: "first" };
  const options = { io, partitions, concurrency: 4, run, skip: "up-to-date" } as const;
  const report = await materialize(assets, options);
  expect(report.orThrow().counts.stored).toBe(12);
  const shown = await lake.client.run(
    `SELECT day, orders, before FROM hive.${lake.schema}.sums ORDER BY day`,
  );
  expect(shown.rows.map(([day, ...numbers]) => [String(day), ...numbers.map(Number)])).toEqual([
    ["2024-02-28", 2, 0],
    ["2024-02-29", 2, 3],
    ["2024-03-01", 2, 6],
    ["2024-03-02", 2, 6],
  ]);
  const tables = await lake.client.run(`SHOW TABLES FROM hive.${lake.schema}`);
  expect(tables.rows.map(([name]) => name)).not.toContainEqual(expect.stringContaining("kept"));
  expect(await warehouse.load(kept, { run })).toHaveLength(8);
  await expect(warehouse.query(sql`SELECT * FROM ${kept}`)).rejects.toMatchObject({
    code: "CAPABILITY_MISSING",
  });
  expect((await materialize(assets, options)).counts["up-to-date"]).toBe(12);
});
