import { duckdbLiteral, type LogicalType, parseType, trinoLiteral } from "@sluice/type-mapping";
import { describe, expect, it } from "vitest";

const literals = (type: string, value: unknown): string[] => [
  trinoLiteral(parseType(type), value),
  duckdbLiteral(parseType(type), value),
];

describe("literals", () => {
  it("an element that is not there is null, and so is a field that an object only inherits", () => {
    const gap = new Array(2);
    gap[1] = 1;
    expect(literals("list(int8?)", gap)).toEqual(literals("list(int8?)", [null, 1]));
    expect(literals("struct(constructor string?)", {})).toEqual(
      literals("struct(constructor string?)", { constructor: null }),
    );
  });

  it.each<[type: string, value: unknown, trino: string, duckdb: string]>([
    ["boolean", true, "TRUE", "TRUE"],
    ["int8", -128, "TINYINT '-128'", "CAST('-128' AS TINYINT)"],
    ["int64", -(2n ** 63n), "BIGINT '-9223372036854775808'", "CAST('-9223372036854775808' AS BIGINT)"],
    ["int64", 5, "BIGINT '5'", "CAST('5' AS BIGINT)"],
    ["float32", Math.fround(0.1), "REAL '0.10000000149011612'", "CAST('0.10000000149011612' AS FLOAT)"],
    ["float32", Number.NaN, "CAST(nan() AS real)", "CAST('NaN' AS FLOAT)"],
    ["float64", -0, "DOUBLE '-0.0'", "CAST('-0.0' AS DOUBLE)"],
    ["float64", Number.NEGATIVE_INFINITY, "(-infinity())", "CAST('-Infinity' AS DOUBLE)"],
    ["decimal(12,2)", "12.5", "CAST(DECIMAL '12.50' AS decimal(12,2))", "CAST('12.50' AS DECIMAL(12,2))"],
    ["decimal(3,0)", "-007", "CAST(DECIMAL '-7' AS decimal(3,0))", "CAST('-7' AS DECIMAL(3,0))"],
    ["decimal(3,2)", "-0.0", "CAST(DECIMAL '0.00' AS decimal(3,2))", "CAST('0.00' AS DECIMAL(3,2))"],
    ["decimal(3,0)", "-0", "CAST(DECIMAL '0' AS decimal(3,0))", "CAST('0' AS DECIMAL(3,0))"],
    ["decimal(3,2)", "-0.01", "CAST(DECIMAL '-0.01' AS decimal(3,2))", "CAST('-0.01' AS DECIMAL(3,2))"],
    ["string", "it's", "CAST('it''s' AS varchar)", "'it''s'"],
    ["string", "a\0b", "CAST(U&'a\\0000b' AS varchar)", "('a' || chr(0) || 'b')"],
    [
      "string",
      "\\\u200b'🦋\u{e0001}",
      "CAST(U&'\\\\\\200B''🦋\\+0E0001' AS varchar)",
      "'\\\u200b''🦋\u{e0001}'",
    ],
    ["binary", new Uint8Array([0, 255]), "X'00ff'", "from_hex('00ff')"],
    ["date", "0001-01-01", "DATE '0001-01-01'", "CAST('0001-01-01' AS DATE)"],
    ["time", "23:59:59.5", "TIME '23:59:59.500000'", "CAST('23:59:59.500000' AS TIME)"],
    [
      "timestamp(3)",
      new Date("0001-01-01T00:00:00Z"),
      "TIMESTAMP '0001-01-01 00:00:00.000'",
      "TIMESTAMP '0001-01-01 00:00:00.000'",
    ],
    [
      "timestamp(6)",
      new Date("2024-05-01T10:00:00.123Z"),
      "TIMESTAMP '2024-05-01 10:00:00.123000'",
      "TIMESTAMP '2024-05-01 10:00:00.123000'",
    ],
    [
      "zonedTimestamp(6)",
      "2024-05-01T10:00:00.123456Z",
      "TIMESTAMP '2024-05-01 10:00:00.123456 UTC'",
      "CAST('2024-05-01 10:00:00.123456+00' AS TIMESTAMP WITH TIME ZONE)",
    ],
    [
      "zonedTimestamp(9)",
      "2024-05-01T10:00:00.123456789Z",
      "TIMESTAMP '2024-05-01 10:00:00.123456789 UTC'",
      "TIMESTAMP_NS '2024-05-01 10:00:00.123456789'",
    ],
    [
      "uuid",
      "123E4567-e89b-12d3-a456-426614174000",
      "UUID '123e4567-e89b-12d3-a456-426614174000'",
      "CAST('123e4567-e89b-12d3-a456-426614174000' AS UUID)",
    ],
    ["json", '{"a":"it\'s"}', `JSON '{"a":"it''s"}'`, `CAST('{"a":"it''s"}' AS JSON)`],
    ["int64", null, "CAST(NULL AS bigint)", "CAST(NULL AS BIGINT)"],
    ["list(string?)", [], "CAST(ARRAY[] AS array(varchar))", "CAST([] AS VARCHAR[])"],
    [
      "list(string?)",
      [null, "a"],
      "CAST(ARRAY[NULL, 'a'] AS array(varchar))",
      "CAST([NULL, 'a'] AS VARCHAR[])",
    ],
    [
      "map(int8, string?)",
      new Map([[1, null]]),
      "CAST(MAP(ARRAY[TINYINT '1'], ARRAY[NULL]) AS map(tinyint, varchar))",
      "CAST(MAP([CAST('1' AS TINYINT)], [NULL]) AS MAP(TINYINT, VARCHAR))",
    ],
    [
      "map(int8, string?)",
      new Map(),
      "CAST(MAP(ARRAY[], ARRAY[]) AS map(tinyint, varchar))",
      "CAST(MAP([], []) AS MAP(TINYINT, VARCHAR))",
    ],
    [
      'struct("it\'s" int64?, b string?)',
      { b: "x" },
      `CAST(ROW(NULL, 'x') AS row("it's" bigint, "b" varchar))`,
      `CAST({'it''s': NULL, 'b': 'x'} AS STRUCT("it's" BIGINT, "b" VARCHAR))`,
    ],
  ])("%s %o", (type, value, trino, duckdb) => {
    expect(literals(type, value)).toEqual([trino, duckdb]);
  });
});

