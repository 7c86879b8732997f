import {
  daily,
  date,
  decimal,
  defineAsset,
  float64,
  int32,
  int64,
  manifest,
  sql,
  string,
  table,
  time,
  timestamp,
} from "@sluice/sdk";
import { assetsOf, type Catalog, type Dialect, renderSql, type SqlStatement } from "@sluice/sdk/plugin";
import { describe, expect, it } from "vitest";
import { lakeOf } from "./lakes.js";
import { failure } from "./packing.js";

const dialect: Dialect = {
  name: "test",
  identifier: (name) => `<${name}>`,
  literal: (value) => (typeof value === "string" ? `'${value}'` : String(value)),
};
const orders = defineAsset({
  key: "sales/orders",
  type: table({ at: timestamp(3) }),
  partitions: { day: daily("at") },
});

/** An io manager whose engine answers every statement with these pages. */
function answering(columns: string[], ...pages: unknown[][][]) {
  const query: Catalog["query"] = async () => ({
    columns: columns.map((name) => ({ name, type: "any" })),
    rows: (async function* () {
      yield* pages;
    })(),
  });
  return lakeOf(undefined, { ...manifest(), query });
}
const some = sql`SELECT 1`;

describe("the sql tag", () => {
  const text = (statement: SqlStatement): string =>
    renderSql(statement, dialect, (asset) => `[${asset.key}]`);

  it("leaves names and values to the engine's rules", () => {
    const day = "2024-05-01' OR 1=1";
    expect(text(sql`SELECT ${sql.identifier("a", "b")} FROM ${orders} WHERE d = ${day} AND n > ${5n}`)).toBe(
      "SELECT <a>.<b> FROM [sales/orders] WHERE d = '2024-05-01' OR 1=1' AND n > 5",
    );
  });

  it("takes statements into statements, and tells the assets once", () => {
    const inner = sql`(SELECT * FROM ${orders})`;
    const outer = sql`SELECT ${null} FROM ${inner} JOIN ${orders}`;
    expect(text(outer)).toBe("SELECT null FROM (SELECT * FROM [sales/orders]) JOIN [sales/orders]");
    expect(assetsOf(outer)).toEqual([orders.description]);
  });

  it("refuses what is no value", () => {
    for (const value of [undefined, () => 1, Symbol("x"), {}]) {
      expect(() => sql`${value as never}`).toThrowError(expect.objectContaining({ code: "VALUE_INVALID" }));
    }
  });
});

describe("the rows of a query", () => {
  it("are the engine's own without a type", async () => {
    const io = answering(["n", "x"], [[1n, "1.50"]], [], [[null, "b"]]);
    expect(await io.query(some)).toEqual([
      { n: 1n, x: "1.50" },
      { n: null, x: "b" },
    ]);
  });

  it("are exactly of the type asked for, from wider engine types", async () => {
    const type = table({
      count: int32(),
      total: decimal(6, 2),
      rate: float64(),
      at: timestamp(3),
      on: date({ nullable: true }),
      clock: time(),
    });
    const io = answering(
      ["TOTAL", "count", "rate", "at", "on", "clock", "spare"],
      [["12.5000", 7n, 2n, "2024-05-01 10:00:00.123000", null, "10:00:00.000000000", 0]],
    );
    expect(await io.query(some, { as: type })).toEqual([
      {
        count: 7,
        total: "12.50",
        rate: 2,
        at: new Date("2024-05-01T10:00:00.123Z"),
        on: null,
        clock: "10:00:00.000000",
      },
    ]);
  });

  it.each([
    ["digits that would be lost", decimal(6, 2), "12.505"],
    ["an integer that is too wide", int32(), 2n ** 31n],
    ["an integer no number holds", float64(), 2n ** 53n + 1n],
    ["microseconds in milliseconds", timestamp(3), "2024-05-01 10:00:00.123456"],
    ["a null nobody asked for", string(), null],
    ["a number for a text", string(), 5],
  ])("are refused for %s", async (_name, column, value) => {
    const rows = Array.from({ length: 3 }, () => [value]);
    expect(await failure(answering(["x"], rows).query(some, { as: table({ x: column }) }))).toMatchObject({
      code: "VALUE_UNSUPPORTED",
      details: { row: 0, column: "x" },
    });
  });

  it("number their rows across pages and batches", async () => {
    const page = Array.from({ length: 50_000 }, () => [1n]);
    const io = answering(["x"], page, page, [["one"]]);
    expect(await failure(io.query(some, { as: table({ x: int64() }) }))).toMatchObject({
      details: { row: 100_000 },
    });
  });

  it("name a column that is not there", async () => {
    expect(await failure(answering(["y"], []).query(some, { as: table({ x: int64() }) }))).toMatchObject({
      code: "UNKNOWN_COLUMN",
      details: { column: "x" },
    });
  });
});

describe("a result that is refused", () => {
  it.each([
    ["no page", []],
    ["two pages", [[["1"]], [["2"]]]],
  ])("is closed, of %s", async (_, pages: unknown[][][]) => {
    const closed: string[] = [];
    const query: Catalog["query"] = async () => ({
      columns: [{ name: "n", type: "bigint" }],
      rows: (async function* () {
        try {
          yield* pages;
        } finally {
          closed.push("rows");
        }
      })(),
    });
    const io = lakeOf(undefined, { ...manifest(), query });
    const error = await failure(io.query(some, { as: table({ m: int64() }) }));
    expect(error).toMatchObject({ code: "UNKNOWN_COLUMN" });
    expect(closed).toEqual(["rows"]);
  });
});
