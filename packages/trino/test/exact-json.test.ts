import fc from "fast-check";
import { parse as lossless } from "lossless-json";
import { describe, expect, it } from "vitest";
import { parseExactJson } from "../src/client/exact-json.js";

describe("parseExactJson", () => {
  it("rounds no integer, and touches nothing else", () => {
    const text = String.raw`{"a":[9223372036854775807,-9223372036854775808, 9007199254740993 ,1,-2],
      "b":"[1234567890123456789,","c":"\",1234567890123456789]\\","d":0.1234567890123456789,"e":1E300,
      "f":1234567890123456789.5,"g":["\\",1234567890123456789,"\\\"",12345678901234567890],"h":{"1234567890123456789":1}}`;
    expect(parseExactJson(text)).toEqual({
      a: ["9223372036854775807", "-9223372036854775808", "9007199254740993", 1, -2],
      b: "[1234567890123456789,",
      c: '",1234567890123456789]\\',
      d: Number("0.1234567890123456789"),
      e: 1e300,
      f: Number("1234567890123456789.5"),
      g: ["\\", "1234567890123456789", '\\"', "12345678901234567890"],
      h: { "1234567890123456789": 1 },
    });
  });

  it("reads lone integers", () => {
    expect(parseExactJson("[1234567890123456789]")).toEqual(["1234567890123456789"]);
    expect(parseExactJson(" [ 1234567890123456789\n]")).toEqual(["1234567890123456789"]);
  });

  it("throws where JSON.parse does", () => {
    for (const text of [
      "",
      "{",
      '["a',
      '[1234567890123456789,"a',
      '["\\',
      "<html>1234567890123456789 </html>",
    ]) {
      expect(() => parseExactJson(text)).toThrow(SyntaxError);
    }
  });

  const tricky = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.stringMatching(/^[\\",:[\]{} 0-9-]{0,40}$/),
    fc.bigInt().map(String),
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      tricky,
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("value")),
      fc.dictionary(tricky, tie("value")),
    ),
  }));

  it("agrees with lossless-json on every value", () => {
    const number = (digits: string) => (/^-?\d{16,}$/.test(digits) ? digits : Number(digits));
    fc.assert(
      fc.property(value, fc.constantFrom("", " ", "\n  "), (one, blank) => {
        const text = print([one], blank);
        const exact = lossless(text, null, number);
        expect(parseExactJson(text)).toEqual(exact);
      }),
      { numRuns: 5_000 },
    );
  });
});

/** JSON text with 64-bit integers as numbers, as Trino writes it. */
function print(value: unknown, blank: string): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value))
    return `[${blank}${value.map((one) => print(one, blank)).join(`${blank},${blank}`)}${blank}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, one]) => `${JSON.stringify(key)}${blank}:${blank}${print(one, blank)}`,
  );
  return `{${blank}${members.join(`${blank},${blank}`)}${blank}}`;
}
