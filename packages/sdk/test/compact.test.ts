import { jsonl } from "@sluice/handler-jsonl";
import { createIOManager, defineAsset, int64, json, memoryStore, string, table, value } from "@sluice/sdk";
import type { ObjectStore, TypeHandler } from "@sluice/sdk/plugin";
import { beforeEach, describe, expect, it } from "vitest";
import { keysOf, lakeOf, type StoreCall, watched } from "./lakes.js";
import { codeOf } from "./packing.js";

const sales = defineAsset({
  key: "sales",
  type: table({ id: int64({ as: "number" }), region: string() }),
  partitions: { region: value("region") },
  mode: "append",
});
const flat = defineAsset({ key: "flat", type: table({ id: int64({ as: "number" }) }), mode: "append" });
const row = (id: number, region = "eu") => ({ id, region });

let store: ObjectStore;
beforeEach(() => {
  store = memoryStore();
});
const io = () => lakeOf(store);
const ids = async (options: object = {}): Promise<number[]> =>
  (await io().load(sales, options)).map(({ id }) => id);
const put = (id: number, region = "eu") => io().store(sales, [row(id, region)], { split: true });
const fill = async (): Promise<void> => {
  for (const id of [3, 1, 2]) await put(id);
  await put(7, "us");
  for (const id of [9, 8]) await put(id, "za");
};
/** Does something just before the commit. */
function interrupted(step: () => Promise<unknown>, times = 1): ObjectStore {
  let left = times;
  return {
    ...store,
    async put(key, ...rest) {
      if (key.includes("_log/") && left-- > 0) await step();
      return store.put(key, ...rest);
    },
  };
}

describe("compact", () => {
  it("makes one file of many, with the rows in their order, and leaves what gains nothing", async () => {
    await fill();
    const us = await io().files(sales, { partition: "us" });
    const receipt = await io().compact(sales);
    expect(receipt).toMatchObject({ operation: "compact", snapshot: 7, rows: 5, files: 2, partitions: 2 });
    expect(await ids()).toEqual([3, 1, 2, 7, 9, 8]);
    expect(await io().files(sales)).toHaveLength(3);
    expect(await io().files(sales, { partition: "us" })).toEqual(us);
    expect(await ids({ snapshot: 6 })).toEqual([3, 1, 2, 7, 9, 8]);
    expect(await io().files(sales, { snapshot: 6 })).toHaveLength(6);
    expect((await io().snapshots(sales))[0]).toMatchObject({
      operation: "compact",
      mode: "replace",
      rows: 5,
    });
    await put(4);
    expect(await ids({ partition: "eu" })).toEqual([3, 1, 2, 4]);
  });

  it("says so if there is nothing to do, and commits nothing", async () => {
    await fill();
    await io().compact(sales);
    expect(await io().compact(sales)).toMatchObject({
      operation: "compact",
      snapshot: 7,
      files: 0,
      partitions: 0,
    });
    expect(await io().snapshots(sales)).toHaveLength(7);
  });

  it("takes only the partitions that are named, and keeps files near the size", async () => {
    await fill();
    const [{ byteLength = 0 } = {}] = await io().files(sales, { partition: "eu" });
    const receipt = await io().compact(sales, { partition: "eu", targetFileBytes: byteLength * 2 });
    expect(receipt).toMatchObject({ rows: 3, files: 2 });
    expect((await io().files(sales)).map(({ rows }) => rows)).toEqual([2, 1, 1, 1, 1]);
    expect(await ids()).toEqual([3, 1, 2, 7, 9, 8]);
    expect(await codeOf(io().compact(sales, { partition: "asia" }))).toBe("PARTITION_NOT_FOUND");
    expect(await codeOf(io().compact(sales, { targetFileBytes: 0 }))).toBe("CONFIGURATION_INVALID");
  });

  it("can be rolled back, and swept", async () => {
    await fill();
    await io().compact(sales);
    await io().rollback(sales, { to: 6 });
    expect(await io().files(sales)).toHaveLength(6);
    await io().compact(sales);
    expect(await io().sweep(sales, { olderThanMillis: 0, force: true })).toMatchObject({ files: 7 });
    expect(await ids()).toEqual([3, 1, 2, 7, 9, 8]);
  });

  it("takes an asset without partitions, and refuses values", async () => {
    for (const id of [2, 1]) await io().store(flat, [{ id }]);
    expect(await io().compact(flat)).toMatchObject({ snapshot: 3, files: 1 });
    expect(await io().load(flat)).toEqual([{ id: 2 }, { id: 1 }]);
    const settings = defineAsset({ key: "settings", type: json() });
    await io().store(settings, {});
    expect(await codeOf(io().compact(settings))).toBe("CAPABILITY_MISSING");
    expect(await codeOf(io().compact(defineAsset({ key: "none", type: flat.type })))).toBe("ASSET_NOT_FOUND");
  });
});

