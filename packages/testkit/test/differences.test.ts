import { differences, sameRows } from "@sluice/testkit";
import { describe, expect, it } from "vitest";

const paths = (left: unknown, right: unknown): string[] => differences(left, right).map(({ path }) => path);

describe("the same", () => {
  it.each([
    ["NaN", Number.NaN, Number.NaN],
    ["minus zero", -0, -0],
    ["bigints", [1n], [1n]],
    ["Dates", { at: new Date(5) }, { at: new Date(5) }],
    ["invalid Dates", new Date(Number.NaN), new Date(Number.NaN)],
    ["bytes", Uint8Array.of(0, 255), Buffer.from([0, 255])],
    ["properties in another order", { a: 1, b: null }, { b: null, a: 1 }],
    [
      "entries in another order",
      new Map([
        ["a", 1],
        ["b", 2],
      ]),
      new Map([
        ["b", 2],
        ["a", 1],
      ]),
    ],
    ["Dates as keys", new Map([[new Date(5), 1]]), new Map([[new Date(5), 1]])],
    ["bytes as keys", new Map([[Uint8Array.of(1), [null]]]), new Map([[Uint8Array.of(1), [null]]])],
    ["an object without a prototype", { a: 1 }, Object.assign(Object.create(null), { a: 1 })],
  ])("%s", (_name, left, right) => {
    expect(differences(left, right)).toEqual([]);
    expect(sameRows([{ left }], [{ left: right }])).toBe(true);
  });
});

describe("not the same", () => {
  it.each([
    ["minus zero", [{ a: -0 }], [{ a: 0 }], ["[0].a"]],
    ["a number and a bigint", [1], [1n], ["[0]"]],
    ["a number and its text", [1], ["1"], ["[0]"]],
    ["null and undefined", { a: null }, { a: undefined }, [".a"]],
    ["undefined and nothing", { a: undefined }, {}, [".a"]],
    ["null and an empty list", [{ l: null }], [{ l: [] }], ["[0].l"]],
    ["null and an empty map", { m: new Map() }, { m: null }, [".m"]],
    ["a list of null and an empty one", { l: [null] }, { l: [] }, [".l[0]", ".l.length"]],
    ["a gap and an undefined element", Array(1), [], ["[0]", ".length"]],
    ["a struct of nulls and none", { s: { a: null } }, { s: null }, [".s"]],
    ["composed and combining characters", ["é"], ["e\u0301"], ["[0]"]],
    ["a byte order mark", ["\ufeffa"], ["a"], ["[0]"]],
    ["a millisecond", [new Date(0)], [new Date(1)], ["[0]"]],
    ["a Date and its text", [new Date(0)], [new Date(0).toISOString()], ["[0]"]],
    ["a byte", [Uint8Array.of(1)], [Uint8Array.of(1, 0)], ["[0]"]],
    ["a Map and an object", [new Map()], [{}], ["[0]"]],
    ["keys of two types", new Map<unknown, 1>([[1, 1]]), new Map<unknown, 1>([["1", 1]]), ["[1]", '["1"]']],
    [
      "a key that is there twice",
      new Map([
        [new Date(0), 1],
        [new Date(0), 1],
      ]),
      new Map([[new Date(0), 1]]),
      [".size"],
    ],
    ["names that need quotes", { "a b": { c: 1 } }, { "a b": { c: 2 } }, ['["a b"].c']],
  ])("%s", (_name, left, right, expected) => {
    expect(paths(left, right)).toEqual(expected);
    expect(paths(right, left).sort()).toEqual([...expected].sort());
    expect(sameRows(left, right)).toBe(false);
  });

  it("says where, and both values", () => {
    const left = [{ visits: new Map([["a", [{ at: new Date(0) }]]]) }];
    const right = [{ visits: new Map([["a", [{ at: new Date(1) }]]]) }];
    expect(differences(left, right)).toEqual([
      { path: '[0].visits["a"][0].at', left: new Date(0), right: new Date(1) },
    ]);
  });
});
