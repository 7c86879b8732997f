import { daily, defineAsset, int64, table, timestamp } from "@sluice/sdk";
import { describe, expect, it } from "vitest";
import { liveLake } from "./live-lake.js";

const lake = liveLake("claim");
const orders = defineAsset({
  key: `${lake.schema}/orders`,
  type: table({ id: int64(), placed: timestamp(3) }),
  partitions: { day: daily("placed") },
});

const order = (id: number) => ({ id, placed: `2024-05-0${id}T10:00:00.000` });
const shown = async () =>
  (await lake.client.run(`SELECT id FROM hive.${lake.schema}.orders ORDER BY id`)).rows;

describe("two first stores at once", () => {
  it("the slower one does not hide what the faster one has shown", async () => {
    await using fast = lake.open();
    const seen: unknown[] = [];
    const catalog = lake.catalog();
    await using slow = lake.open({
      ...catalog,
      // The slow one has prepared over an empty log; before it goes on, the fast one commits and shows.
      async publish(write, context) {
        await fast.store(orders, [order(1)], { split: true });
        seen.push(await shown());
        const commit: typeof context.log.commit = async (sealed) => {
          seen.push(await shown());
          return context.log.commit(sealed);
        };
        return catalog.publish(write, { ...context, log: { ...context.log, commit } });
      },
    });
    await slow.store(orders, [order(2)], { split: true });
    seen.push(await shown());
    expect(seen).toEqual([[[1n]], [[1n]], [[1n], [2n]]]);
  });
});
