import { jsonl } from "@sluice/handler-jsonl";
import { createIOManager, defineAsset, int64, memoryStore, table } from "@sluice/sdk";
import type { ObjectStore, TypeHandler } from "@sluice/sdk/plugin";
import { describe, expect, it } from "vitest";
import { keysOf, lakeOf } from "./lakes.js";
import { codeOf, failure } from "./packing.js";

const asset = defineAsset({ key: "a", type: table({ id: int64() }) });
const rows = [{ id: 1 }, { id: 2 }, { id: 3 }];
const over = (store: ObjectStore, handler: Partial<TypeHandler>) =>
  createIOManager({ handlers: [{ ...jsonl(), ...handler }], store });

describe("before the commit", () => {
  it("a store that cut a file is found", async () => {
    const store = memoryStore();
    const cutting: ObjectStore = {
      ...store,
      async put(key, body, options) {
        if (!key.includes("/data/")) return store.put(key, body, options);
        const parts: Uint8Array[] = [];
        for await (const part of body as AsyncIterable<Uint8Array>) parts.push(part);
        return store.put(key, Buffer.concat(parts).subarray(0, 9), options);
      },
    };
    expect(await failure(lakeOf(cutting).store(asset, rows))).toMatchObject({
      code: "VERIFY_FAILED",
      details: { sent: "27 bytes" },
    });
    expect(await codeOf(lakeOf(store).load(asset))).toBe("ASSET_NOT_FOUND");
  });

  it("a handler that loses rows is found", async () => {
    const store = memoryStore();
    const io = over(store, { inspect: async () => ({ rows: 2 }) });
    expect(await failure(io.store(asset, rows))).toMatchObject({
      code: "VERIFY_FAILED",
      details: { sent: "3 rows", found: "2 rows" },
    });
    const early = over(store, {
      async *encode() {
        yield { body: (async function* () {})(), rows: () => 3 };
      },
    });
    expect(await codeOf(early.store(asset, rows))).toBe("VERIFY_FAILED");
    expect(await keysOf(store, "a/_log/")).toEqual([]);
  });

  it("a handler's own failure is passed on and the source is closed", async () => {
    let closed = false;
    const source = (function* () {
      try {
        for (let id = 0; ; id++) yield { id };
      } finally {
        closed = true;
      }
    })();
    const io = over(memoryStore(), {
      // biome-ignore lint/correctness/useYield: it fails before its first file
      async *encode(form) {
        for await (const batch of form.batches) if (batch.numRows > 0) throw new Error("the disk is full");
      },
    });
    await expect(io.store(asset, source)).rejects.toThrow("the disk is full");
    expect(closed).toBe(true);
  });
});

describe("when loading", () => {
  const stored = async () => {
    const store = memoryStore();
    await lakeOf(store).store(asset, rows);
    const [key] = await keysOf(store, "a/data/");
    return { store, key: key as string };
  };

  it("a file that is gone is FILE_MISSING", async () => {
    const { store, key } = await stored();
    await store.delete(key);
    expect(await failure(lakeOf(store).load(asset))).toMatchObject({
      code: "FILE_MISSING",
      details: { asset: "a", file: key },
    });
  });

  it.each(['{"id":1}\n', '{"id":1}\n{"id":2}\n{"id":3}\n{"id":4}\n', '{"id":1}\n{"id":2}\n        \n'])(
    "a file that was changed is FILE_CORRUPT: %j",
    async (content) => {
      const { store, key } = await stored();
      await store.put(key, Buffer.from(content), { mode: "overwrite" });
      expect(await failure(lakeOf(store).load(asset))).toMatchObject({
        code: "FILE_CORRUPT",
        details: { file: key },
      });
    },
  );

  it("a handler that gives other rows than were stored is FILE_CORRUPT", async () => {
    const { store } = await stored();
    const io = over(store, {
      async *decode(file, context) {
        for await (const batch of jsonl().decode(file, context)) yield batch.slice(0, 2);
      },
    });
    expect(await codeOf(io.load(asset))).toBe("FILE_CORRUPT");
  });

  it("each file is read by the handler that wrote it", async () => {
    const { store } = await stored();
    const other = { ...jsonl(), name: "other" };
    expect(await failure(createIOManager({ handlers: [other], store }).load(asset))).toMatchObject({
      code: "HANDLER_MISSING",
      details: { wanted: "jsonl", installed: ["other"] },
    });
    const both = createIOManager({ handlers: [other, jsonl()], store });
    await both.store(asset, [{ id: 4 }], { mode: "append" });
    expect(await both.load(asset)).toEqual([1n, 2n, 3n, 4n].map((id) => ({ id })));
    expect(await codeOf(lakeOf(store).load(asset))).toBe("HANDLER_MISSING");
  });

  it("columns that are not there are named", async () => {
    const { store } = await stored();
    const load = lakeOf(store).load as unknown as (asset: unknown, options: object) => Promise<unknown>;
    expect(await failure(load(asset, { columns: ["ib"] }))).toMatchObject({
      code: "UNKNOWN_COLUMN",
      details: { column: "ib", nearest: ["id"] },
    });
  });

  it("a signal ends it", async () => {
    const { store } = await stored();
    expect(await codeOf(lakeOf(store).load(asset, { signal: AbortSignal.abort() }))).toBe("ABORTED");
  });
});
