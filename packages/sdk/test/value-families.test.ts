import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Asset,
  bytes,
  createIOManager,
  date,
  defineAsset,
  given,
  type IOManager,
  int64,
  json,
  manifest,
  memoryStore,
  type ObjectType,
  object,
  type SluiceEvent,
  sql,
  string,
  table,
  type ValueType,
} from "@sluice/sdk";
import type { Catalog, ObjectStore, ValueHandler } from "@sluice/sdk/plugin";
import { fsStore } from "@sluice/store-fs";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { keysOf, lakeOf, watched } from "./lakes.js";
import { codeOf, failure } from "./packing.js";

type Kept = [family: string, asset: Asset<ObjectType<{}>, never>, old: {}, fresh: {}];

const keptAs = (key: string, type: unknown): Kept[1] => defineAsset({ key, type: type as ObjectType<{}> });
const kept: Kept[] = [
  ["json", keptAs("kept/json", json()), { n: 1 }, ["two"]],
  ["bytes", keptAs("kept/bytes", bytes()), Uint8Array.of(1), new Uint8Array(0)],
  ["object", keptAs("kept/object", object()), new Map([["n", 1n]]), new Set([2])],
];

const folder = mkdtempSync(join(tmpdir(), "sluice-values-"));
afterAll(() => rmSync(folder, { recursive: true }));
let stores = 0;

describe.each<[string, () => ObjectStore]>([
  ["memory", memoryStore],
  ["files", () => fsStore({ root: join(folder, String(stores++)), sync: false })],
])("in %s", (_name, open) => {
  it.each(kept)("%s is stored, loaded, listed, rolled back", async (family, asset, old, fresh) => {
    const store = open();
    const io = createIOManager({ store });
    const events: SluiceEvent["type"][] = [];
    io.on((event) => events.push(event.type));
    const first = await io.store(asset, old, { metadata: { run: 1 } });
    expect(first).toMatchObject({
      snapshot: 1,
      rows: 0,
      files: 1,
      partitions: 1,
      relation: undefined,
      metadata: { run: 1 },
    });
    expect(events).toEqual(["store-start", "file-put", "write-sealed", "write-committed", "store-end"]);
    await io.store(asset, fresh);
    const cold = createIOManager({ store });
    expect(await cold.load(asset, { verify: true })).toEqual(fresh);
    expect(await cold.load(asset, { snapshot: 1 })).toEqual(old);
    await io.rollback(asset, { to: 1 });
    expect(await cold.load(asset)).toEqual(old);
    expect(await cold.loadEach(asset)).toEqual(new Map([["", old]]));
    expect((await cold.snapshots(asset)).map((each) => [each.snapshot, each.operation, each.files])).toEqual([
      [3, "rollback", 1],
      [2, "store", 1],
      [1, "store", 1],
    ]);
    const [file] = await cold.files(asset);
    expect(file).toMatchObject({ partition: {}, rows: 0, byteLength: first.byteLength });
    expect(await cold.partitions(asset)).toMatchObject([{ files: 1, byteLength: first.byteLength }]);
    expect(await cold.assets()).toEqual([`kept/${family}`]);
  });

  it.each(kept)(
    "%s with a key is stored once, and with ifSnapshot only over what was seen",
    async (_, asset, old, fresh) => {
      const store = open();
      const first = await createIOManager({ store }).store(asset, old, {
        idempotencyKey: "k",
        fingerprint: "f",
      });
      const before = await keysOf(store);
      const io = createIOManager({ store });
      const again = await io.store(asset, old, { idempotencyKey: "k", fingerprint: "f" });
      expect(again).toMatchObject({ replayed: true, write: first.write, snapshot: 1 });
      expect(await keysOf(store)).toEqual(before);
      expect(await codeOf(io.store(asset, fresh, { idempotencyKey: "k", fingerprint: "g" }))).toBe(
        "IDEMPOTENCY_KEY_REUSED",
      );
      expect(await codeOf(io.store(asset, fresh, { ifSnapshot: 0 }))).toBe("PUBLISH_CONFLICT");
      await io.store(asset, fresh, { ifSnapshot: 1 });
      expect(await io.store(asset, old, { idempotencyKey: "k", fingerprint: "f" })).toMatchObject({
        replayed: true,
        snapshot: 1,
      });
      expect(await io.load(asset)).toEqual(fresh);
    },
  );

  it.each(kept)("a damaged file of %s is found", async (_, asset, _old, fresh) => {
    const store = open();
    const io = createIOManager({ store });
    await io.store(asset, fresh);
    const [key] = (await keysOf(store, `${asset.key}/data/`)) as [string];
    const { bytes: content } = await store.get(key);
    const overwrite = (changed: Uint8Array) => store.put(key, changed, { mode: "overwrite" });
    await overwrite(Buffer.concat([content, Buffer.from("x")]));
    expect(await failure(io.load(asset))).toMatchObject({
      code: "FILE_CORRUPT",
      details: { asset: asset.key, file: key, snapshot: 1 },
    });
    if (content.length > 0) {
      await overwrite(content.map((each, index) => (index === content.length - 2 ? each ^ 1 : each)));
      expect(await codeOf(io.load(asset, { verify: true }))).toBe("FILE_CORRUPT");
    }
    await store.delete(key);
    expect(await codeOf(io.load(asset))).toBe("FILE_MISSING");
  });
});

