import { daily, defineAsset, int64, sql, table, timestamp } from "@sluice/sdk";
import { expect, it } from "vitest";
import { liveLake } from "./live-lake.js";

const lake = liveLake("explain");

it("io.query tells what a query will do: it reads the partition it names and no other", async () => {
  const orders = defineAsset({
    key: `${lake.schema}/orders`,
    type: table({ id: int64(), placed: timestamp(3) }),
    partitions: { day: daily("placed") },
  });
  await using io = lake.open();
  const days = ["2024-05-01", "2024-05-02", "2024-05-03"];
  await io.store(
    orders,
    days.map((day, id) => ({ id, placed: `${day}T10:00:00` })),
    { split: true },
  );
  const select = sql`SELECT count(*) FROM ${orders} WHERE day = ${days[1] as string}`;
  const textOf = (rows: readonly Record<string, unknown>[]) => String(rows[0]?.["Query Plan"]);

  const plan = textOf(await io.query(sql`EXPLAIN ${select}`));
  expect(plan).toContain(`${lake.schema}:orders__data`);
  expect(plan).toMatch(/day\S*:string:PARTITION_KEY\s*:: \[\[2024-05-02\]\]/);
  expect(textOf(await io.query(sql`EXPLAIN ANALYZE ${select}`))).toMatch(/Input: 1 row/);
  expect(await io.query(sql`EXPLAIN (TYPE VALIDATE) ${select}`)).toEqual([{ Valid: true }]);
});
