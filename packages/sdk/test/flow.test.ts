import {
  daily,
  decimal,
  defineAsset,
  int64,
  isSluiceError,
  manifest,
  memoryStore,
  type SluiceEvent,
  string,
  table,
  timestamp,
} from "@sluice/sdk";
import type { Catalog } from "@sluice/sdk/plugin";
import { beforeEach, describe, expect, it } from "vitest";
import { keysOf, lakeOf, watched } from "./lakes.js";

const orders = defineAsset({
  key: "sales/orders",
  type: table({ id: int64(), total: decimal(12, 2), placed: timestamp(3) }),
  partitions: { day: daily("placed") },
});
const order = (id: number, day: number) => ({ id, total: "1.5", placed: `2024-05-0${day}T12:00:00` });

let store = memoryStore();
let io = lakeOf(store);
beforeEach(() => {
  store = memoryStore();
  io = lakeOf(store);
});
const ids = async (from = io): Promise<number[]> => (await from.load(orders)).map((row) => Number(row.id));
const codeOf = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
  } catch (error) {
    if (isSluiceError(error)) return error.code;
    throw error;
  }
  return "no error";
};

describe("replace", () => {
  it("replaces exactly what is named", async () => {
    await io.store(orders, [order(1, 1), order(2, 2), order(3, 3)], { split: true });
    await io.store(orders, [order(4, 2)], { partition: "2024-05-02" });
    expect(await ids()).toEqual([1, 4, 3]);
    await io.store(orders, [order(5, 3), order(6, 4)], { split: true });
    expect(await ids()).toEqual([1, 4, 5, 6]);
    await io.store(orders, [order(7, 1)], { split: true, replace: "all" });
    expect(await ids()).toEqual([7]);
  });

  it("takes the whole of an asset without partitions", async () => {
    const plain = defineAsset({ key: "plain", type: table({ id: int64() }) });
    await io.store(plain, [{ id: 1 }, { id: 2 }]);
    await io.store(plain, [{ id: 3 }]);
    expect(await io.load(plain)).toEqual([{ id: 3n }]);
    await io.store(plain, []);
    expect(await io.load(plain)).toEqual([]);
  });

  it("of no rows empties a partition that is named, and nothing by a split", async () => {
    await io.store(orders, [order(1, 1), order(2, 2)], { split: true });
    const receipt = await io.store(orders, [], { split: true });
    expect(receipt).toMatchObject({ snapshot: 1, rows: 0, files: 0 });
    expect(await ids()).toEqual([1, 2]);
    await io.store(orders, [], { partition: "2024-05-01" });
    expect(await ids()).toEqual([2]);
    expect((await io.partitions(orders)).map((each) => each.rows)).toEqual([0, 1]);
    await io.store(orders, [], { split: true, replace: "all" });
    expect(await io.partitions(orders)).toEqual([]);
  });
});

describe("append", () => {
  it("adds to what is there, in order of the commits", async () => {
    await io.store(orders, [order(1, 1), order(2, 2)], { split: true });
    const receipt = await io.store(orders, [order(3, 1)], { partition: "2024-05-01", mode: "append" });
    expect(receipt).toMatchObject({ snapshot: 2, rows: 1, files: 1, partitions: 1, replayed: false });
    expect(await ids()).toEqual([1, 3, 2]);
    expect(await io.load(orders, { partition: "2024-05-01" })).toHaveLength(2);
  });
});

describe("an idempotency key", () => {
  const once = { split: true, mode: "append", idempotencyKey: "run-1" } as const;

  it("answers the first receipt and encodes nothing again", async () => {
    const first = await io.store(orders, [order(1, 1)], once);
    const before = await keysOf(store);
    const again = await lakeOf(store).store(orders, [order(1, 1)], once);
    expect(again).toMatchObject({ replayed: true, snapshot: first.snapshot, write: first.write, rows: 1 });
    expect(await keysOf(store)).toEqual(before);
    expect(await ids()).toEqual([1]);
  });

  it("is refused for other data or another definition", async () => {
    await io.store(orders, [order(1, 1)], { ...once, fingerprint: "a" });
    expect(await codeOf(io.store(orders, [], { ...once, fingerprint: "b" }))).toBe("IDEMPOTENCY_KEY_REUSED");
    const wider = defineAsset({
      key: "sales/orders",
      type: table({ id: int64(), placed: timestamp(3) }),
      partitions: { day: daily("placed") },
    });
    expect(await codeOf(lakeOf(store).store(wider, [], { ...once, fingerprint: "a" }))).toBe(
      "IDEMPOTENCY_KEY_REUSED",
    );
  });

  it("lets twins store once", async () => {
    const twins = await Promise.all([1, 2, 3].map(() => lakeOf(store).store(orders, [order(1, 1)], once)));
    expect(new Set(twins.map((receipt) => receipt.write)).size).toBe(1);
    expect(twins.filter((receipt) => !receipt.replayed)).toHaveLength(1);
    expect(await ids()).toEqual([1]);
  });

  it("does not put old data over new", async () => {
    const key = { partition: "2024-05-01", idempotencyKey: "late" } as const;
    await io.store(orders, [order(1, 1)], { split: true });
    const dying: Catalog = { ...manifest(), publish: async () => Promise.reject(new Error("killed")) };
    await lakeOf(store, dying)
      .store(orders, [order(2, 1)], key)
      .catch(() => {});
    expect(await ids()).toEqual([1]);
    await io.store(orders, [order(3, 1)], { partition: "2024-05-01" });
    expect(await codeOf(io.store(orders, [order(2, 1)], key))).toBe("STALE_SEAL");
    expect(await ids()).toEqual([3]);
  });
});