const grid = defineAsset({
  key: "models",
  type: json(),
  partitions: { day: given(date()), region: given(string()) },
});
const models = defineAsset({
  key: "model",
  type: object<{ n: number }>(),
  partitions: { day: given(date()) },
});

describe("partitions of values", () => {
  let io: IOManager;
  beforeEach(async () => {
    io = createIOManager({ store: memoryStore() });
    for (const n of [1, 2, 3]) await io.store(models, { n }, { partition: `2024-05-0${n}` });
  });

  it("are loaded one, or each by itself", async () => {
    expect(await io.load(models, { partition: "2024-05-02" })).toEqual({ n: 2 });
    expect(await io.load(models, { partition: { day: new Date("2024-05-03") } })).toEqual({ n: 3 });
    await io.store(models, { n: 22 }, { partition: "2024-05-02" });
    expect(await io.loadEach(models, { partition: { day: { from: "2024-05-02" } } })).toEqual(
      new Map([
        ["2024-05-02", { n: 22 }],
        ["2024-05-03", { n: 3 }],
      ]),
    );
    expect(await io.loadEach(models, { snapshot: 2 })).toEqual(
      new Map([
        ["2024-05-01", { n: 1 }],
        ["2024-05-02", { n: 2 }],
      ]),
    );
    expect((await io.files(models)).map((file) => file.partition.day)).toEqual([
      "2024-05-01",
      "2024-05-02",
      "2024-05-03",
    ]);
    expect(await io.partitions(models)).toHaveLength(3);
  });

  it("must be named one by one, and be there", async () => {
    for (const options of [
      {},
      { partition: ["2024-05-01"] },
      { partition: { day: { from: "2024-05-01" } } },
    ]) {
      const error = await failure(io.load(models, options));
      expect(error).toMatchObject({ code: "PARTITION_INVALID", details: { partition: "day" } });
      expect(String(error)).toContain("io.loadEach");
    }
    expect(await failure(io.load(models, { partition: "2024-05-04", missing: "skip" }))).toMatchObject({
      code: "PARTITION_NOT_FOUND",
      details: { nearest: ["day=2024-05-03", "day=2024-05-02", "day=2024-05-01"] },
    });
    expect(await codeOf(io.load(models, { partition: "May" }))).toBe("PARTITION_INVALID");
    expect(await codeOf(io.loadEach(models, { partition: ["2024-05-01", "2024-05-04"] }))).toBe(
      "PARTITION_NOT_FOUND",
    );
    const found = await io.loadEach(models, { partition: ["2024-05-01", "2024-05-04"], missing: "skip" });
    expect([...found.keys()]).toEqual(["2024-05-01"]);
    const load = io.load as unknown as (asset: unknown, options: object) => Promise<unknown>;
    const plain = defineAsset({ key: "plain", type: json() });
    await io.store(plain, 1);
    expect(await codeOf(load(plain, { partition: "2024-05-01" }))).toBe("PARTITION_INVALID");
    expect(await codeOf(load(plain, { columns: [] }))).toBe("CONFIGURATION_INVALID");
  });

  it("have several dimensions, null among them", async () => {
    await io.store(grid, 1, { partition: { day: "2024-05-01", region: null } });
    await io.store(grid, 2, { partition: { day: "2024-05-01", region: "eu/west" } });
    expect(await io.load(grid, { partition: { day: "2024-05-01", region: null } })).toBe(1);
    expect([...(await io.loadEach(grid)).values()]).toEqual([1, 2]);
    expect(await codeOf(io.load(grid, { partition: { day: "2024-05-01" } }))).toBe("PARTITION_INVALID");
  });

  it("are rolled back by themselves", async () => {
    await io.store(models, { n: 9 }, { partition: "2024-05-01" });
    await io.rollback(models, { to: 2 });
    expect([...(await io.loadEach(models)).values()]).toEqual([{ n: 1 }, { n: 2 }]);
  });
});

