import {
  type Column,
  date,
  decimal,
  float32,
  float64,
  int8,
  int16,
  int32,
  int64,
  list,
  type MergePolicy,
  map,
  mergeSchemas,
  schemaOf,
  schemaText,
  string,
  struct,
  timestamp,
} from "@sluice/type-mapping";
import { describe, expect, it } from "vitest";

type Columns = Record<string, Column>;

const nullable = { nullable: true } as const;

function merge(old: Columns, next: Columns, policy: MergePolicy) {
  const { schema, changes, refused } = mergeSchemas(schemaOf(old), schemaOf(next), policy);
  return {
    schema: schema && schemaText(schema),
    changes: changes.map(({ text }) => text),
    refused: refused.map(({ text }) => text),
  };
}

describe("additive", () => {
  it("adds nullable columns behind the old ones", () => {
    expect(
      merge({ a: int64(), b: string() }, { x: string(nullable), b: string(), a: int64() }, "additive"),
    ).toEqual({
      schema: '"a" int64, "b" string, "x" string?',
      changes: ['added column "x" string?'],
      refused: [],
    });
  });

  it("refuses a required new column", () => {
    const merged = mergeSchemas(schemaOf({ a: int64() }), schemaOf({ a: int64(), x: string() }), "additive");
    expect(merged).toEqual({
      schema: undefined,
      changes: [],
      refused: [
        {
          kind: "added",
          path: ["x"],
          to: "string",
          text: 'added column "x" string',
          hint: 'Old rows have no value for it: make it nullable (string?), or merge with "replace".',
        },
      ],
    });
  });

  it.each<[string, Column, Column, string]>([
    ["int8 to int16", int8(), int16(), "int16"],
    ["int8 to int64", int8(), int64(), "int64"],
    ["int32 to int64", int32(), int64(), "int64"],
    ["float32 to float64", float32(), float64(), "float64"],
    ["decimal(10,2) to decimal(18,2)", decimal(10, 2), decimal(18, 2), "decimal(18,2)"],
  ])("widens %s, and keeps the wider one", (text, narrow, wide, type) => {
    expect(merge({ n: narrow }, { n: wide }, "additive")).toEqual({
      schema: `"n" ${type}`,
      changes: [`widened "n" ${text}`],
      refused: [],
    });
    expect(merge({ n: wide }, { n: narrow }, "additive")).toEqual({
      schema: `"n" ${type}`,
      changes: [],
      refused: [],
    });
  });

  it.each<[Column, Column, string]>([
    [int32(), decimal(10, 0), "int32 to decimal(10,0)"],
    [int32(), float64(), "int32 to float64"],
    [decimal(10, 2), decimal(12, 3), "decimal(10,2) to decimal(12,3)"],
    [timestamp(3), timestamp(6), "timestamp(3) to timestamp(6)"],
    [date(), timestamp(3), "date to timestamp(3)"],
    [string(), list(string()), "string to list(string)"],
  ])("refuses another type: %#", (old, next, text) => {
    const { schema, refused } = mergeSchemas(schemaOf({ n: old }), schemaOf({ n: next }), "additive");
    expect(schema).toBeUndefined();
    expect(refused.map((each) => [each.kind, each.text])).toEqual([["retyped", `changed "n" from ${text}`]]);
    expect(refused[0]?.hint).toMatch(
      /keep the type, add a column with another name, or merge with "replace"/,
    );
  });

  it("makes required columns nullable and never the other way", () => {
    expect(merge({ a: int64() }, { a: int64(nullable) }, "additive")).toEqual({
      schema: '"a" int64?',
      changes: ['made "a" nullable'],
      refused: [],
    });
    expect(merge({ a: int64(nullable) }, { a: int64() }, "additive")).toEqual({
      schema: '"a" int64?',
      changes: [],
      refused: [],
    });
  });

  it("keeps what the new schema lacks, if it is nullable", () => {
    expect(merge({ a: int64(), b: string(nullable) }, { a: int64() }, "additive")).toEqual({
      schema: '"a" int64, "b" string?',
      changes: [],
      refused: [],
    });
    expect(merge({ a: int64(), b: string() }, { a: int64() }, "additive")).toEqual({
      schema: undefined,
      changes: [],
      refused: ['dropped column "b" string'],
    });
  });

  it("goes inside structs, lists and the values of maps", () => {
    const old = {
      s: struct({ x: int32(), gone: string(nullable) }),
      l: list(int8()),
      m: map(string(), list(float32())),
    };
    const next = {
      s: struct({ x: int64(), y: date(nullable) }),
      l: list(int32(nullable)),
      m: map(string(), list(float64(), nullable)),
    };
    expect(merge(old, next, "additive")).toEqual({
      schema:
        '"s" struct("x" int64, "gone" string?, "y" date?), "l" list(int32?), "m" map(string, list(float64)?)',
      changes: [
        'widened "s.x" int32 to int64',
        'added field "s.y" date?',
        'widened "l.element" int8 to int32',
        'made "l.element" nullable',
        'widened "m.value.element" float32 to float64',
        'made "m.value" nullable',
      ],
      refused: [],
    });
  });

  it("does not widen the keys of maps", () => {
    const { refused } = mergeSchemas(
      schemaOf({ m: map(int32(), string()) }),
      schemaOf({ m: map(int64(), string()) }),
      "additive",
    );
    expect(refused).toMatchObject([
      { kind: "widened", path: ["m", "key"], text: 'widened "m.key" int32 to int64' },
    ]);
    expect(refused[0]?.hint).toMatch(/^Keys of a map keep their type/);
  });

  it("refuses everything at once and lists what it would take beside it", () => {
    const old = { a: int32(), b: string(), s: struct({ x: int64(), y: int64() }) };
    const next = { a: int64(), b: int64(), s: struct({ x: string(), z: int64() }), n: int64() };
    expect(merge(old, next, "additive")).toEqual({
      schema: undefined,
      changes: ['widened "a" int32 to int64'],
      refused: [
        'changed "b" from string to int64',
        'changed "s.x" from int64 to string',
        'dropped field "s.y" int64',
        'added field "s.z" int64',
        'added column "n" int64',
      ],
    });
  });

  it("keeps comments the new schema does not give, and loads as the new one says", () => {
    const old = schemaOf({
      a: int64({ comment: "old", as: "number" }),
      b: int64({ comment: "old", as: "number" }),
    });
    const next = schemaOf({ a: int64({ comment: "new" }), b: int32() });
    const { schema, changes } = mergeSchemas(old, next, "additive");
    expect(schema).toEqual(
      schemaOf({ a: int64({ comment: "new" }), b: int64({ comment: "old", as: "number" }) }),
    );
    expect(changes).toEqual([
      { kind: "as-changed", path: ["a"], from: "number", text: '"a" no longer loads as number' },
      { kind: "comment-changed", path: ["a"], from: "old", to: "new", text: 'changed the comment of "a"' },
    ]);
  });
});

