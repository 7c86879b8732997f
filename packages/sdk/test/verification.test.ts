import { createIOManager, defineAsset, int64, json, manifest, memoryStore, table } from "@sluice/sdk";
import type { Catalog, ObjectStore } from "@sluice/sdk/plugin";
import { describe, expect, it } from "vitest";
import { arrowIpc } from "../src/memory/arrow-ipc.js";
import { keysOf, watched } from "./lakes.js";

const orders = defineAsset({ key: "sales/orders", type: table({ id: int64() }) });
const rows = [{ id: 1 }, { id: 2 }];

/** A store that changes a byte of every data file behind the putter's back. */
function rotting(): ObjectStore {
  const store = memoryStore();
  return {
    ...store,
    async put(key, body, options) {
      const info = await store.put(key, body, options);
      if (!key.includes("/data/")) return info;
      const { bytes } = await store.get(key);
      const last = bytes.length - 1;
      bytes[last] = (bytes[last] as number) ^ 1;
      return store.put(key, bytes, { mode: "overwrite" });
    },
  };
}

/** A catalog whose engine counts what `count` says. */
function counting(count: () => number): Catalog {
  return {
    ...manifest(),
    capabilities: { modes: ["replace", "append"], query: true },
    relation: () => "sales.orders",
    async query() {
      async function* pages() {
        yield [[BigInt(count())]];
      }
      return { columns: [{ name: "count", type: "bigint" }], rows: pages() };
    },
  };
}

const openOn = (store: ObjectStore, catalog = manifest()) =>
  createIOManager({ handlers: [arrowIpc()], store, catalog });

