import { daily, defineAsset, int64, memoryStore, table, timestamp } from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import { dyingStore } from "@sluice/testkit";
import { describe, expect, it } from "vitest";
import { lakeOf } from "./lakes.js";

const orders = defineAsset({
  key: "sales/orders",
  type: table({ id: int64(), placed: timestamp(3) }),
  partitions: { day: daily("placed") },
});
const rows = (first: number) =>
  [1, 2, 3].map((day) => ({ id: first + day, placed: `2024-05-0${day}T12:00:00` }));
const old = [11n, 12n, 13n];
const fresh = [21n, 22n, 23n];

const idsOf = async (store: ObjectStore): Promise<bigint[]> =>
  (await lakeOf(store).load(orders)).map((row) => row.id);

describe.each(["before", "after"] as const)("a process that dies %s a storage call", (when) => {
  it.each(["replace", "append"] as const)("leaves %s old or new, and a repeat finishes it", async (mode) => {
    const options = { split: true, mode, idempotencyKey: "once" } as const;
    const expected = mode === "replace" ? [fresh] : [[11n, 21n, 12n, 22n, 13n, 23n]];
    let trials = 0;
    for (let fatal = 1; ; fatal++) {
      const store = memoryStore();
      await lakeOf(store).store(orders, rows(10), { split: true });
      const dying = dyingStore(store, `${when}Call#${fatal}`);
      await lakeOf(dying.store)
        .store(orders, rows(20), options)
        .catch(() => {});
      expect([old, ...expected]).toContainEqual(await idsOf(store));
      await lakeOf(store).store(orders, rows(20), options);
      expect(expected).toContainEqual(await idsOf(store));
      await lakeOf(store).store(orders, rows(20), options);
      expect(expected).toContainEqual(await idsOf(store));
      trials++;
      if (dying.survived()) break;
    }
    expect(trials).toBeGreaterThan(11);
  });
});
