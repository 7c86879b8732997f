import { jsonl } from "@sluice/handler-jsonl";
import {
  createIOManager,
  defineAsset,
  type IOManagerOptions,
  int64,
  isSluiceError,
  manifest,
  memoryStore,
  type SluiceEvent,
  string,
  table,
  value,
} from "@sluice/sdk";
import type { Catalog } from "@sluice/sdk/plugin";
import { describe, expect, it, vi } from "vitest";
import { Lake } from "../src/io/lake.js";
import { retryPolicy } from "../src/retry/policy.js";
import { keysOf, lakeOf, watched } from "./lakes.js";
import { codeOf, failure } from "./packing.js";

const asset = defineAsset({ key: "a", type: table({ id: int64() }) });

describe("parts that do not belong together", () => {
  const parts = { handlers: [jsonl()], store: memoryStore() };
  const withCatalog = (capabilities: object) => ({
    ...parts,
    catalog: { ...manifest(), capabilities: { ...manifest().capabilities, ...capabilities } },
  });
  it.each([
    ["handlers that are no list", { ...parts, handlers: jsonl() }, "handlers"],
    ["no store", { ...parts, store: undefined }, "store"],
    ["a plugin of another version", { ...parts, store: { ...memoryStore(), specVersion: 2 } }, "specVersion"],
    ["an engine that does not read the format", withCatalog({ formats: ["OTHER"] }), "handlers"],
    ["an engine that does not read the store", withCatalog({ schemes: ["file"] }), "store"],
  ])("are refused at once: %s", (_name, options, option) => {
    const create = (): unknown => createIOManager(options as unknown as IOManagerOptions);
    expect(create).toThrowError(
      expect.objectContaining({ code: "CONFIGURATION_INVALID", details: { option } }),
    );
  });

  it("a mode the catalog lacks is refused before a byte is written", async () => {
    const store = memoryStore();
    const catalog: Catalog = { ...manifest(), capabilities: { modes: ["replace"], query: false } };
    const io = lakeOf(store, catalog);
    expect(await codeOf(io.store(asset, [], { mode: "append" }))).toBe("CAPABILITY_MISSING");
    const upsert = { mode: "upsert" } as unknown as { mode: "append" };
    expect(await codeOf(io.store(asset, [], upsert))).toBe("ASSET_INVALID");
    expect(await codeOf(io.query({ parts: [] }))).toBe("CAPABILITY_MISSING");
    expect(await keysOf(store)).toEqual([]);
  });

  it("append that replaces all is refused", async () => {
    const both = { mode: "append", replace: "all" } as unknown as { mode: "append" };
    expect(await codeOf(lakeOf().store(asset, [], both))).toBe("CONFIGURATION_INVALID");
  });

  it("replace is refused beside anything but a split, and where it is not all", async () => {
    const byName = defineAsset({
      key: "named",
      type: table({ id: int64(), name: string() }),
      partitions: { name: value("name") },
    });
    const io = lakeOf();
    await io.store(byName, [{ id: 1, name: "a" }], { split: true });
    for (const options of [
      { partition: "b", replace: "all" },
      { partition: "b", replace: "partition" },
      { split: true, replace: "named" },
    ]) {
      const rows = [{ id: 2, name: "b" }];
      await expect(io.store(byName, rows, options as never)).rejects.toMatchObject({
        code: "CONFIGURATION_INVALID",
        details: { option: "replace" },
      });
    }
    expect(await io.load(byName)).toEqual([{ id: 1n, name: "a" }]);
  });
});

