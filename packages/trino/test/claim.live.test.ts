import { daily, defineAsset, int64, table, timestamp } from "@sluice/sdk";
import type { Snapshot } from "@sluice/sdk/plugin";
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
    await using slow = lake.open({
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
        return lake.catalog().publish(write, { ...context, log: { ...context.log, head, commit } });
      },
    });
    await slow.store(orders, [order(2)], { split: true });
    seen.push(await shown());
    expect(seen).toEqual([[[1n]], [[1n]], [[1n], [2n]]]);
  });
});