describe("strict", () => {
  it("takes comments and how values load", () => {
    const old = { a: int64({ comment: "x" }), b: timestamp(6), c: int64() };
    const next = { a: int64(), b: timestamp(6, { as: "date" }), c: int64({ comment: "y" }) };
    expect(merge(old, next, "strict")).toEqual({
      schema: '"a" int64, "b" timestamp(6), "c" int64',
      changes: ['removed the comment of "a"', '"b" loads as date', 'added the comment of "c"'],
      refused: [],
    });
  });

  it("refuses all else, each with what to do", () => {
    const old = schemaOf({ a: int32(), b: string(), c: string(), d: int64(nullable), e: date(), f: date() });
    const next = schemaOf({
      b: int64(),
      a: int64(),
      d: int64(),
      e: date(nullable),
      f: date({ comment: "day" }),
      x: string(nullable),
    });
    const { schema, changes, refused } = mergeSchemas(old, next, "strict");
    expect(schema).toBeUndefined();
    expect(changes.map(({ text }) => text)).toEqual(['added the comment of "f"']);
    expect(
      refused.map(({ kind, text, hint }) => [kind, text, /"(additive|replace)"/.exec(hint)?.[1]]),
    ).toEqual([
      ["widened", 'widened "a" int32 to int64', "additive"],
      ["retyped", 'changed "b" from string to int64', "replace"],
      ["dropped", 'dropped column "c" string', "additive"],
      ["made-required", 'made "d" required', "replace"],
      ["made-nullable", 'made "e" nullable', "additive"],
      ["added", 'added column "x" string?', "additive"],
      ["moved", 'moved "b" from place 2 to 1', "additive"],
    ]);
  });
});