describe("what a value cannot be asked", () => {
  const store = memoryStore();
  const refuse = (): never => {
    throw new Error("The catalog was asked.");
  };
  const engine: Catalog = {
    ...manifest(),
    name: "engine",
    capabilities: { modes: ["append"], query: true, formats: ["NONE"] },
    relation: refuse,
    prepare: refuse,
    publish: refuse,
    republish: refuse,
    scan: refuse,
    query: refuse,
  };
  const io = createIOManager({ store, catalog: engine });
  const plain = defineAsset({ key: "plain", type: json() });
  const loose = io as unknown as {
    store(asset: unknown, value: unknown, options?: object): Promise<unknown>;
    stream(asset: unknown): AsyncIterable<unknown>;
    batches(asset: unknown): AsyncIterable<unknown>;
  };

  it("no catalog is asked about it", async () => {
    await io.store(plain, { a: 1 });
    expect(await io.load(plain)).toEqual({ a: 1 });
    expect(await io.republish(plain)).toEqual({ snapshot: 1 });
    await io.rollback(plain, { to: 1 });
    expect(await io.snapshots(plain)).toHaveLength(2);
  });

  it("a query, a stream, batches", async () => {
    await io.store(plain, 1);
    const named = sql`SELECT * FROM ${plain as unknown as Asset}`;
    expect(await failure(io.query(named))).toMatchObject({
      code: "CAPABILITY_MISSING",
      message: expect.stringContaining("plain is json, which is no table in SQL"),
    });
    for (const rows of [loose.stream(plain), loose.batches(plain)]) {
      const error = await failure(
        (async () => {
          for await (const _ of rows);
        })(),
      );
      expect(error).toMatchObject({ code: "CAPABILITY_MISSING", details: { capability: "stream" } });
    }
  });

  it("appending and splitting, before a byte is written", async () => {
    const before = await keysOf(store);
    expect(await codeOf(loose.store(plain, 1, { mode: "append" }))).toBe("CAPABILITY_MISSING");
    expect(await codeOf(loose.store(plain, 1, { split: true }))).toBe("PARTITION_INVALID");
    expect(await codeOf(loose.store(models, { n: 1 }, { split: true }))).toBe("PARTITION_INVALID");
    expect(await codeOf(loose.store(models, { n: 1 }))).toBe("PARTITION_INVALID");
    for (const nothing of [null, undefined])
      expect(await codeOf(loose.store(plain, nothing))).toBe("VALUE_INVALID");
    expect(await keysOf(store)).toEqual(before);
  });
});

