import type { SqlValue } from "@sluice/sdk/plugin";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { trinoDialect } from "../src/dialect.js";

const { identifier, literal } = trinoDialect;

describe("trinoDialect", () => {
  const names: [string, string][] = [
    ["orders", "orders"],
    ["_x9", "_x9"],
    ["order", '"order"'],
    ["current_date", '"current_date"'],
    ["Orders", '"Orders"'],
    ["orders-1", '"orders-1"'],
    ["9lives", '"9lives"'],
    ['say "hi"', '"say ""hi"""'],
    ["Größe", '"Größe"'],
    ["a.b", '"a.b"'],
    ['x"; DROP TABLE t --', '"x""; DROP TABLE t --"'],
  ];
  for (const [name, sql] of names) it(`identifier ${name}`, () => expect(identifier(name)).toBe(sql));

  const values: [SqlValue, string][] = [
    [null, "NULL"],
    [true, "TRUE"],
    [false, "FALSE"],
    ["", "''"],
    ["it's", "'it''s'"],
    ["'; DROP TABLE t --", "'''; DROP TABLE t --'"],
    ["back\\slash\nü🦋", "'back\\slash\nü🦋'"],
    [0, "0"],
    [42, "42"],
    [-5, "(-5)"],
    [-0, "DOUBLE '-0'"],
    [1.5, "DOUBLE '1.5'"],
    [1e300, "DOUBLE '1e+300'"],
    [2 ** 53, "DOUBLE '9007199254740992'"],
    [Number.NaN, "nan()"],
    [Number.POSITIVE_INFINITY, "infinity()"],
    [Number.NEGATIVE_INFINITY, "(-infinity())"],
    [2n ** 63n - 1n, "9223372036854775807"],
    [-(2n ** 63n), "(-9223372036854775808)"],
    [2n ** 63n, "DECIMAL '9223372036854775808'"],
    [-(10n ** 38n - 1n), "DECIMAL '-99999999999999999999999999999999999999'"],
    [new Date("2024-05-01T10:00:00.123Z"), "TIMESTAMP '2024-05-01 10:00:00.123'"],
    [new Date("0001-01-01T00:00:00Z"), "TIMESTAMP '0001-01-01 00:00:00.000'"],
  ];
  for (const [value, sql] of values) it(`literal ${sql}`, () => expect(literal(value)).toBe(sql));

  it("refuses what SQL cannot hold", () => {
    const refused = expect.objectContaining({
      code: "QUERY_FAILED",
      details: { engine: "trino", code: "INVALID_SQL_VALUE" },
    });
    for (const name of ["", "a\0b", "\ud800"]) expect(() => identifier(name)).toThrow(refused);
    const wrong = [
      "a\0b",
      "\udc00x",
      10n ** 38n,
      -(10n ** 38n),
      new Date(Number.NaN),
      new Date(8.64e15),
      new Date(-8.64e15),
    ];
    for (const value of wrong) expect(() => literal(value)).toThrow(refused);
  });

  it("leaves no way out of a name or a string", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) => {
        if (text.includes("\0")) return;
        expect(literal(text)).toMatch(/^'([^']|'')*'$/);
        expect(identifier(text)).toMatch(/^([a-z_][a-z0-9_]*|"([^"]|"")*")$/);
      }),
      { numRuns: 10_000 },
    );
  });
});
