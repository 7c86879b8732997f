import {
  boolean,
  type Columns,
  date,
  decimal,
  int8,
  int64,
  isSluiceError,
  json,
  list,
  map,
  string,
  struct,
  table,
  timestamp,
  uuid,
} from "@sluice/sdk";
import * as arrow from "apache-arrow";
import { describe, expect, it } from "vitest";
import { batchOf, failure, packed } from "./packing.js";

const nullable = { nullable: true } as const;
const schemaOf = (columns: Columns) => table(columns).schema;

async function refused(columns: Columns, ...rows: unknown[]): Promise<string> {
  const error = await failure(packed(schemaOf(columns), rows));
  if (!isSluiceError(error)) throw error;
  return error.message.split("\n")[0] as string;
}

describe("nested values", () => {
  it("tell null, empty and holding nulls apart, and undefined is null", async () => {
    const schema = schemaOf({
      tags: list(string(nullable), nullable),
      parts: struct({ a: int64(nullable), b: string(nullable) }, nullable),
      counts: map(string(), int64(nullable), nullable),
    });
    const rows = [
      { tags: null, parts: null, counts: null },
      { tags: [], parts: { a: null, b: null }, counts: new Map() },
      { tags: [null, ""], parts: { a: 1n, b: null }, counts: new Map([["", null]]) },
    ];
    expect(await packed(schema, rows)).toEqual(rows);
    const absent = [{ tags: [undefined], parts: {}, counts: new Map([["k", undefined]]) }];
    expect(await packed(schema, absent)).toEqual([
      { tags: [null], parts: { a: null, b: null }, counts: new Map([["k", null]]) },
    ]);
  });

  it("take as many forms inside as outside", async () => {
    const schema = schemaOf({
      at: list(timestamp(3)),
      days: map(date(), decimal(5, 2)),
      ids: list(int64({ as: "number" })),
    });
    const given = [{ at: ["2024-05-01"], days: new Map([[new Date("2024-05-01"), "1"]]), ids: [1n, 2] }];
    expect(await packed(schema, given)).toEqual([
      { at: [new Date("2024-05-01")], days: new Map([["2024-05-01", "1.00"]]), ids: [1, 2] },
    ]);
  });

  it("are refused by row and path", async () => {
    expect(await refused({ t: list(int8()) }, { t: [1] }, { t: [1, 300] })).toBe(
      'VALUE_UNSUPPORTED: Row 1, column "t.element": 300 is not a int8: it is outside -128 to 127.',
    );
    expect(await refused({ t: list(int8()) }, { t: [null] })).toContain('"t.element": null');
    expect(await refused({ m: map(string(), int8()) }, { m: new Map([[null, 1]]) })).toContain(
      '"m.key": null',
    );
    expect(await refused({ s: struct({ a: list(int8()) }) }, { s: { a: ["1"] } })).toContain('"s.a.element"');
    expect(await refused({ s: struct({ a: int8() }) }, { s: {} })).toContain('"s.a": undefined');
  });

  it("are refused when they are of another kind, also when nothing is missed", async () => {
    const parts = { s: struct({ a: int8(nullable) }) };
    for (const s of [[], new Map(), new Set(), new Date(), new Uint8Array(1), "a", 1]) {
      expect(await refused(parts, { s })).toContain("it is no object of the struct's fields");
    }
    for (const t of ["ab", new Set([1]), { length: 0 }, new Uint8Array(1)]) {
      expect(await refused({ t: list(int8()) }, { t })).toContain("it is no array");
    }
    for (const m of [{ a: 1 }, [["a", 1]], new Set()]) {
      expect(await refused({ m: map(string(), int8()) }, { m })).toContain("it is no Map");
    }
  });

  it("are refused with a field too many, unless told to pass over", async () => {
    const columns = { s: struct({ name: int8(nullable) }) };
    expect(await refused(columns, { s: { nmae: 1 } })).toBe(
      'UNKNOWN_COLUMN: a has no column "s.nmae" (row 0).',
    );
    expect(await packed(schemaOf(columns), [{ s: { nmae: 1 } }], true)).toEqual([{ s: { name: null } }]);
  });

  it("have different keys after packing too", async () => {
    const twice = "two of its keys are the same value";
    expect(
      await refused(
        { m: map(int64(), int8()) },
        {
          m: new Map<unknown, number>([
            [1, 1],
            [1n, 2],
          ]),
        },
      ),
    ).toContain(twice);
    expect(
      await refused(
        { m: map(decimal(5, 2), int8()) },
        {
          m: new Map([
            ["1.5", 1],
            ["1.50", 2],
          ]),
        },
      ),
    ).toContain(twice);
    for (const precision of [5, 18, 38]) {
      const zeros = new Map([
        ["-0.00", 1],
        ["0", 2],
      ]);
      expect(await refused({ m: map(decimal(precision, 2), int8()) }, { m: zeros })).toContain(twice);
    }
    expect(
      await refused(
        { m: map(uuid(), int8()) },
        {
          m: new Map([
            ["A0000000-0000-0000-0000-000000000000", 1],
            ["a0000000-0000-0000-0000-000000000000", 2],
          ]),
        },
      ),
    ).toContain(twice);
  });
});