describe("bytes", () => {
  const raw = defineAsset({ key: "raw", type: bytes() });

  it("are streamed: no more than a few chunks are there at once", async () => {
    let ahead = 0;
    let most = 0;
    async function* chunks() {
      for (let chunk = 0; chunk < 50; chunk++) {
        most = Math.max(most, ++ahead);
        yield new Uint8Array(1024).fill(chunk);
      }
    }
    const store = fsStore({ root: join(folder, "streamed"), sync: false });
    const counting: ObjectStore = {
      ...store,
      put: (key, body, options) => store.put(key, body instanceof Uint8Array ? body : taken(body), options),
    };
    async function* taken(body: AsyncIterable<Uint8Array>) {
      for await (const chunk of body) {
        ahead--;
        yield chunk;
      }
    }
    const io = createIOManager({ store: counting });
    expect(await io.store(raw, chunks())).toMatchObject({ byteLength: 50 * 1024 });
    expect(most).toBeLessThan(3);
    const loaded = await io.load(raw);
    expect([loaded.length, loaded[1023], loaded[49 * 1024]]).toEqual([50 * 1024, 0, 49]);
  });

  it("longer than one read come back whole", async () => {
    const long = new Uint8Array(20 * 1024 * 1024 + 5).map((_, index) => index % 251);
    const io = createIOManager({ store: memoryStore() });
    await io.store(raw, long);
    expect(Buffer.compare(await io.load(raw), long)).toBe(0);
  });

  it.each<[string, unknown]>([
    ["a text", "abc"],
    ["a number", 5],
    ["an array", [1, 2]],
    ["an object", { a: 1 }],
    ["other numbers", new Float64Array(2)],
    [
      "a stream of texts",
      (async function* () {
        yield Buffer.from("a");
        yield "b";
      })(),
    ],
  ])("are not %s", async (_name, value) => {
    const store = memoryStore();
    const io = createIOManager({ store });
    expect(await codeOf(io.store(raw, value as Uint8Array))).toBe("VALUE_INVALID");
    expect(await keysOf(store, "raw/")).toEqual([]);
  });

  it("of a source that breaks or is given up are not stored, and the source is closed", async () => {
    const store = memoryStore();
    const io = createIOManager({ store });
    const controller = new AbortController();
    let closed = 0;
    async function* source(then: () => void) {
      try {
        for (;;) {
          yield Buffer.from("a");
          then();
        }
      } finally {
        closed++;
      }
    }
    const broken = source(() => {
      throw new Error("the source is gone");
    });
    await expect(io.store(raw, broken)).rejects.toThrow("the source is gone");
    const { signal } = controller;
    expect(
      await codeOf(
        io.store(
          raw,
          source(() => controller.abort()),
          { signal },
        ),
      ),
    ).toBe("ABORTED");
    expect(closed).toBe(2);
    expect(await keysOf(store, "raw/")).toEqual([]);
  });

  it("that the store cut are found before the commit", async () => {
    const store = memoryStore();
    const cutting: ObjectStore = {
      ...store,
      async put(key, body, options) {
        const info = await store.put(key, body, options);
        if (!key.includes("/data/")) return info;
        return store.put(key, Buffer.from("a"), { mode: "overwrite" });
      },
    };
    expect(await failure(createIOManager({ store: cutting }).store(raw, Buffer.from("abc")))).toMatchObject({
      code: "VERIFY_FAILED",
      details: { sent: "3 bytes", found: "1 bytes" },
    });
    const losing = watched(store, {
      after: (call, key) => {
        if (call === "put" && key.includes("/data/")) void store.delete(key);
      },
    });
    expect(await failure(createIOManager({ store: losing }).store(raw, Buffer.from("abc")))).toMatchObject({
      code: "VERIFY_FAILED",
      details: { found: "nothing" },
    });
    expect(await keysOf(store, "raw/_log/")).toEqual([]);
  });
});

