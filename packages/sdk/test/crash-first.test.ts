import { defineAsset, int64, isSluiceError, memoryStore, string, table, value } from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import { dyingStore } from "@sluice/testkit";
import { describe, expect, it } from "vitest";
import { keysOf, lakeOf } from "./lakes.js";

const sales = defineAsset({
  key: "sales",
  type: table({ id: int64(), region: string({ nullable: true }) }),
  partitions: { region: value("region") },
});
const rows = [
  { id: 1, region: "EU" },
  { id: 2, region: "US" },
  { id: 3, region: null },
];
const options = { split: true, idempotencyKey: "once" } as const;

async function idsOf(store: ObjectStore): Promise<number[]> {
  try {
    return (await lakeOf(store).load(sales)).map((row) => Number(row.id));
  } catch (error) {
    if (isSluiceError(error, "ASSET_NOT_FOUND")) return [];
    throw error;
  }
}

describe.each([true, false])(
  "a process that dies at a put of the very first store, applied: %s",
  (applied) => {
    it("leaves nothing or all, and a repeat finishes it with everything in its place", async () => {
      for (let fatal = 1; ; fatal++) {
        const store = memoryStore();
        const dying = dyingStore(store, `${applied ? "after" : "before"}Put#${fatal}`);
        await lakeOf(dying.store)
          .store(sales, rows, options)
          .catch(() => {});
        expect([[], [1, 2, 3]]).toContainEqual(await idsOf(store));

        const receipt = await lakeOf(store).store(sales, rows, options);
        expect(receipt).toMatchObject({ snapshot: 1, rows: 3, partitions: 3 });
        expect(await idsOf(store)).toEqual([1, 2, 3]);
        expect(await lakeOf(store).assets()).toEqual(["sales"]);
        expect(await keysOf(store, "sales/_log/")).toHaveLength(1);
        if (dying.survived()) {
          expect(fatal).toBeGreaterThan(7);
          return;
        }
      }
    });

    it("without a key leaves nothing or all, and never a file that another store takes for its own", async () => {
      for (let fatal = 1; ; fatal++) {
        const store = memoryStore();
        const dying = dyingStore(store, `${applied ? "after" : "before"}Put#${fatal}`);
        await lakeOf(dying.store)
          .store(sales, rows, { split: true })
          .catch(() => {});
        const before = await idsOf(store);
        expect([[], [1, 2, 3]]).toContainEqual(before);
        await lakeOf(store).store(sales, [{ id: 4, region: "EU" }], { partition: "EU" });
        expect(await idsOf(store)).toEqual(before.length === 0 ? [4] : [4, 2, 3]);
        if (dying.survived()) return;
      }
    });
  },
);