describe("compact of large files", () => {
  it("writes while it reads", async () => {
    const big = 24_000;
    for (let part = 0; part < 4; part++) {
      await io().store(
        flat,
        Array.from({ length: big }, (_, id) => ({ id })),
      );
    }
    let [decoded, encoded, most] = [0, 0, 0];
    const inner = jsonl();
    const counted: TypeHandler = {
      ...inner,
      async *decode(...args) {
        for await (const batch of inner.decode(...args)) {
          decoded += batch.numRows;
          most = Math.max(most, decoded - encoded);
          yield batch;
        }
      },
      encode({ schema, batches }, context) {
        async function* taken() {
          for await (const batch of batches) {
            encoded += batch.numRows;
            yield batch;
          }
        }
        return inner.encode({ schema, batches: taken() }, context);
      },
    };
    await createIOManager({ handlers: [counted], store }).compact(flat);
    expect(encoded).toBe(4 * big);
    expect(most).toBeLessThan(4 * big);
    expect(await io().files(flat)).toHaveLength(1);
  });

  it("gives changed bytes no new checksum", async () => {
    for (const id of [1, 2]) await io().store(flat, [{ id }]);
    const [key = ""] = (await keysOf(store, "flat/data/")).sort();
    const { bytes } = await store.get(key);
    const text = Buffer.from(bytes).toString().replace(/[12]/, "7");
    await store.put(key, Buffer.from(text), { mode: "overwrite" });
    expect(await codeOf(io().compact(flat))).toBe("FILE_CORRUPT");
    expect(await io().snapshots(flat)).toHaveLength(2);
  });
});

describe("a store beside compact", () => {
  it("that changes the columns makes it start over", async () => {
    await fill();
    const grown = defineAsset({
      key: "sales",
      type: table({ id: int64({ as: "number" }), region: string(), note: string({ nullable: true }) }),
      partitions: { region: value("region") },
      schemaEvolution: "additive",
    });
    const grow = () => io().store(grown, [{ id: 5, region: "asia", note: "new" }], { split: true });
    expect(await lakeOf(interrupted(grow)).compact(sales)).toMatchObject({ snapshot: 8, rows: 5 });
    expect(await ids()).toEqual([5, 3, 1, 2, 7, 9, 8]);
    expect((await io().load(grown, { columns: ["note"] }))[0]).toEqual({ note: "new" });
  });

  it("to another partition goes together with it", async () => {
    await fill();
    const receipt = await lakeOf(interrupted(() => put(5, "us"))).compact(sales);
    expect(receipt).toMatchObject({ snapshot: 8, files: 2 });
    expect(await ids()).toEqual([3, 1, 2, 7, 5, 9, 8]);
  });

  it("to the same partition makes it start over, with the new rows", async () => {
    await fill();
    const receipt = await lakeOf(interrupted(() => put(5))).compact(sales);
    expect(receipt).toMatchObject({ snapshot: 8, rows: 6, files: 2 });
    expect(await ids()).toEqual([3, 1, 2, 5, 7, 9, 8]);
    expect(await io().files(sales)).toHaveLength(3);
  });

  it("again and again is a conflict, and loses nothing", async () => {
    await fill();
    const busy = interrupted(() => put(5), 100);
    expect(await codeOf(lakeOf(busy).compact(sales))).toBe("PUBLISH_CONFLICT");
    const all = await ids();
    expect(all.filter((id) => id !== 5)).toEqual([3, 1, 2, 7, 9, 8]);
    expect(all.filter((id) => id === 5).length).toBeGreaterThan(2);
  });
});

describe.each(["before", "after"] as const)("a compact that dies %s a storage call", (when) => {
  it("leaves the rows as they are", async () => {
    let trials = 0;
    for (let fatal = 1; ; fatal++) {
      store = memoryStore();
      await fill();
      let calls = 0;
      let dead = false;
      const die = (): void => {
        dead = true;
        throw new Error("died");
      };
      const dying = watched(store, {
        before: () => {
          calls++;
          if (dead || (when === "before" && calls >= fatal)) die();
        },
        after: (call: StoreCall) => {
          if (when === "after" && calls >= fatal && call !== "list") die();
        },
      });
      await lakeOf(dying)
        .compact(sales)
        .catch(() => {});
      expect(await ids()).toEqual([3, 1, 2, 7, 9, 8]);
      await io().compact(sales);
      expect(await ids()).toEqual([3, 1, 2, 7, 9, 8]);
      expect(await io().files(sales)).toHaveLength(3);
      trials++;
      if (!dead) break;
    }
    expect(trials).toBeGreaterThan(15);
  });
});