describe("what a type does not hold", () => {
  it.each<[type: string, value: unknown, message: string]>([
    ["boolean", 1, "A literal of boolean takes true or false, not 1."],
    ["int8", 128, "A literal of int8 takes a whole number of 8 bits, not 128."],
    ["int64", 2n ** 63n, "A literal of int64 takes a whole number of 64 bits, not 9223372036854775808."],
    ["int64", 2 ** 53, "A literal of int64 takes a whole number of 64 bits, not 9007199254740992."],
    ["int32", "1", 'A literal of int32 takes a whole number of 32 bits, not "1".'],
    ["float32", 0.1, "A literal of float32 takes a number of single precision, not 0.1."],
    ["float64", "1", 'A literal of float64 takes a number, not "1".'],
    [
      "decimal(4,2)",
      "100.00",
      'A literal of decimal(4,2) takes digits, at most 2 before the point and 2 after it, not "100.00".',
    ],
    [
      "decimal(4,2)",
      "1.001",
      'A literal of decimal(4,2) takes digits, at most 2 before the point and 2 after it, not "1.001".',
    ],
    [
      "decimal(4,2)",
      "1' OR '1'='1",
      "A literal of decimal(4,2) takes digits, at most 2 before the point and 2 after it, not \"1' OR '1'='1\".",
    ],
    [
      "string",
      "\ud800",
      'A literal of string takes text without half characters (lone surrogates), not "\\ud800".',
    ],
    ["binary", [1], "A literal of binary takes a Uint8Array, not an object (Array)."],
    ["date", "2023-02-29", 'A literal of date takes a day, YYYY-MM-DD, from 0001 to 9999, not "2023-02-29".'],
    ["date", "0000-01-01", 'A literal of date takes a day, YYYY-MM-DD, from 0001 to 9999, not "0000-01-01".'],
    ["time", "24:00:00", 'A literal of time takes a time of day, HH:MM:SS.ffffff, not "24:00:00".'],
    [
      "timestamp(3)",
      "2024-05-01T10:00:00Z",
      'A literal of timestamp(3) takes a Date or text, YYYY-MM-DDTHH:MM:SS with at most 3 digits, from the year 0001 to 9999, not "2024-05-01T10:00:00Z".',
    ],
    [
      "zonedTimestamp(3)",
      "2024-05-01T10:00:00",
      'A literal of zonedTimestamp(3) takes a Date or text, YYYY-MM-DDTHH:MM:SS with at most 3 digits and Z, from the year 0001 to 9999, not "2024-05-01T10:00:00".',
    ],
    [
      "timestamp(3)",
      new Date(8.64e15),
      "A literal of timestamp(3) takes a Date or text, YYYY-MM-DDTHH:MM:SS with at most 3 digits, from the year 0001 to 9999, not +275760-09-13T00:00:00.000Z.",
    ],
    [
      "timestamp(3)",
      new Date(Number.NaN),
      "A literal of timestamp(3) takes a Date or text, YYYY-MM-DDTHH:MM:SS with at most 3 digits, from the year 0001 to 9999, not an invalid Date.",
    ],
    ["uuid", "x", 'A literal of uuid takes a UUID, 32 hexadecimal digits and 4 hyphens, not "x".'],
    ["json", "{", 'A literal of json takes JSON text that engines read (it is no JSON), not "{".'],
    ["list(int8)", 1, "A literal of list(int8) takes an array, not 1."],
    ["map(int8, int8)", {}, "A literal of map(int8, int8) takes a Map, not an object (Object)."],
    [
      "map(int8, int8)",
      new Map([[null, 1]]),
      "A literal of map(int8, int8) takes keys that are not null, not an object (Map).",
    ],
    [
      "map(timestamp(3), int8)",
      new Map([
        [new Date(0), 1],
        [new Date(0), 2],
      ]),
      "A literal of map(timestamp(3), int8) takes keys that differ, not an object (Map).",
    ],
    [
      "map(decimal(3,1), int8)",
      new Map([
        ["-0", 1],
        ["0.0", 2],
      ]),
      "A literal of map(decimal(3,1), int8) takes keys that differ, not an object (Map).",
    ],
    [
      "struct(a int8)",
      { a: 1, b: 2 },
      'A literal of struct("a" int8) takes no property "b", not an object (Object).',
    ],
    [
      'list(struct("b c" map(string, int8)))',
      [{ "b c": new Map([["x", 500]]) }],
      'A literal of int8 at element."b c".value takes a whole number of 8 bits, not 500.',
    ],
  ])("%s %o", (type, value, message) => {
    const parsed = parseType(type);
    expect(() => trinoLiteral(parsed, value)).toThrow(new RangeError(message));
    expect(() => duckdbLiteral(parsed, value)).toThrow(new RangeError(message));
  });

  it("nanoseconds where DuckDB's end", () => {
    const type: LogicalType = { id: "timestamp", precision: 9 };
    for (const at of ["1677-09-21T23:59:59.999999999", "2262-04-11T23:47:16.854775807"]) {
      expect(() => duckdbLiteral(type, at)).toThrow(
        /nanoseconds from 1677-09-22 to 2262-04-11T23:47:16.854775806/,
      );
      expect(trinoLiteral(type, at)).toBe(`TIMESTAMP '${at.replace("T", " ")}'`);
    }
  });
});