describe("a store with verify", () => {
  it("checksum reads the bytes back before the commit", async () => {
    const value = defineAsset({ key: "value", type: json() });
    const io = openOn(rotting());
    await expect(io.store(value, { a: 1 }, { verify: "checksum" })).rejects.toMatchObject({
      code: "VERIFY_FAILED",
      details: { file: expect.stringContaining("part-00000"), sent: expect.stringContaining("sha256:") },
    });
    await expect(io.load(value)).rejects.toMatchObject({ code: "ASSET_NOT_FOUND" });
    const sound = openOn(memoryStore());
    expect(await sound.store(orders, rows, { verify: "checksum" })).toMatchObject({ rows: 2, snapshot: 1 });
  });

  it("sql counts after the commit, and says how to take it back", async () => {
    const io = openOn(
      memoryStore(),
      counting(() => 2),
    );
    expect((await io.store(orders, rows, { verify: "sql" })).snapshot).toBe(1);
    await expect(io.store(orders, [...rows, { id: 3 }], { verify: "sql" })).rejects.toMatchObject({
      code: "VERIFY_FAILED",
      details: {
        committed: true,
        snapshot: 2,
        found: "2 rows",
        sent: "3 rows in snapshot 2",
        receipt: { rows: 3 },
      },
      hint: expect.stringContaining("{ to: 1 }"),
    });
    expect(await io.load(orders)).toHaveLength(3);
  });

  it("sql takes the count of a snapshot that came meanwhile", async () => {
    const store = memoryStore();
    const other = openOn(store);
    let count = 0;
    const catalog = counting(() => count);
    const io = openOn(store, {
      ...catalog,
      async query(...given) {
        await other.store(orders, [{ id: 9 }], { mode: "append" });
        count = 3;
        return (catalog.query as NonNullable<Catalog["query"]>)(...given);
      },
    });
    expect((await io.store(orders, rows, { verify: "sql" })).snapshot).toBe(1);
  });

  it("sql takes the newest snapshot where older ones were swept, and asks for no older one", async () => {
    const store = memoryStore();
    const log: string[] = [];
    const io = openOn(
      watched(store, { before: (_, key) => key.includes("_checkpoints/") && log.push(key) }),
      counting(() => 1),
    );
    await io.store(orders, rows, { idempotencyKey: "k" });
    for (let id = 0; id < 4; id++) await io.store(orders, [{ id }]);
    await io.sweep(orders, { olderThanMillis: 0, force: true });
    log.length = 0;
    const again = await io.store(orders, rows, { idempotencyKey: "k", verify: "sql" });
    expect(again).toMatchObject({ replayed: true, snapshot: 1 });
    expect(log).toEqual([]);
  });

  it("sql compares with what was not swept", async () => {
    const io = openOn(
      memoryStore(),
      counting(() => 7),
    );
    await io.store(orders, rows, { idempotencyKey: "k" });
    await io.store(orders, [{ id: 3 }]);
    await io.sweep(orders, { olderThanMillis: 0, force: true });
    await expect(io.store(orders, rows, { idempotencyKey: "k", verify: "sql" })).rejects.toMatchObject({
      code: "VERIFY_FAILED",
      details: { committed: true, snapshot: 1, found: "7 rows", sent: "1 rows in snapshot 2" },
    });
  });

  it("sql tells that it is committed where the log does not answer, also to a caller who gave up", async () => {
    for (const gaveUp of [false, true]) {
      const controller = new AbortController();
      let down = false;
      const store = watched(memoryStore(), {
        before: (_, key) => {
          if (down && key.includes("_log/")) throw new Error("down");
        },
      });
      const io = openOn(
        store,
        counting(() => {
          down = true;
          if (gaveUp) controller.abort();
          return 2;
        }),
      );
      const { signal } = controller;
      await expect(io.store(orders, rows, { verify: "sql", signal })).rejects.toMatchObject({
        code: "PUBLISH_INCOMPLETE",
        details: { committed: true, snapshot: 1, receipt: { rows: 2 } },
      });
    }
  });

  it("sql tells of an engine that fails, with the receipt", async () => {
    const io = openOn(
      memoryStore(),
      counting(() => {
        throw new Error("the engine is out");
      }),
    );
    await expect(io.store(orders, rows, { verify: "sql" })).rejects.toMatchObject({
      code: "PUBLISH_INCOMPLETE",
      details: { committed: true, snapshot: 1, receipt: { rows: 2 } },
    });
  });

  it("refuses what cannot be checked before a byte is written", async () => {
    const store = memoryStore();
    const refused = openOn(store).store(orders, rows, { verify: "sql" });
    await expect(refused).rejects.toMatchObject({ code: "CAPABILITY_MISSING" });
    const misspelt = openOn(store).store(orders, rows, { verify: "all" as never });
    await expect(misspelt).rejects.toMatchObject({ code: "CONFIGURATION_INVALID" });
    expect(await keysOf(store)).toEqual([]);
  });
});

describe("reports of failures", () => {
  const reports = async (keepFailures: boolean): Promise<unknown[]> => {
    const store = memoryStore();
    const io = createIOManager({ handlers: [arrowIpc()], store, keepFailures });
    await expect(io.store(orders, [{ id: 2n ** 70n }])).rejects.toMatchObject({ code: "VALUE_UNSUPPORTED" });
    const keys = (await keysOf(store)).filter((key) => key.startsWith("sales/orders/_failures/"));
    const texts = keys.map(async (key) => Buffer.from((await store.get(key)).bytes).toString());
    return (await Promise.all(texts)).map((text) => JSON.parse(text));
  };

  it("are kept when asked for", async () => {
    expect(await reports(false)).toEqual([]);
    expect(await reports(true)).toMatchObject([
      { asset: "sales/orders", code: "VALUE_UNSUPPORTED", details: { row: 0, column: "id" } },
    ]);
  });

  it("leave the failure what it is where they cannot be kept", async () => {
    const store = watched(memoryStore(), {
      before: (_call, key) => {
        if (key.includes("_failures")) throw new Error("full");
      },
    });
    const io = createIOManager({ handlers: [arrowIpc()], store, keepFailures: true });
    await expect(io.store(orders, [{ id: 0.5 }])).rejects.toMatchObject({ code: "VALUE_UNSUPPORTED" });
  });
});
