import {
  createIOManager,
  defineAsset,
  type IOManager,
  int64,
  memoryStore,
  SluiceError,
  table,
} from "@sluice/sdk";
import { type ObjectStore, throwIfAborted } from "@sluice/sdk/plugin";
import { beforeEach, describe, expect, it } from "vitest";
import { keysOf, type StoreCall, watched } from "./lakes.js";

const orders = defineAsset({ key: "sales/orders", type: table({ id: int64() }) });
const folder = "sales/orders/_state/";
const pointer = `${folder}_latest.json`;

const isVersion = (key: string): boolean => /_state\/\d+\.json$/.test(key);

let objects: ObjectStore;
let io: IOManager;
const open = (store: ObjectStore): IOManager => createIOManager({ store });

beforeEach(() => {
  objects = memoryStore();
  io = open(objects);
});

describe("the state of an asset", () => {
  it("is nothing before it is set, and then the newest value with its version", async () => {
    const state = io.state(orders);
    expect(await state.get()).toBeUndefined();
    expect(await state.set({ until: "2024-05-01" })).toEqual({ version: 1 });
    expect(await state.set(null)).toEqual({ version: 2 });
    expect(await state.get()).toEqual({ value: null, version: 2 });
    expect(await state.set(["a", 1, true])).toEqual({ version: 3 });
    expect(await open(objects).state(orders).get()).toEqual({ value: ["a", 1, true], version: 3 });
  });

  it("is kept version by version, beside the data and hidden from engines", async () => {
    await io.state(orders).set(1);
    await io.state(orders).set(2);
    const keys = (await keysOf(objects)).filter((key) => key.startsWith("sales/"));
    expect(keys).toEqual([`${folder}0000000001.json`, `${folder}0000000002.json`, pointer]);
    expect(await io.assets()).toEqual([]);
  });

  it("is set only where it is still the version that was read", async () => {
    const state = io.state(orders);
    expect(await state.set("first", { ifVersion: 0 })).toEqual({ version: 1 });
    for (const ifVersion of [0, 2, 7]) {
      await expect(state.set("late", { ifVersion })).rejects.toMatchObject({
        code: "STATE_CONFLICT",
        details: { asset: "sales/orders", version: ifVersion },
      });
    }
    expect(await state.set("second", { ifVersion: 1 })).toEqual({ version: 2 });
    expect(await state.get()).toEqual({ value: "second", version: 2 });
  });

  it.each([-1, 1.5, Number.NaN])("refuses the version %s, which is none", async (ifVersion) => {
    await expect(io.state(orders).set(1, { ifVersion })).rejects.toMatchObject({
      code: "CONFIGURATION_INVALID",
      details: { option: "ifVersion" },
    });
  });

  it.each([[Number.NaN], [new Date()], [{ a: undefined }], [-0], ["\ud800"]])(
    "refuses %o, which JSON would change",
    async (value) => {
      await expect(io.state(orders).set(value as never)).rejects.toMatchObject({
        code: "VALUE_INVALID",
        details: { asset: "sales/orders" },
      });
      expect(await io.state(orders).get()).toBeUndefined();
    },
  );
});

describe("two writers", () => {
  /** The store, which waits before it creates a version. */
  const waiting = (wait: () => Promise<void>): IOManager =>
    open({
      ...objects,
      async put(key, body, options) {
        if (isVersion(key)) await wait();
        return objects.put(key, body, options);
      },
    });

  /** Holds back creates until there are two, so that both found the same version newest. */
  function racing(): IOManager {
    const held: (() => void)[] = [];
    return waiting(async () => {
      const turn = new Promise<void>((resolve) => held.push(resolve));
      if (held.length === 2) for (const go of held) go();
      return turn;
    });
  }

  it("of one version: one wins, the other is told", async () => {
    await io.state(orders).set("start");
    const state = racing().state(orders);
    const results = await Promise.allSettled(["a", "b"].map((value) => state.set(value, { ifVersion: 1 })));
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const lost = results.find(({ status }) => status === "rejected") as PromiseRejectedResult;
    expect(lost.reason).toMatchObject({ code: "STATE_CONFLICT" });
    const winner = results[0]?.status === "fulfilled" ? "a" : "b";
    expect(await io.state(orders).get()).toEqual({ value: winner, version: 2 });
  });

  it("of whatever version: both are kept, the last one wins", async () => {
    await io.state(orders).set("start");
    let first = true;
    const late = waiting(async () => {
      if (!first) return;
      first = false;
      for (const value of ["x", "y"]) await io.state(orders).set(value);
    });
    expect(await late.state(orders).set("late")).toEqual({ version: 4 });
    expect(await io.state(orders).get()).toEqual({ value: "late", version: 4 });
  });

  it("many at once lose no version", async () => {
    const writers = Array.from({ length: 8 }, () => open(objects).state(orders));
    const sets = writers.flatMap((state, at) => [0, 1, 2, 3, 4].map((turn) => state.set(`${at}.${turn}`)));
    const versions = (await Promise.all(sets)).map(({ version }) => version).sort((a, b) => a - b);
    expect(versions).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect((await io.state(orders).get())?.version).toBe(40);
  });
});

