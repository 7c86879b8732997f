import { runInNewContext } from "node:vm";
import { createIOManager, defineAsset, isSluiceError, memoryIO, memoryStore, object } from "@sluice/sdk";
import { describe, expect, it } from "vitest";
import { keysOf } from "./lakes.js";
import { codeOf, failure } from "./packing.js";

const thing = defineAsset({ key: "thing", type: object() });

async function roundTrip(value: {}): Promise<unknown> {
  const io = memoryIO();
  await io.store(thing, value);
  return io.load(thing);
}

describe("structured cloning keeps", () => {
  it.each<[string, {}]>([
    ["numbers", [-0, Number.NaN, Number.POSITIVE_INFINITY, 2n ** 70n]],
    ["undefined and null", { a: undefined, b: null }],
    ["dates", [new Date(5), new Date(Number.NaN)]],
    ["maps and sets", new Map<unknown, unknown>([[{ k: 1 }, new Set([1, "a"])]])],
    ["expressions", /a\n(?<b>.)/giu],
    ["arrays with holes", Object.assign([], { 1: "a" })],
    ["half of a surrogate pair", "\ud800"],
    ["no bytes", new Uint8Array(0)],
    ["a number alone", 5],
    ["objects of another realm", { a: 1, b: [new Date(5)] }],
  ])("%s", async (_name, value) => {
    expect(await roundTrip(value)).toEqual(value);
  });

  it("arrays of every number, each in memory of its own", async () => {
    const buffer = new ArrayBuffer(64);
    const value = {
      floats: new Float64Array([1.5, Number.NaN]),
      part: new Int16Array(buffer, 8, 3).fill(7),
      longs: new BigInt64Array([-1n]),
      view: new DataView(buffer, 8, 4),
      text: Buffer.from("text"),
      buffer,
    };
    const loaded = (await roundTrip(value)) as typeof value;
    expect(loaded.floats).toEqual(value.floats);
    expect(loaded.part).toEqual(new Int16Array([7, 7, 7]));
    expect(loaded.part.buffer.byteLength).toBe(6);
    expect(loaded.longs).toEqual(value.longs);
    expect([loaded.view.byteLength, loaded.view.getInt16(0, true)]).toEqual([4, 7]);
    expect(loaded.text.toString()).toBe("text");
    expect(loaded.buffer).toEqual(buffer);
  });

  it("errors with their cause, cycles, and one object in two places", async () => {
    const error = (await roundTrip(new TypeError("wrong", { cause: { code: 5 } }))) as Error;
    expect(error).toBeInstanceOf(TypeError);
    expect([error.message, error.cause]).toEqual(["wrong", { code: 5 }]);
    const cyclic: { self?: unknown; pair: unknown[] } = { pair: [] };
    const shared = { a: 1 };
    cyclic.self = cyclic;
    cyclic.pair.push(shared, shared);
    const loaded = (await roundTrip(cyclic)) as typeof cyclic;
    expect(loaded.self).toBe(loaded);
    expect(loaded.pair[0]).toBe(loaded.pair[1]);
  });

  it("what another realm made", async () => {
    const value = runInNewContext(
      '({ list: [1], at: new Date(5), map: new Map([["a", /b/]]), e: new RangeError("r") })',
    );
    expect(await roundTrip(value)).toMatchObject({ list: [1], at: new Date(5), map: new Map([["a", /b/]]) });
  });
});

class Price {
  readonly cents = 5;
}
class Amounts extends Float64Array {}
class Wrong extends Error {}
const deep: { a?: unknown } = {};
let deepest = deep;
for (let level = 0; level < 100_000; level++) deepest = deepest.a = {};

describe("what cloning would change or leave out is refused", () => {
  it.each<[string, {}, string]>([
    ["a function", { hooks: [{ run: () => 1 }] }, ".hooks[0].run"],
    ["a function alone", () => 1, ""],
    ["a symbol in a map", new Map([["a", Symbol("b")]]), ".a"],
    ["a function that is a key", new Map([[() => 1, 1]]), ".key"],
    ["a function in a set", { all: new Set([() => 1]) }, ".all.element"],
    ["an instance", { lines: [{ price: new Price() }] }, ".lines[0].price"],
    ["numbers of an own class", { a: new Amounts(2) }, ".a"],
    ["an error of an own class", { cause: new Wrong("w") }, ".cause"],
    ["an error with properties", Object.assign(new Error("e"), { code: 5 }), ""],
    ["an error whose cause cannot be", new Error("e", { cause: new Price() }), ".cause"],
    ["a map with properties", { m: Object.assign(new Map(), { b: 1 }) }, ".m"],
    ["a symbol's property", { a: { [Symbol("b")]: 1 } }, ".a"],
    ["a hidden property", { a: Object.defineProperty([], "b", { value: 1 }) }, ".a"],
    ["a promise", { later: Promise.resolve() }, ".later"],
    ["a weak map", { later: new WeakMap() }, ".later"],
    ["a proxy", { later: new Proxy({}, {}) }, ".later"],
    ["shared memory", { later: new SharedArrayBuffer(2) }, ".later"],
    ["a boxed number", { later: Object(1) }, ".later"],

    ["too deep a value", deep, ""],
  ])("%s", async (_name, value, path) => {
    const io = memoryIO();
    const error = await failure(io.store(thing, value));
    expect(isSluiceError(error, "VALUE_INVALID")).toBe(true);
    expect(error).toMatchObject({ details: { asset: "thing", path } });
    expect(await io.assets()).toEqual([]);
  });

  it("and the first of several is named", async () => {
    const value = { first: [1, { x: () => 1 }], second: () => 2 };
    expect(await failure(memoryIO().store(thing, value))).toMatchObject({ details: { path: ".first[1].x" } });
  });
});

it("a clone of a newer format is told from a damaged one", async () => {
  const store = memoryStore();
  const io = createIOManager({ store });
  await io.store(thing, { a: 1 });
  const [key] = await keysOf(store, "thing/data/");
  const { bytes } = await store.get(key as string);
  const changed = async (change: (bytes: Uint8Array) => void): Promise<string> => {
    const copy = Uint8Array.from(bytes);
    change(copy);
    await store.put(key as string, copy, { mode: "overwrite" });
    return codeOf(io.load(thing));
  };
  expect(await changed((copy) => copy.fill(250, 1, 2))).toBe("CAPABILITY_MISSING");
  expect(await changed((copy) => copy.fill(0, 0, 1))).toBe("FILE_CORRUPT");
  expect(await changed((copy) => copy.fill(255, 3))).toBe("FILE_CORRUPT");
});
