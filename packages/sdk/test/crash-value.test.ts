import { createIOManager, date, defineAsset, given, memoryStore, object } from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import { dyingStore } from "@sluice/testkit";
import { describe, expect, it } from "vitest";
import { keysOf } from "./lakes.js";

const model = defineAsset({
  key: "model",
  type: object<Map<string, number>>(),
  partitions: { day: given(date()) },
});
const old = new Map([["weight", 1]]);
const fresh = new Map([["weight", 2]]);
const partition = "2024-05-01";
const options = { partition, idempotencyKey: "once" } as const;
const ioOver = (store: ObjectStore) => createIOManager({ store });

describe.each(["before", "after"] as const)(
  "a process that dies %s a storage call of a value's store",
  (when) => {
    it.each([true, false])(
      "leaves the old or the new value, and a repeat finishes it (a value before: %s)",
      async (before) => {
        for (let fatal = 1; ; fatal++) {
          const store = memoryStore();
          if (before) await ioOver(store).store(model, old, { partition });
          const dying = dyingStore(store, `${when}Call#${fatal}`);
          await ioOver(dying.store)
            .store(model, fresh, options)
            .catch(() => {});
          const found = await ioOver(store)
            .loadEach(model)
            .catch(() => new Map());
          expect([...(before ? [old] : [undefined]), fresh]).toContainEqual(found.get(partition));

          await ioOver(store).store(model, fresh, options);
          const again = await ioOver(store).store(model, fresh, options);
          expect(again).toMatchObject({ replayed: true, snapshot: before ? 2 : 1 });
          expect(await ioOver(store).load(model, { partition, verify: true })).toEqual(fresh);
          expect(await keysOf(store, "model/_log/")).toHaveLength(before ? 2 : 1);
          expect(await ioOver(store).assets()).toEqual(["model"]);
          if (dying.survived()) {
            expect(fatal).toBeGreaterThan(6);
            return;
          }
        }
      },
    );
  },
);