describe("an answer that was lost", () => {
  const lost = (): SluiceError =>
    new SluiceError("STORE_UNREACHABLE", {
      message: "The answer was lost.",
      details: { store: "memory" },
      retryable: true,
    });
  const losing = (when: "before" | "after", times: number): IOManager => {
    let left = times;
    const fail = (call: StoreCall, key: string): void => {
      if (left === 0 || call !== "put" || !isVersion(key)) return;
      left--;
      throw lost();
    };
    return open(watched(objects, { [when]: fail }));
  };

  it.each(["before", "after"] as const)("%s the version arrived is success", async (when) => {
    expect(await losing(when, 1).state(orders).set("kept", { ifVersion: 0 })).toEqual({ version: 1 });
    expect(await io.state(orders).get()).toEqual({ value: "kept", version: 1 });
  });

  it("is the store's error where the version never arrives", async () => {
    await expect(losing("before", Number.POSITIVE_INFINITY).state(orders).set("gone")).rejects.toMatchObject({
      code: "STORE_UNREACHABLE",
    });
    expect(await io.state(orders).get()).toBeUndefined();
  });
});

describe("a caller who gives up while a version is put", () => {
  it("is told of the version that is there", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const state = open({
      ...objects,
      async put(key, body, options) {
        const info = await objects.put(key, body, options);
        if (isVersion(key)) controller.abort();
        throwIfAborted(options?.signal);
        return info;
      },
    }).state(orders);
    expect(await state.set("kept", { ifVersion: 0, signal })).toEqual({ version: 1 });
    await expect(state.set("late", { signal })).rejects.toMatchObject({ code: "ABORTED" });
    expect(await io.state(orders).get()).toEqual({ value: "kept", version: 1 });
  });
});

describe("after 10,000 versions", () => {
  async function requestsOf(store: ObjectStore): Promise<{ found: unknown; requests: string[] }> {
    const requests: string[] = [];
    const counted = watched(store, { before: (call, key) => requests.push(`${call} ${key}`) });
    return { found: await open(counted).state(orders).get(), requests };
  }

  beforeEach(async () => {
    for (let version = 1; version <= 10_000; version++) {
      const key = `${folder}${String(version).padStart(10, "0")}.json`;
      const text = JSON.stringify({ formatVersion: 1, nonce: "n", value: version });
      await objects.put(key, Buffer.from(text), { mode: "create" });
    }
  });
  const point = (text: string) => objects.put(pointer, Buffer.from(text), { mode: "overwrite" });
  const newest = { value: 10_000, version: 10_000 };

  it("the newest is found cold in three requests, by a short list", async () => {
    await point('{"formatVersion":1,"version":9990}');
    const listed: string[] = [];
    const { found, requests } = await requestsOf({
      ...objects,
      async *list(prefix, options) {
        for await (const info of objects.list(prefix, options)) {
          listed.push(info.key);
          yield info;
        }
      },
    });
    expect(found).toEqual(newest);
    expect(requests).toEqual([`get ${pointer}`, `list ${folder}`, `get ${folder}0000010000.json`]);
    expect(listed.length).toBeLessThan(20);
    expect(await io.state(orders).set("next")).toEqual({ version: 10_001 });
    expect(JSON.parse(Buffer.from((await objects.get(pointer)).bytes).toString()).version).toBe(10_001);
  });

  it.each([
    ["absent", undefined],
    ["damaged", "{"],
    ["something else", '{"formatVersion":1,"version":"x"}'],
    ["zero", '{"formatVersion":1,"version":0}'],
    ["old", '{"formatVersion":1,"version":3}'],
    ["ahead of all versions", '{"formatVersion":1,"version":10005}'],
    ["beyond all numbers", '{"formatVersion":1,"version":99999999999}'],
  ])("the newest is found and followed where the pointer is %s", async (_, text) => {
    if (text !== undefined) await point(text);
    expect((await requestsOf(objects)).found).toEqual(newest);
    await expect(io.state(orders).set(1, { ifVersion: 9_999 })).rejects.toMatchObject({
      code: "STATE_CONFLICT",
    });
    expect(await io.state(orders).set(1, { ifVersion: 10_000 })).toEqual({ version: 10_001 });
  });

  it("a version that is gone or no JSON is an error, not an older value", async () => {
    await objects.put(`${folder}0000010000.json`, Buffer.from("{"), { mode: "overwrite" });
    await expect(io.state(orders).get()).rejects.toMatchObject({ code: "LOG_INVALID" });
  });
});
