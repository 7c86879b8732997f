import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  createIOManager,
  date,
  defineAsset,
  given,
  type IOManager,
  int64,
  json,
  lazy,
  materialize,
  memoryIO,
  memoryStore,
  result,
  sql,
  string,
  table,
} from "@sluice/sdk";
import type { Commit, ObjectStore } from "@sluice/sdk/plugin";
import { beforeEach, describe, expect, it } from "vitest";
import { layout } from "../src/log/layout.js";
import { keysOf, lakeOf } from "./lakes.js";
import { codeOf, step } from "./pipelines.js";

const type = table({ n: int64({ as: "number" }) });
const source = defineAsset({ key: "source", type });
const target = defineAsset({
  key: "target",
  type,
  deps: { source: lazy(source) },
  codeVersion: "7",
  compute: () => result([{ n: 1 }], { metadata: { note: "x" } }),
});

let store: ObjectStore;
let io: IOManager;
beforeEach(() => {
  store = memoryStore();
  io = lakeOf(store);
});

async function commitOf(asset: string, number: number): Promise<Commit> {
  return JSON.parse(
    Buffer.from((await store.get(layout.logEntry(asset, number))).bytes).toString(),
  ) as Commit;
}

describe("run metadata", () => {
  it("is in the receipt, the snapshot and the commit", async () => {
    await io.store(source, [{ n: 1 }]);
    await io.store(source, [{ n: 2 }], { mode: "append" });
    const report = await materialize([target], { io, run: { id: "r:1" } });
    const run = { id: "r:1", codeVersion: "7", inputs: { source: 2 } };
    const schemaHash = expect.stringMatching(/^[0-9a-f]{16}$/);
    expect(report.tasks[0]?.receipt).toMatchObject({ run, schemaHash, metadata: { note: "x" } });
    expect(await io.snapshots(target)).toMatchObject([{ run, schemaHash, metadata: { note: "x" } }]);
    expect((await commitOf("target", 1)).run).toEqual(run);
    expect((await materialize([target], { io })).run).not.toBe((await materialize([target], { io })).run);
  });

  it("is what a store says, and a repeated store tells of the first", async () => {
    const first = await io.store(source, [], { run: { id: "a" }, idempotencyKey: "k" });
    expect(first.run).toEqual({ id: "a" });
    const again = await io.store(source, [], { run: { id: "b" }, idempotencyKey: "k" });
    expect(again).toMatchObject({ replayed: true, run: { id: "a" } });
    expect(await io.store(source, [])).not.toHaveProperty("run");
  });

  it("tells columns apart by their hash", async () => {
    const hashOf = async (key: string, columns: Parameters<typeof table>[0]): Promise<string> =>
      (await io.store(defineAsset({ key, type: table(columns) }), [])).schemaHash;
    expect(await hashOf("a", { n: int64() })).toBe(await hashOf("b", { n: int64() }));
    expect(await hashOf("c", { n: int64({ nullable: true }) })).not.toBe(await hashOf("d", { n: int64() }));
  });

  it("that the log would lose or change is refused", async () => {
    for (const run of [
      ...[
        "text",
        null,
        [],
        {},
        { id: 1 },
        { id: "" },
        { id: "two words" },
        { id: "x".repeat(81) },
        { id: "ä" },
      ],
      ...[
        { id: "a", codeVersion: 1 },
        { id: "a", inputs: { b: -1 } },
        { id: "a", inputs: [1] },
        { id: "a", by: "me" },
      ],
    ]) {
      expect(await codeOf(io.store(source, [], { run: run as never })), JSON.stringify(run)).toBe(
        "CONFIGURATION_INVALID",
      );
    }
    expect(await io.assets()).toEqual([]);
  });

  it("is absent where an older version stored", async () => {
    const text = readFileSync(join(import.meta.dirname, "fixtures/format-1.json"), "utf8");
    for (const [key, body] of Object.entries(JSON.parse(text) as Record<string, string>)) {
      await store.put(key, Buffer.from(body), { mode: "create" });
    }
    const old = defineAsset({ key: "old/plain", type: table({ id: int64() }) });
    const [second, first] = await io.snapshots(old);
    expect(second).not.toHaveProperty("run");
    expect(second?.schemaHash).toBe(first?.schemaHash);
    const receipt = await io.store(old, [], { mode: "append", idempotencyKey: "second", run: { id: "now" } });
    expect(receipt).toMatchObject({ replayed: true, schemaHash: first?.schemaHash });
    expect(receipt).not.toHaveProperty("run");
  });
});

