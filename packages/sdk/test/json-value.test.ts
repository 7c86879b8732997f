import { defineAsset, isSluiceError, json, memoryIO } from "@sluice/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { failure } from "./packing.js";

const settings = defineAsset({ key: "settings", type: json() });

const holed: unknown[] = [1, 2, 3];
delete holed[1];

class Money {
  readonly cents = 5;
}
class Amounts extends Array<number> {}
const cyclic: { inner: unknown[] } = { inner: [] };
cyclic.inner.push({ cyclic });
const deep: unknown[] = [];
let deepest = deep;
for (let level = 0; level < 100_000; level++) {
  const next: unknown[] = [];
  deepest.push(next);
  deepest = next;
}

describe("JSON refuses what it would change", () => {
  it.each<[string, unknown, string]>([
    ["undefined in an object", { a: { b: undefined } }, ".a.b"],
    ["undefined in an array", [1, undefined], "[1]"],
    ["a hole", { list: holed }, ".list"],
    ["a function", { run: () => 1 }, ".run"],
    ["a symbol", [Symbol("a")], "[0]"],
    ["a bigint", { "big one": 1n }, '["big one"]'],
    ["NaN", [[Number.NaN]], "[0][0]"],
    ["Infinity", { a: Number.POSITIVE_INFINITY }, ".a"],
    ["-Infinity", { a: Number.NEGATIVE_INFINITY }, ".a"],
    ["-0", { a: [0, -0] }, ".a[1]"],
    ["a Date", { at: new Date() }, ".at"],
    ["a Map", { m: new Map() }, ".m"],
    ["a Set", [new Set()], "[0]"],
    ["an instance", { price: new Money() }, ".price"],
    ["an array of an own class", { all: new Amounts() }, ".all"],
    ["a boxed text", [Object("a")], "[0]"],
    ["bytes", { raw: new Uint8Array(2) }, ".raw"],
    ["a Buffer", { raw: Buffer.from("a") }, ".raw"],
    ["toJSON", { a: { toJSON: () => 1 } }, ".a"],
    ["a symbol's property", { a: { [Symbol("b")]: 1 } }, ".a"],
    ["a hidden property", { a: Object.defineProperty({}, "b", { value: 1 }) }, ".a"],
    ["a property of an array", { a: Object.assign([1], { b: 2 }) }, ".a"],
    ["what is behind a prototype", { a: Object.create({ b: 1 }) }, ".a"],
    ["half of a surrogate pair", { a: "x\ud800" }, ".a"],
    ["half of a surrogate pair in a name", { a: { "\udc00": 1 } }, ".a"],
    ["a cycle", cyclic, ".inner[0].cyclic"],
    ["too deep a value", deep, ""],
    ["undefined alone", undefined, ""],
    ["null alone", null, ""],
  ])("%s", async (_name, value, path) => {
    const io = memoryIO();
    const error = await failure(io.store(settings, value as never));
    expect(isSluiceError(error, "VALUE_INVALID")).toBe(true);
    expect(error).toMatchObject({ details: { asset: "settings" } });
    expect(String(error)).toContain(path === "" ? "The value for settings" : ` at ${path} `);
    expect(await io.assets()).toEqual([]);
  });
});

describe("JSON keeps", () => {
  it.each<[unknown]>([
    ["text with \u2028, \0 and 😀"],
    [0],
    [false],
    [[]],
    [{ toJSON: 1, constructor: null }],
    [[1e21, 5e-324, 0.1 + 0.2, Number.MAX_SAFE_INTEGER]],
    [JSON.parse('{"__proto__":{"a":1},"a":[null]}')],
    [Object.assign(Object.create(null), { a: 1 })],
  ])("%j", async (value) => {
    const io = memoryIO();
    await io.store(settings, value as never);
    const loaded = await io.load(settings);
    expect(JSON.stringify(loaded)).toBe(JSON.stringify(value));
    expect(loaded).toEqual(value);
  });

  it("one object in two places", async () => {
    const io = memoryIO();
    const shared = { a: 1 };
    await io.store(settings, [shared, shared]);
    expect(await io.load(settings)).toEqual([{ a: 1 }, { a: 1 }]);
  });

  it("whatever JSON says", async () => {
    const io = memoryIO();
    const value = fc.jsonValue({ stringUnit: "binary", maxDepth: 5 }).filter((each) => each !== null);
    await fc.assert(
      fc.asyncProperty(value, async (each) => {
        const text = JSON.stringify(each);
        await io.store(settings, JSON.parse(text));
        expect(JSON.stringify(await io.load(settings))).toBe(text);
      }),
      { numRuns: 200 },
    );
  });
});