describe("the probe for create-only puts", () => {
  it("is made once for all stores, and the giving up of one is not the others'", async () => {
    const store = memoryStore();
    let probes = 0;
    const slow = {
      ...store,
      async put(...args: Parameters<typeof store.put>) {
        if (args[0] === "_probe.json") {
          probes++;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        return store.put(...args);
      },
    };
    const io = lakeOf(slow);
    const controller = new AbortController();
    const first = codeOf(io.store(asset, [{ id: 1 }], { signal: controller.signal }));
    const second = io.store(asset, [{ id: 2 }]);
    controller.abort();
    expect(await first).toBe("ABORTED");
    expect((await second).rows).toBe(1);
    await io.store(asset, [{ id: 3 }]);
    expect(probes).toBe(2);
    await lakeOf(slow).store(asset, [{ id: 4 }]);
    expect(probes).toBe(3);
  });

  it("that fails is made again", async () => {
    let failing = true;
    const store = watched(memoryStore(), {
      before: (_call, key) => {
        if (failing && key === "_probe.json") throw new Error("no network");
      },
    });
    const io = lakeOf(store);
    await expect(io.store(asset, [])).rejects.toThrow("no network");
    expect(await io.check()).toEqual([{ level: "error", message: "no network" }]);
    failing = false;
    await io.store(asset, []);
    expect(await io.check()).toMatchObject([{ level: "ok" }]);
  });
});

describe("listeners", () => {
  it("that throw do not decide about a store", async () => {
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const io = lakeOf();
    io.on(() => {
      throw new Error("my listener");
    });
    expect((await io.store(asset, [{ id: 1 }])).rows).toBe(1);
    expect(await io.load(asset)).toEqual([{ id: 1n }]);
    expect(warned).toHaveBeenCalled();
    warned.mockRestore();
  });

  it("are told of a failure, and of a store that was one already", async () => {
    const io = lakeOf();
    const events: SluiceEvent[] = [];
    io.on((event) => events.push(event));
    const thrown = await failure(io.store(asset, [{ id: 1 }, null as never]));
    expect(events.at(-1)).toEqual({ type: "store-failed", asset: "a", error: thrown });
    const first = await io.store(asset, [{ id: 1 }], { idempotencyKey: "k" });
    events.length = 0;
    await io.store(asset, [{ id: 1 }], { idempotencyKey: "k" });
    expect(events).toEqual([
      { type: "store-start", asset: "a", write: first.write },
      { type: "write-committed", asset: "a", snapshot: 1 },
      { type: "store-end", asset: "a", snapshot: 1, rows: 1 },
    ]);
  });
});

describe("giving up", () => {
  it("is noticed at the next row of a slow source, and the source is closed", async () => {
    const controller = new AbortController();
    let given = 0;
    let closed = false;
    async function* slow() {
      try {
        for (; given < 1000; given++) {
          if (given === 10) controller.abort("enough");
          yield { id: given };
        }
      } finally {
        closed = true;
      }
    }
    const store = memoryStore();
    const error = await failure(lakeOf(store).store(asset, slow(), { signal: controller.signal }));
    expect(isSluiceError(error, "ABORTED")).toBe(true);
    expect((error as Error).cause).toBe("enough");
    expect(given).toBe(10);
    expect(closed).toBe(true);
    expect(await keysOf(store, "a/_log/")).toEqual([]);
  });

  it("before anything leaves nothing", async () => {
    const store = memoryStore();
    expect(await codeOf(lakeOf(store).store(asset, [{ id: 1 }], { signal: AbortSignal.abort() }))).toBe(
      "ABORTED",
    );
    expect(await keysOf(store, "a/")).toEqual([]);
  });
});

it("closing closes every part, once each", async () => {
  const closed: string[] = [];
  const close = (name: string) => async () => void closed.push(name);
  {
    await using io = createIOManager({
      handlers: [{ ...jsonl(), close: close("handler") }],
      store: { ...memoryStore(), close: close("store") },
      catalog: { ...manifest(), close: close("catalog") },
    });
    await io.store(asset, []);
  }
  expect(closed.sort()).toEqual(["catalog", "handler", "store"]);
});

describe("logs", () => {
  it("are kept as long as they are among those asked for last", () => {
    const lake = new Lake(
      { handlers: [], store: memoryStore(), catalog: manifest(), keepFailures: false },
      retryPolicy(false),
    );
    const logOf = (key: string) => lake.logOf({ ...asset.description, key });
    const [first, second] = [logOf("first"), logOf("second")];
    for (let other = 0; other < 499; other++) {
      logOf(`other ${other}`);
      expect(logOf("first")).toBe(first);
    }
    expect(logOf("second")).not.toBe(second);
  });
});