describe("snapshots of a partition", () => {
  it("are those that changed it, the newest first", async () => {
    const asset = defineAsset({
      key: "parts",
      type: json(),
      partitions: { day: given(date()), p: given(string()) },
    });
    const put = (day: string, p: string): Promise<unknown> => io.store(asset, 1, { partition: { day, p } });
    for (let index = 0; index < 3; index++) {
      await put("2024-05-01", "a");
      await put("2024-05-01", "b");
      await put("2024-05-02", "a");
    }
    const numbers = async (partition: object, limit = 100): Promise<number[]> =>
      (await io.snapshots(asset, { partition, limit })).map(({ snapshot }) => snapshot);
    expect(await numbers({ day: "2024-05-01", p: "b" })).toEqual([8, 5, 2]);
    expect(await numbers({ day: "2024-05-01" }, 3)).toEqual([8, 7, 5]);
    expect(await numbers({ p: "a" }, 1)).toEqual([9]);
    expect(await numbers({ p: "c" })).toEqual([]);
    await io.rollback(asset, { to: 1 });
    expect(await numbers({ day: "2024-05-01", p: "b" }, 2)).toEqual([10, 8]);
  });
});

describe("io managers", () => {
  const here = step("here", []);
  const there = defineAsset({
    key: "there",
    type: json(),
    io: "warehouse",
    deps: { here },
    compute: ({ deps }) => [deps.here],
  });
  const back = defineAsset({ key: "back", type: json(), deps: { there }, compute: ({ deps }) => deps.there });

  it("keep the assets that name them, and inputs come from their own", async () => {
    const [first, warehouse] = [memoryIO(), memoryIO()];
    (await materialize([back, there, here], { io: { default: first, warehouse } })).orThrow();
    expect([await first.assets(), await warehouse.assets()]).toEqual([["back", "here"], ["there"]]);
    expect(await first.load(back)).toEqual(["here"]);
    const report = await materialize([back, there], {
      io: { default: first, warehouse },
      skip: "up-to-date",
    });
    expect(report.counts["up-to-date"]).toBe(2);
  });

  it("that are not given are refused before anything runs, for inputs too", async () => {
    const memory = memoryIO();
    const inherited = defineAsset({ key: "inherited", type: json(), io: "constructor", compute: () => 1 });
    for (const assets of [[here, there], [back], [inherited]]) {
      expect(await codeOf(materialize(assets, { io: memory }))).toBe("CONFIGURATION_INVALID");
      expect(await codeOf(materialize(assets, { io: { default: memory, other: memory } }))).toBe(
        "CONFIGURATION_INVALID",
      );
    }
    expect(await memory.assets()).toEqual([]);
  });
});

