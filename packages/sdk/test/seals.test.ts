import {
  type Asset,
  defineAsset,
  int64,
  isSluiceError,
  manifest,
  memoryStore,
  monthly,
  string,
  table,
  timestamp,
  value,
} from "@sluice/sdk";
import type { Catalog, ObjectStore } from "@sluice/sdk/plugin";
import { beforeEach, describe, expect, it } from "vitest";
import { keysOf, lakeOf, watched } from "./lakes.js";
import { codeOf } from "./packing.js";

const type = table({ id: int64(), region: string(), at: timestamp(3) });
const sales = defineAsset({ key: "sales", type, partitions: { region: value("region") } });
const row = (id: number, region: string) => ({ id, region, at: new Date(0) });
const key = { split: true, idempotencyKey: "k" } as const;

let store: ObjectStore;
beforeEach(() => {
  store = memoryStore();
});
const ids = async (asset: Asset = sales): Promise<number[]> =>
  (await lakeOf(store).load(asset)).map((each) => Number(each.id));

/** An io manager that dies after the seal and before the commit. */
const dying = () => {
  const catalog: Catalog = { ...manifest(), publish: async () => Promise.reject(new Error("killed")) };
  const io = lakeOf(store, catalog);
  return (...args: Parameters<typeof io.store>) => io.store(...args).then(Promise.reject, () => {});
};

describe("a seal that a dead process left", () => {
  it("is published by the repeat without encoding anything", async () => {
    await dying()(sales, [row(1, "EU"), row(2, "US")], key);
    const before = await keysOf(store, "sales/data/");
    expect(before).toHaveLength(2);
    const never = (): never => {
      throw new Error("The rows were asked for.");
    };
    const receipt = await lakeOf(store).store(sales, { [Symbol.iterator]: never }, key);
    expect(receipt).toMatchObject({ replayed: false, rows: 2, snapshot: 1, partitions: 2 });
    expect(await keysOf(store, "sales/data/")).toEqual(before);
    expect(await ids()).toEqual([1, 2]);
    expect(await lakeOf(store).assets()).toEqual(["sales"]);
  });

  it("of other partitions than the ones replaced since is published", async () => {
    await dying()(sales, [row(1, "EU")], key);
    await lakeOf(store).store(sales, [row(2, "US")], { partition: "US" });
    await lakeOf(store).store(sales, [row(1, "EU")], key);
    expect(await ids()).toEqual([1, 2]);
  });

  it.each([
    ["a replace of one of its partitions", { split: true } as const, "STALE_SEAL", [3, 4]],
    ["an append to one of its partitions", { split: true, mode: "append" } as const, "STALE_SEAL", [3, 4]],
    ["a replace of everything", { split: true, replace: "all" } as const, "STALE_SEAL", [3, 4]],
  ])("is stale after %s", async (_name, options, code, expected) => {
    await dying()(sales, [row(1, "EU"), row(2, "ZA")], key);
    await lakeOf(store).store(sales, [row(3, "EU"), row(4, "US")], options);
    expect(await codeOf(lakeOf(store).store(sales, [row(1, "EU"), row(2, "ZA")], key))).toBe(code);
    expect(await ids()).toEqual(expected);
  });

  it("of an append is never stale", async () => {
    const append = { ...key, mode: "append" } as const;
    await dying()(sales, [row(1, "EU")], append);
    await lakeOf(store).store(sales, [row(3, "EU")], { split: true, replace: "all" });
    await lakeOf(store).store(sales, [row(1, "EU")], append);
    expect(await ids()).toEqual([3, 1]);
  });

  it("answers its first receipt however much was stored since", async () => {
    const first = await lakeOf(store).store(sales, [row(1, "EU")], key);
    for (const id of [2, 3]) await lakeOf(store).store(sales, [row(id, "EU")], { split: true });
    const again = await lakeOf(store).store(sales, [row(1, "EU")], key);
    expect(again).toMatchObject({ replayed: true, snapshot: first.snapshot, write: first.write });
    expect(await ids()).toEqual([3]);
  });

  it("of another definition does not become a snapshot", async () => {
    await dying()(sales, [row(1, "EU")], { ...key, mode: "append" });
    const byMonth = defineAsset({ key: "sales", type, partitions: { month: monthly("at") } });
    const repeat = lakeOf(store).store(byMonth, [row(1, "EU")], { ...key, mode: "append" });
    expect(await codeOf(repeat)).toBe("IDEMPOTENCY_KEY_REUSED");
    await lakeOf(store).store(byMonth, [row(2, "EU")], { split: true });
    expect(await codeOf(lakeOf(store).store(sales, [row(1, "EU")], { ...key, mode: "append" }))).toBe(
      "SCHEMA_MISMATCH",
    );
    expect(await ids(byMonth)).toEqual([2]);
  });
});

describe("a key", () => {
  it("is refused for another scope", async () => {
    await lakeOf(store).store(sales, [row(1, "EU"), row(2, "US")], { split: true });
    await lakeOf(store).store(sales, [row(3, "EU")], key);
    expect(await codeOf(lakeOf(store).store(sales, [row(3, "EU")], { ...key, replace: "all" }))).toBe(
      "IDEMPOTENCY_KEY_REUSED",
    );
    expect(await ids()).toEqual([3, 2]);
  });

  it("is another one for another partition or mode", async () => {
    for (const partition of ["EU", "US"]) {
      const once = { partition, idempotencyKey: "k" };
      expect(await lakeOf(store).store(sales, [row(1, partition)], once)).toMatchObject({ replayed: false });
      expect(await lakeOf(store).store(sales, [row(1, partition)], once)).toMatchObject({ replayed: true });
    }
    const appended = await lakeOf(store).store(sales, [row(2, "EU")], {
      partition: "EU",
      idempotencyKey: "k",
      mode: "append",
    });
    expect(appended.replayed).toBe(false);
    expect(await ids()).toEqual([1, 2, 1]);
  });

  it("makes one write of eight twins that replace, one of them slow to seal", async () => {
    await lakeOf(store).store(sales, [row(1, "EU")], { split: true });
    let slow = true;
    const late: ObjectStore = {
      ...store,
      async put(name, body, options) {
        if (slow && name.includes("/_seals/")) {
          slow = false;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        return store.put(name, body, options);
      },
    };
    const twins = await Promise.all(
      Array.from({ length: 8 }, () => lakeOf(late).store(sales, [row(2, "EU")], key)),
    );
    expect(new Set(twins.map((receipt) => `${receipt.snapshot} ${receipt.write}`)).size).toBe(1);
    expect(twins[0]?.snapshot).toBe(2);
    expect(await ids()).toEqual([2]);
  });
});

it("of two that define an asset differently at the same time, one is refused", async () => {
  const other = defineAsset({ key: "sales", type: table({ id: string() }) });
  let others: Promise<unknown> | undefined;
  const racing = watched(store, {
    before: (call, name) => {
      if (call === "put" && name.includes("/_seals/")) others = lakeOf(store).store(other, [{ id: "x" }]);
    },
  });
  const late: ObjectStore = {
    ...racing,
    async put(name, body, options) {
      if (name.includes("/_log/")) await others;
      return racing.put(name, body, options);
    },
  };
  const error: unknown = await lakeOf(late)
    .store(sales, [row(1, "EU")], { split: true })
    .catch((thrown: unknown) => thrown);
  expect(isSluiceError(error, "SCHEMA_MISMATCH")).toBe(true);
  expect(await lakeOf(store).load(other)).toEqual([{ id: "x" }]);
});
