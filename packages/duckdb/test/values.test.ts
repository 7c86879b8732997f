import { duckdb } from "@sluice/duckdb";
import { parquet } from "@sluice/handler-parquet";
import {
  createIOManager,
  decimal,
  type IOManager,
  int32,
  list,
  map,
  sql,
  string,
  struct,
  table,
  time,
  timestamp,
  uuid,
  zonedTimestamp,
} from "@sluice/sdk";
import { fsStore } from "@sluice/store-fs";
import { differences } from "@sluice/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let io: IOManager;
beforeAll(() => {
  io = createIOManager({ handlers: [parquet()], store: fsStore("unused"), catalog: duckdb() });
});
afterAll(() => io.close());

const value = async (expression: string): Promise<unknown> => {
  const statement = { parts: [{ kind: "text", text: `SELECT ${expression} AS value` }] } as const;
  const [row] = await io.query(statement);
  return row?.value;
};

const mark = "\ufeff";

describe("without a type, a value of a result is", () => {
  it.each([
    ["NULL", null],
    ["TRUE", true],
    ["(-128)::TINYINT", -128],
    ["4294967295::UINTEGER", 4_294_967_295],
    ["9223372036854775807::BIGINT", 2n ** 63n - 1n],
    ["18446744073709551615::UBIGINT", 2n ** 64n - 1n],
    ["(-170141183460469231731687303715884105728)::HUGEINT", -(2n ** 127n)],
    ["340282366920938463463374607431768211455::UHUGEINT", 2n ** 128n - 1n],
    [
      "'123456789012345678901234567890123456789012345'::BIGNUM",
      123456789012345678901234567890123456789012345n,
    ],
    ["'-0'::DOUBLE", -0],
    ["'nan'::FLOAT", Number.NaN],
    ["'-inf'::DOUBLE", Number.NEGATIVE_INFINITY],
    ["0.10::DECIMAL(3, 2)", "0.10"],
    ["-99999999999999999999999999999999999999::DECIMAL(38, 0)", `-${"9".repeat(38)}`],
    ["0.00000000000000000000000000000000000001::DECIMAL(38, 38)", `0.${"1".padStart(38, "0")}`],
    ["'a' || chr(0) || '🛫'", "a\0🛫"],
    ["chr(65279) || 'a'", `${mark}a`],
    ["chr(65279) || repeat('a', 20)", `${mark}${"a".repeat(20)}`],
    ["' { \"n\" : 1e400 } '::JSON", ' { "n" : 1e400 } '],
    ["'\\x00\\xFF'::BLOB", Uint8Array.of(0, 255)],
    ["'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'::UUID", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
    ["'b'::ENUM('a', 'b')", "b"],
    ["'0101'::BIT", "0101"],
    ["INTERVAL 14 MONTH", "1 year 2 months"],
    ["DATE '0001-01-01'", "0001-01-01"],
    ["DATE 'infinity'", "infinity"],
    ["DATE '-infinity'", "-infinity"],
    ["TIME '10:00:00'", "10:00:00.000000"],
    ["TIME '23:59:59.999999'", "23:59:59.999999"],
    ["TIME '24:00:00'", "24:00:00.000000"],
    ["'10:00:00.000000001'::TIME_NS", "10:00:00.000000001"],
    ["TIMESTAMP_S '1969-12-31 23:59:59'", "1969-12-31T23:59:59"],
    ["TIMESTAMP_MS '1969-12-31 23:59:59.999'", "1969-12-31T23:59:59.999"],
    ["TIMESTAMP '0001-01-01 00:00:00.000001'", "0001-01-01T00:00:00.000001"],
    ["TIMESTAMP_NS '1969-12-31 23:59:59.999999999'", "1969-12-31T23:59:59.999999999"],
    ["TIMESTAMPTZ '1970-01-01 05:29:59.999999+05:30'", "1969-12-31T23:59:59.999999Z"],
    ["TIMESTAMP 'infinity'", "infinity"],
    ["TIMESTAMPTZ '-infinity'", "-infinity"],
    ["TIMESTAMP '294000-01-01 00:00:00'", "294000-01-01 00:00:00"],
    ["[]", []],
    ["[NULL, chr(65279)]", [null, mark]],
    ["[[1.50::DECIMAL(9, 2)], [], NULL]", [["1.50"], [], null]],
    ["[1, 2]::INTEGER[2]", [1, 2]],
    ["MAP {}", new Map()],
    [
      "MAP {chr(65279): chr(65279), 'n': NULL}",
      new Map([
        [mark, mark],
        ["n", null],
      ]),
    ],
    [
      "MAP {DATE '2024-05-01': MAP {1::BIGINT: TIME '00:00'}}",
      new Map([["2024-05-01", new Map([[1n, "00:00:00.000000"]])]]),
    ],
    ["{'a': NULL, 'B c': chr(65279), '\"': {'x': 1}}", { a: null, "B c": mark, '"': { x: 1 } }],
    [
      "[{'at': TIMESTAMP_NS '1969-12-31 23:59:59.999999999'}, NULL]",
      [{ at: "1969-12-31T23:59:59.999999999" }, null],
    ],
    ["row(1, row('a', NULL))", [1, ["a", null]]],
    ["union_value(text := chr(65279))", mark],
    ["{'a': [{'b': 1.5::DECIMAL(2, 1)}]}::VARIANT", { a: [{ b: "1.5" }] }],
  ])("%s", async (expression, expected) => {
    expect(differences(expected, await value(expression))).toEqual([]);
  });
});

describe("with a type", () => {
  const visit = struct({ id: uuid(), at: timestamp(3, { nullable: true }), on: zonedTimestamp(6) });
  const type = table({
    visits: list(visit),
    prices: map(string(), decimal(10, 2, { nullable: true })),
    clock: time(),
    counts: list(int32()),
  });

  it("nested values are exactly of the type, from wider ones", async () => {
    const id = "123e4567-e89b-12d3-a456-426614174000";
    const statement = sql`SELECT
      [{'ID': ${id}::UUID, 'at': TIMESTAMP '1969-12-31 23:59:59.999', 'on': TIMESTAMPTZ '2024-05-01 00:00:00+02:00'}] AS visits,
      MAP {${mark}: 1.5000::DECIMAL(38, 4), 'n': NULL} AS prices,
      TIME '10:00:00' AS clock,
      [count(*), 2::HUGEINT] AS counts`;
    const rows = [
      {
        visits: [{ id, at: new Date(-1), on: "2024-04-30T22:00:00.000000Z" }],
        prices: new Map([
          [mark, "1.50"],
          ["n", null],
        ]),
        clock: "10:00:00.000000",
        counts: [1, 2],
      },
    ];
    expect(differences(rows, await io.query(statement, { as: type }))).toEqual([]);
  });

  it.each([
    ["digits that would be lost", "[1.005]", list(decimal(5, 2))],
    ["an integer that is too wide", "MAP {'a': 2147483648}", map(string(), int32())],
    ["microseconds in milliseconds", "[TIMESTAMP '2024-05-01 00:00:00.000001']", list(timestamp(3))],
    ["a null nobody asked for", "{'id': NULL}", struct({ id: int32() })],
    ["infinity", "TIMESTAMP 'infinity'", timestamp(6)],
    ["hour 24", "TIME '24:00:00'", time()],
    ["a row without names", "row(1)", struct({ id: int32() })],
  ])("values are refused for %s", async (_name, expression, column) => {
    const statement = { parts: [{ kind: "text", text: `SELECT ${expression} AS value` }] } as const;
    await expect(io.query(statement, { as: table({ value: column }) })).rejects.toMatchObject({
      code: "VALUE_UNSUPPORTED",
    });
  });
});

describe("time zones", () => {
  it("are UTC wherever the process runs", async () => {
    const at = new Date("2024-03-10T02:30:00.000Z");
    expect(await io.query(sql`SELECT TIMESTAMPTZ '2024-03-10 02:30:00Z' = ${at} AS same`)).toEqual([
      { same: true },
    ]);
    expect(await value("TIMESTAMPTZ '2024-03-10 02:30:00Z'::TIMESTAMP")).toBe("2024-03-10T02:30:00.000000");
    expect(await value("TIMESTAMPTZ '2024-03-10 02:30:00Z'::DATE")).toBe("2024-03-10");
  });
});