describe("an asset of a run", () => {
  const scratch = defineAsset({
    key: "tmp/scratch",
    type,
    partitions: { day: given(date()) },
    scope: "run",
    compute: ({ partition }) => [{ n: Number(partition.day.slice(-2)) }],
  });
  const sum = defineAsset({
    key: "sum",
    type: json(),
    deps: { scratch },
    compute: ({ deps }) => deps.scratch.reduce((total, { n }) => total + n, 0),
  });
  const range = (to: string): { day: object } => ({ day: { from: "2024-05-01", to } });

  it("is each run's own, below a folder of the run, in no list", async () => {
    (
      await materialize([scratch, sum], { io, partitions: range("2024-05-03"), run: { id: "r/1" } })
    ).orThrow();
    expect(await io.load(sum)).toBe(6);
    (await materialize([scratch, sum], { io, partitions: range("2024-05-02"), run: { id: "r2" } })).orThrow();
    expect(await io.load(sum)).toBe(3);
    expect(await io.load(scratch, { run: { id: "r/1" } })).toHaveLength(3);
    expect((await io.loadEach(scratch, { run: { id: "r2" } })).size).toBe(2);
    expect(await io.partitions(scratch, { run: { id: "r2" } })).toHaveLength(2);
    expect((await io.snapshots(scratch, { run: { id: "r/1" } }))[0]?.run?.id).toBe("r/1");
    expect(await io.assets()).toEqual(["sum"]);
    const keys = (await keysOf(store)).filter((key) => key.includes("tmp"));
    const [first, second] = [layout.runFolder("r/1"), layout.runFolder("r2")];
    expect(keys.every((key) => key.startsWith(first) || key.startsWith(second))).toBe(true);
    expect(first).toBe("_runs/run=r%2F1/");
    expect(keys.filter((key) => key.startsWith(second)).length).toBeGreaterThan(3);
    expect(keys.filter((key) => !key.startsWith(layout.runsFolder))).toEqual([]);
  });

  it("is stored and loaded by its run, and never without one", async () => {
    const note = defineAsset({ key: "note", type: json(), scope: "run" });
    const receipt = await io.store(note, "mine", { run: { id: "a" } });
    expect(receipt).toMatchObject({ asset: "note", relation: undefined, run: { id: "a" } });
    expect(await io.load(note, { run: { id: "a" } })).toBe("mine");
    expect(await codeOf(io.load(note, { run: { id: "b" } }))).toBe("ASSET_NOT_FOUND");
    for (const call of [
      io.store(note, "x"),
      io.load(note),
      io.snapshots(note),
      io.files(note, { run: { id: "" } }),
      io.partitions(note),
      io.rollback(note, { to: 1 }),
      io.republish(note),
      io.load(source, { run: { id: "a" } }),
    ]) {
      expect(await codeOf(call)).toBe("CONFIGURATION_INVALID");
    }
  });

  it("is made anew by each run, whatever an earlier one left", async () => {
    const partitions = range("2024-05-01");
    const run = async (id: string): Promise<number> =>
      (await materialize([scratch, sum], { io, partitions, run: { id }, skip: "up-to-date" })).counts.stored;
    expect([await run("a"), await run("a"), await run("b")]).toEqual([2, 0, 2]);
  });

  it("is never shown by an engine", async () => {
    const shown: string[] = [];
    const engine = createIOManager({
      ...{ store, handlers: [] },
      catalog: {
        ...{ specVersion: 1, name: "engine", capabilities: { modes: ["replace"], query: true } },
        relation: (asset) => asset.key,
        async prepare({ asset }) {
          shown.push(asset.key);
        },
        publish: () => Promise.reject(new Error("published")),
        republish: () => Promise.reject(new Error("published")),
        scan: () => Promise.reject(new Error("scanned")),
        query: () => Promise.reject(new Error("asked")),
      },
    });
    expect(await codeOf(engine.query(sql`SELECT * FROM ${scratch}`))).toBe("CAPABILITY_MISSING");
    expect(await codeOf(engine.load(scratch, { run: { id: "a" } }))).toBe("ASSET_NOT_FOUND");
    expect(shown).toEqual([]);
    expect(() => defineAsset({ key: "a", type, scope: "run", on: { engine: {} } as never })).toThrow(
      "ASSET_INVALID",
    );
    expect(() => defineAsset({ key: "a", type, scope: "session" as never })).toThrow("ASSET_INVALID");
  });
});
