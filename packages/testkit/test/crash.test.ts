import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jsonl } from "@sluice/handler-jsonl";
import { createIOManager, defineAsset, int64, isSluiceError, memoryStore, table } from "@sluice/sdk";
import { fsStore } from "@sluice/store-fs";
import { type CrashPoint, dyingStore, startProgram } from "@sluice/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const program = join(import.meta.dirname, "fixtures/store-once.mjs");
const rows = defineAsset({ key: "sales/rows", type: table({ id: int64() }), mode: "append" });

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sluice-crash-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const open = () => createIOManager({ handlers: [jsonl()], store: fsStore(root) });

async function ids(): Promise<number[]> {
  try {
    return (await open().load(rows)).map(({ id }) => Number(id));
  } catch (error) {
    if (isSluiceError(error, "ASSET_NOT_FOUND")) return [];
    throw error;
  }
}

const start = (key: string, crash: { crashAt?: CrashPoint; crashAfterMillis?: number } = {}) =>
  startProgram(program, { arguments: [root, key], ...crash }).ended;

/** The very store of the program, in this process. */
const repeat = (key: string) => open().store(rows, [{ id: 1 }, { id: 2 }], { idempotencyKey: key });

describe("a program", () => {
  it.each([
    ["beforePut:data/", false],
    ["afterPut:data/", false],
    ["beforePut:_seals", false],
    ["afterPut:_seals", false],
    ["beforePut:_log", false],
    ["afterPut:_log", true],
  ] as const)("that is killed at %s has committed: %s", async (crashAt, committed) => {
    const end = await start("k", { crashAt });
    expect(end).toMatchObject({ code: null, killed: true, output: "" });
    expect(await ids()).toEqual(committed ? [1, 2] : []);
    expect(await repeat("k")).toMatchObject({ replayed: committed, snapshot: 1 });
    expect(await ids()).toEqual([1, 2]);
  });

  it("that is killed at random moments leaves nothing or the whole", { timeout: 60_000 }, async () => {
    const { millis, output } = await start("first");
    expect(JSON.parse(output)).toEqual({ replayed: false, snapshot: 1 });
    let before = await ids();
    for (const key of ["second", "third", "fourth"]) {
      await start(key, { crashAfterMillis: Math.random() * millis });
      expect([[], [1, 2]]).toContainEqual((await ids()).slice(before.length));
      await repeat(key);
      expect(await ids()).toEqual([...before, 1, 2]);
      before = await ids();
    }
  });

  it("that fails by itself says so", async () => {
    const bad = await start("k", { crashAt: "before" as CrashPoint });
    expect(bad).toMatchObject({ code: 1, killed: false });
    expect(bad.output).toMatch(/"before" is no point to crash at/);
  });
});

describe("dyingStore", () => {
  const put = (store: ReturnType<typeof memoryStore>, key: string) =>
    store.put(key, new Uint8Array(1), { mode: "create" });

  it("answers up to the point, and nothing after it", async () => {
    const inner = memoryStore();
    const { store, survived } = dyingStore(inner, "beforePut:_log#2");
    await put(store, "a/_log/1");
    await put(store, "a/_seals/1");
    expect(survived()).toBe(true);
    await expect(put(store, "a/_log/2")).rejects.toThrow(/died at beforePut:_log#2/);
    expect(survived()).toBe(false);
    await expect(store.get("a/_log/1")).rejects.toThrow(/died/);
    expect(await inner.head("a/_log/2")).toBeUndefined();
  });

  it("may die after the call was done", async () => {
    const inner = memoryStore();
    const { store } = dyingStore(inner, "afterCall#2");
    await store.head("x");
    await expect(put(store, "a")).rejects.toThrow(/died/);
    expect(await inner.head("a")).toBeDefined();
  });

  it("knows no other words", () => {
    for (const point of ["put:_log", "beforePost", "beforePut#0", "beforePut:", "afterCall#x"]) {
      expect(() => dyingStore(memoryStore(), point as CrashPoint)).toThrow(/no point to crash at/);
    }
  });
});
