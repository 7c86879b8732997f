import { jsonl } from "@sluice/handler-jsonl";
import {
  binary,
  createIOManager,
  date,
  defineAsset,
  float64,
  given,
  type IOManager,
  int64,
  list,
  map,
  memoryStore,
  type SluiceError,
  string,
  table,
  timestamp,
} from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import { describeCatalog, httpDestination } from "@sluice/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Receiver, receiver } from "./receiver.js";

const opened: Receiver[] = [];

async function newReceiver(deduplicates: boolean): Promise<Receiver> {
  const made = await receiver({ deduplicates });
  opened.push(made);
  return made;
}

for (const delivery of ["exactly-once", "at-least-once"] as const) {
  describe(`a destination that delivers ${delivery}`, () => {
    describeCatalog({ describe, it }, async () => {
      const server = await newReceiver(delivery === "exactly-once");
      return {
        catalog: httpDestination({ url: server.url, delivery }),
        store: memoryStore(),
        handler: jsonl(),
        received: async (asset) => server.rows(asset).map((row) => ({ ...row, id: BigInt(String(row.id)) })),
      };
    });
  });
}

const orders = defineAsset({ key: "sales/orders", type: table({ id: int64() }) });
const once = { mode: "append", idempotencyKey: "2024-05-01" } as const;

describe("a delivery", () => {
  let objects: ObjectStore;
  let server: Receiver;

  beforeEach(async () => {
    objects = memoryStore();
    server = await newReceiver(true);
  });
  afterEach(() => server.close());

  const open = (store: ObjectStore = objects, url = server.url): IOManager =>
    createIOManager({
      handlers: [jsonl()],
      store,
      catalog: httpDestination({ url, delivery: "exactly-once" }),
    });
  const ids = () => server.rows("sales/orders").map(({ id }) => id);

  it("is sealed first, and repeated under the id of the write after a crash before the receipt", async () => {
    const dying: ObjectStore = {
      ...objects,
      async put(key, body, options) {
        if (key.includes("/_log/")) throw new Error("the process died");
        return objects.put(key, body, options);
      },
    };
    const events: string[] = [];
    const io = open(dying);
    io.on(({ type }) => events.push(type));
    await expect(io.store(orders, [{ id: 1 }, { id: 2 }], once)).rejects.toThrow("the process died");
    expect(events).toContain("write-sealed");
    expect(ids()).toEqual(["1", "2"]);

    const receipt = await open().store(orders, [{ id: 1 }, { id: 2 }], once);
    expect(ids()).toEqual(["1", "2"]);
    expect(server.keys).toEqual([receipt.write, receipt.write]);
    expect(receipt).toMatchObject({ snapshot: 1, rows: 2, delivery: "exactly-once", replayed: false });

    const again = await open().store(orders, [{ id: 1 }, { id: 2 }], once);
    expect(again).toMatchObject({ write: receipt.write, snapshot: 1, replayed: true });
    expect(server.keys).toHaveLength(2);
  });

  it("arrives twice where the receiver does not know the write, as the receipt says", async () => {
    const forgetful = await newReceiver(false);
    forgetful.answers.push(0);
    const io = createIOManager({
      handlers: [jsonl()],
      store: objects,
      catalog: httpDestination({ url: forgetful.url }),
    });
    await expect(io.store(orders, [{ id: 1 }], once)).rejects.toMatchObject({ code: "DELIVERY_FAILED" });
    const receipt = await io.store(orders, [{ id: 1 }], once);
    expect(receipt.delivery).toBe("at-least-once");
    expect(forgetful.rows("sales/orders")).toEqual([{ id: "1" }, { id: "1" }]);
  });

  it("whose answer was lost may be tried again, and arrived once", async () => {
    server.answers.push(0);
    const io = open();
    await expect(io.store(orders, [{ id: 1 }], once)).rejects.toMatchObject({
      code: "DELIVERY_FAILED",
      retryable: true,
    });
    await expect(io.snapshots(orders)).rejects.toMatchObject({ code: "ASSET_NOT_FOUND" });
    await io.store(orders, [{ id: 1 }], once);
    expect(ids()).toEqual(["1"]);
  });

  it.each([
    [503, true],
    [429, true],
    [401, false],
  ])("that is answered %s is an error without a secret, retryable: %s", async (status, retryable) => {
    server.answers.push(status);
    const error = await open()
      .store(orders, [{ id: 1 }], once)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "DELIVERY_FAILED", retryable });
    expect(String(error)).toContain(`answered ${status}`);
    expect(`${String(error)} ${JSON.stringify((error as SluiceError).details)}`).not.toContain("secret");
    expect(ids()).toEqual([]);
  });

  it("of a damaged file delivers nothing and says so", async () => {
    const damaging: ObjectStore = {
      ...objects,
      async put(key, body, options) {
        const info = await objects.put(key, body, options);
        if (!key.includes("/_seals/")) return info;
        for await (const { key: file, byteLength } of objects.list("sales/orders/data/")) {
          await objects.put(file, new Uint8Array(byteLength), { mode: "overwrite" });
        }
        return info;
      },
    };
    const storing = open(damaging).store(orders, [{ id: 1 }], once);
    await expect(storing).rejects.toMatchObject({ code: "FILE_CORRUPT" });
    expect(ids()).toEqual([]);
  });

  it("holds given partitions and every value as text where JSON has none", async () => {
    const asset = defineAsset({
      key: "all/kinds",
      type: table({
        n: int64(),
        x: list(float64()),
        at: timestamp(3),
        bytes: binary(),
        m: map(string(), int64()),
      }),
      partitions: { day: given(date()) },
    });
    const row = {
      n: 2n ** 60n,
      x: [0.5, -0, Number.NaN, Number.NEGATIVE_INFINITY],
      at: new Date(0),
      bytes: new Uint8Array([1, 255]),
      m: new Map([["a", 1n]]),
    };
    await open().store(asset, [row], { partition: "2024-05-01", mode: "append" });
    expect(server.rows("all/kinds")).toEqual([
      {
        n: "1152921504606846976",
        x: [0.5, "-0", "NaN", "-Infinity"],
        at: "1970-01-01T00:00:00.000Z",
        bytes: "Af8=",
        m: [["a", "1"]],
        day: "2024-05-01",
      },
    ]);
  });
});