describe("replace", () => {
  it("lists every difference, with the fewest moves", () => {
    const old = { a: int64(), b: string(), c: string(), s: struct({ x: date(), y: date() }) };
    const next = { c: int64(), a: int64(nullable), z: string(), s: struct({ y: date(), x: date() }) };
    expect(merge(old, next, "replace")).toEqual({
      schema: '"c" int64, "a" int64?, "z" string, "s" struct("y" date, "x" date)',
      changes: [
        'made "a" nullable',
        'dropped column "b" string',
        'changed "c" from string to int64',
        'moved "s.y" from place 2 to 1',
        'added column "z" string',
        'moved "c" from place 3 to 1',
      ],
      refused: [],
    });
  });

  it("may narrow", () => {
    expect(merge({ n: int64(nullable) }, { n: int32() }, "replace")).toEqual({
      schema: '"n" int32',
      changes: ['changed "n" from int64 to int32', 'made "n" required'],
      refused: [],
    });
  });
});

describe("names that differ by case only", () => {
  it("are refused where they would stand in one table", () => {
    const merged = mergeSchemas(
      schemaOf({ id: int64() }),
      schemaOf({ id: int64(), ID: int64(nullable) }),
      "additive",
    );
    expect(merged).toEqual({
      schema: undefined,
      changes: [],
      refused: [
        {
          kind: "named-alike",
          path: ["ID"],
          from: "id",
          to: "ID",
          text: '"ID" is named like "id"',
          hint: "Engines do not tell case apart: use the one name, or another one.",
        },
      ],
    });
    expect(merge({ id: int64() }, { id: int64(), ID: int64() }, "replace").refused).toEqual([
      '"ID" is named like "id"',
    ]);
    expect(merge({ id: int64(nullable) }, { ID: int64(nullable) }, "additive").refused).toEqual([
      '"ID" is named like "id"',
    ]);
  });

  it("are refused where they are the same", () => {
    const { fields } = schemaOf({ id: int64(nullable) });
    for (const policy of ["strict", "additive", "replace"] as const) {
      const { schema, refused } = mergeSchemas({ fields }, { fields: [...fields, ...fields] }, policy);
      expect(schema).toBeUndefined();
      expect(refused.map(({ text }) => text)).toContain('"id" is named like "id"');
    }
  });

  it("are refused inside too", () => {
    const old = { l: list(map(string(), struct({ x: int64() }))) };
    const next = { l: list(map(string(), struct({ x: int64(), X: int64(nullable) }))) };
    expect(merge(old, next, "additive").refused).toEqual([
      '"l.element.value.X" is named like "l.element.value.x"',
    ]);
  });

  it("may follow one another", () => {
    expect(merge({ id: int64() }, { ID: int64() }, "replace")).toEqual({
      schema: '"ID" int64',
      changes: ['dropped column "id" int64', 'added column "ID" int64'],
      refused: [],
    });
  });
});

it("knows three policies", () => {
  const schema = schemaOf({ a: int64() });
  expect(() => mergeSchemas(schema, schema, "append" as MergePolicy)).toThrow(
    'There is no merge policy "append"; there are strict, additive, replace.',
  );
});