describe("families and their handlers", () => {
  const upper = (): ValueHandler<string> => ({
    specVersion: 1,
    name: "upper",
    family: "shout",
    extension: "txt",
    contentType: "text/plain",
    async *encode(value) {
      yield Buffer.from(value.toUpperCase());
    },
    decode: async (file) => Buffer.from(await file.read(0, file.byteLength)).toString(),
  });
  const shout = defineAsset({ key: "shout", type: { family: "shout" } as ValueType<string> });
  const plain = defineAsset({ key: "plain", type: json() });

  it("a plugin brings one of its own", async () => {
    const store = memoryStore();
    const io = createIOManager({ handlers: [upper()], store });
    await io.store(shout, "hello");
    expect(await io.load(shout)).toBe("HELLO");
    expect(await keysOf(store, "shout/data/")).toEqual([expect.stringMatching(/part-00000\.txt$/)]);
    expect(await failure(createIOManager({ store }).load(shout))).toMatchObject({
      code: "HANDLER_MISSING",
      details: { wanted: "upper", installed: [] },
    });
  });

  it("without one nothing is written", async () => {
    const store = memoryStore();
    const io = createIOManager({ store });
    const rows = defineAsset({ key: "rows", type: table({ id: int64() }) });
    const installed = ["bytes", "json", "object"];
    expect(await failure(io.store(shout, "a"))).toMatchObject({
      code: "HANDLER_MISSING",
      details: { asset: "shout", wanted: "shout", installed },
    });
    expect(await failure(io.store(rows, [{ id: 1 }]))).toMatchObject({
      code: "HANDLER_MISSING",
      details: { asset: "rows", wanted: "table", installed },
    });
    expect(await keysOf(store)).toEqual([]);
  });

  it("another one of a family writes in its place, and the old files still load", async () => {
    const store = memoryStore();
    await createIOManager({ store }).store(plain, { a: 1 });
    const other: ValueHandler = {
      ...upper(),
      name: "reversed",
      family: "json",
      async *encode(value) {
        yield Buffer.from(JSON.stringify(value)).reverse();
      },
      async decode(file) {
        const content = Buffer.from(await file.read(0, file.byteLength));
        return JSON.parse(content.reverse().toString());
      },
    };
    const io = createIOManager({ handlers: [other], store });
    expect(await io.load(plain)).toEqual({ a: 1 });
    await io.store(plain, { a: 2 });
    expect(await io.load(plain)).toEqual({ a: 2 });
    expect(await io.load(plain, { snapshot: 1 })).toEqual({ a: 1 });
    expect(await failure(createIOManager({ store }).load(plain))).toMatchObject({
      code: "HANDLER_MISSING",
      details: { wanted: "reversed", installed: ["json"] },
    });
  });

  it("one key is of one family", async () => {
    const store = memoryStore();
    const as = (type: ValueType) => defineAsset({ key: "plain", type });
    const rows = defineAsset({ key: "plain", type: table({ id: int64() }) });
    await createIOManager({ store }).store(plain, 1, { idempotencyKey: "k" });
    const io = lakeOf(store);
    expect(await codeOf(io.store(as(bytes()), Buffer.from("a")))).toBe("SCHEMA_MISMATCH");
    expect(await codeOf(io.store(as(bytes()), Buffer.from("a"), { idempotencyKey: "k" }))).toBe(
      "SCHEMA_MISMATCH",
    );
    expect(await codeOf(io.load(as(object())))).toBe("SCHEMA_MISMATCH");
    expect(await codeOf(io.load(rows))).toBe("SCHEMA_MISMATCH");
    expect(await codeOf(io.store(rows, [{ id: 1 }]))).toBe("SCHEMA_MISMATCH");
    const other = lakeOf(memoryStore());
    await other.store(rows, [{ id: 1 }]);
    expect(await failure(other.load(plain))).toMatchObject({
      code: "SCHEMA_MISMATCH",
      details: { changes: ["was table", "is json"] },
    });
    expect(await codeOf(other.store(plain, 1))).toBe("SCHEMA_MISMATCH");
    expect(await io.load(plain)).toBe(1);
  });

  it("a handler that follows another version of the contract is refused", () => {
    const old = { ...upper(), specVersion: 2 as 1 };
    expect(() => createIOManager({ handlers: [old], store: memoryStore() })).toThrow("CONFIGURATION_INVALID");
  });
});