describe("a store that fails", () => {
  beforeEach(() => io.store(orders, [order(1, 1), order(2, 2)], { split: true }));

  it("passes the error of its rows on and changes nothing", async () => {
    const broken = async function* () {
      yield order(3, 1);
      throw new Error("the source is gone");
    };
    await expect(io.store(orders, broken(), { split: true })).rejects.toThrow("the source is gone");
    expect(await ids()).toEqual([1, 2]);
  });

  it("names a row that is in another partition", async () => {
    const rows = [order(3, 1), order(4, 2)];
    const error = await io
      .store(orders, rows, { partition: "2024-05-01" })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "ROW_NOT_IN_PARTITION",
      details: { row: 1, column: "placed", value: "2024-05-02", partition: "day=2024-05-01" },
    });
    expect(await ids()).toEqual([1, 2]);
  });

  it("stops when it is told to", async () => {
    const controller = new AbortController();
    const endless = async function* () {
      for (let id = 0; ; id++) {
        if (id === 70_000) controller.abort();
        yield order(id, 1);
      }
    };
    const { signal } = controller;
    expect(await codeOf(io.store(orders, endless(), { split: true, signal }))).toBe("ABORTED");
    expect(await ids()).toEqual([1, 2]);
  });

  it("says that it is committed when only showing failed", async () => {
    const dying: Catalog = {
      ...manifest(),
      publish: async (write, { log }) => {
        await log.commit(write);
        throw new Error("the engine is gone");
      },
    };
    const error = await lakeOf(store, dying)
      .store(orders, [order(3, 1)], { partition: "2024-05-01" })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "PUBLISH_INCOMPLETE",
      retryable: false,
      details: { committed: true, snapshot: 2, receipt: { rows: 1, snapshot: 2 } },
    });
    expect(await ids()).toEqual([3, 2]);
  });

  it("refuses another definition under the same key", async () => {
    const other = defineAsset({ key: "sales/orders", type: table({ id: string() }) });
    expect(await codeOf(lakeOf(store).store(other, [{ id: "x" }]))).toBe("SCHEMA_MISMATCH");
    expect(await ids()).toEqual([1, 2]);
  });
});

describe("what cannot be", () => {
  it("is said before a byte is written", async () => {
    const dead = memoryStore();
    const careless = lakeOf({ ...dead, put: (key, body) => dead.put(key, body, { mode: "overwrite" }) });
    expect(await codeOf(careless.store(orders, [], { split: true }))).toBe("STORE_UNSAFE");
  });

  it("is named with what is near", async () => {
    expect(await codeOf(io.load(orders))).toBe("ASSET_NOT_FOUND");
    await io.store(orders, [order(1, 1)], { split: true });
    const typo = defineAsset({
      key: "sales/ordres",
      type: orders.type,
      partitions: { day: daily("placed") },
    });
    expect(await io.load(typo).catch((error: unknown) => error)).toMatchObject({
      code: "ASSET_NOT_FOUND",
      details: { nearest: ["sales/orders"] },
    });
    expect(await io.load(orders, { partition: "2024-05-02" }).catch((error: unknown) => error)).toMatchObject(
      {
        code: "PARTITION_NOT_FOUND",
        details: { nearest: ["day=2024-05-01"] },
      },
    );
    const upper = defineAsset({
      key: "Sales/orders",
      type: orders.type,
      partitions: { day: daily("placed") },
    });
    expect(await codeOf(io.load(upper))).toBe("NAME_COLLISION");
  });
});

it("events tell the steps in order", async () => {
  const events: SluiceEvent["type"][] = [];
  const stop = io.on((event) => events.push(event.type));
  await io.store(orders, [order(1, 1)], { split: true });
  stop();
  await io.store(orders, [order(1, 1)], { split: true });
  expect(events).toEqual([
    "store-start",
    "rows-packed",
    "file-put",
    "write-sealed",
    "write-committed",
    "store-end",
  ]);
});

it("a commit whose answer is lost is found by its nonce", async () => {
  let lose = true;
  const lossy = watched(store, {
    after: (call, key) => {
      if (call === "put" && key.includes("/_log/") && lose) {
        lose = false;
        throw Object.assign(new Error("connection reset"), {});
      }
    },
  });
  const receipt = await lakeOf(lossy).store(orders, [order(1, 1)], { split: true });
  expect(receipt).toMatchObject({ snapshot: 1, replayed: false });
  expect(await ids()).toEqual([1]);
});