describe("a row that is no object of columns", () => {
  it("is refused also when every column may be null", async () => {
    for (const row of [[], new Map([["a", 1]]), new Date(), new Uint8Array(2)]) {
      expect(await refused({ a: int8(nullable) }, row)).toContain("not an object of columns");
    }
    expect(await packed(schemaOf({ a: int8(nullable) }), [{}])).toEqual([{ a: null }]);
  });
});

describe("nested types that cannot be", () => {
  it.each([
    ["a null key", () => map(string(nullable), int8())],
    ["a floating key", () => map({ ...int8(), type: { id: "float64" } }, int8())],
    ["a nested key", () => map(list(int8()), int8())],
    ["a decimal too wide inside", () => list(decimal(39, 0))],
    ["a struct of nothing", () => struct({})],
    ["fields that differ by case", () => struct({ a: int8(), A: int8() })],
    ["a field without a name", () => list(struct({ "": int8() }))],
  ])("are refused: %s", (_name, column) => {
    expect(() => table({ x: column() })).toThrow(/ASSET_INVALID|there is no/);
  });
});

describe("nested Arrow of others", () => {
  const vector = (values: unknown[], type: arrow.DataType) => arrow.vectorFromArray(values, type);
  const listOf = (type: arrow.DataType) => new arrow.List(new arrow.Field("item", type, true));

  it("is cast inside", async () => {
    const schema = schemaOf({
      days: list(date(nullable), nullable),
      texts: list(string(nullable)),
      fixed: list(int64()),
      s: struct({ b: boolean(nullable), a: int64(nullable), none: string(nullable) }, nullable),
    });
    const fixed = new arrow.FixedSizeList(2, new arrow.Field("item", new arrow.Int16(), true));
    const pair = new arrow.Struct([
      new arrow.Field("a", new arrow.Int32(), true),
      new arrow.Field("b", new arrow.Bool(), true),
    ]);
    const columns = {
      days: vector([[new Date("2024-05-01"), null], null, []], listOf(new arrow.DateMillisecond())),
      texts: vector([["x", "y"], [], [null]], listOf(new arrow.LargeUtf8())),
      fixed: vector(
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        fixed,
      ),
      s: vector([{ a: 1, b: true }, null, { a: null, b: false }], pair),
    };
    const expected = [
      { days: ["2024-05-01", null], texts: ["x", "y"], fixed: [1n, 2n], s: { b: true, a: 1n, none: null } },
      { days: null, texts: [], fixed: [3n, 4n], s: null },
      { days: [], texts: [null], fixed: [5n, 6n], s: { b: false, a: null, none: null } },
    ];
    const whole = new arrow.Table(columns);
    expect(await packed(schema, whole)).toEqual(expected);
    expect(await packed(schema, whole.slice(1, 3))).toEqual(expected.slice(1));
    expect(await packed(schema, columns)).toEqual(expected);
  });

  it("is cast where there is none", async () => {
    const schema = schemaOf({ t: list(string()), m: map(string(), int8()), s: struct({ a: list(int8()) }) });
    const empty = new arrow.Table(batchOf(schema, []).schema);
    expect(await packed(schema, empty)).toEqual([]);
    expect(await packed(schema, arrow.tableFromIPC(arrow.tableToIPC(empty)))).toEqual([]);
    const schemaOfTexts = new arrow.Schema([new arrow.Field("t", new arrow.Utf8(), true)]);
    const texts = arrow.tableFromIPC(arrow.tableToIPC(new arrow.Table(schemaOfTexts)));
    for (const column of [int8(), list(string())]) {
      expect(String(await failure(packed(schemaOf({ t: column }), texts)))).toContain("SCHEMA_MISMATCH");
    }
  });

  it("is refused by row and path, and what lies outside of it does not count", async () => {
    const columns = { t: vector([["{}"], ["{"], ["[]"]], listOf(new arrow.Utf8())) };
    const schema = schemaOf({ t: list(json()) });
    const error = await failure(packed(schema, new arrow.Table(columns)));
    expect(String(error)).toContain('Row 1, column "t.element": "{" is not a json');
    expect(await packed(schema, new arrow.Table(columns).slice(2, 3))).toEqual([{ t: ["[]"] }]);
    const nulls = { t: vector([["x"], [null]], listOf(new arrow.Utf8())) };
    expect(String(await failure(packed(schemaOf({ t: list(string()) }), new arrow.Table(nulls))))).toContain(
      'Row 1, column "t.element": null',
    );
  });

  it("is refused when it is of another kind or has a field too many", async () => {
    const strings = new arrow.Table({ t: vector([["x"]], listOf(new arrow.Utf8())) });
    expect(String(await failure(packed(schemaOf({ t: list(int8()) }), strings)))).toContain(
      "SCHEMA_MISMATCH",
    );
    expect(String(await failure(packed(schemaOf({ t: string() }), strings)))).toContain("SCHEMA_MISMATCH");
    expect(String(await failure(packed(schemaOf({ t: struct({ a: int8() }) }), strings)))).toContain(
      "SCHEMA_MISMATCH",
    );
    const wide = batchOf(schemaOf({ s: struct({ a: int8(), more: int8() }) }), [{ s: { a: 1, more: 2 } }]);
    const narrow = schemaOf({ s: struct({ a: int8() }) });
    expect(String(await failure(packed(narrow, wide)))).toContain('UNKNOWN_COLUMN: a has no column "s.more"');
    expect(await packed(narrow, wide, true)).toEqual([{ s: { a: 1 } }]);
  });
});
