import fc from "fast-check";
import { expect, it } from "vitest";
import { parseDecimal, parseShortDecimal } from "../src/pack/decimal.js";

/** `parseShortDecimal` says the same as `parseDecimal`, or that it does not apply. */
function checkSame(text: string, scale: number): void {
  const short = parseShortDecimal(text, scale);
  if (Number.isNaN(short)) return;
  expect([text, scale, short === 0 ? 0n : BigInt(short)]).toEqual([text, scale, parseDecimal(text, scale)]);
}

it("a short decimal is read as a long one would be, and nothing that is no decimal", () => {
  const digits = (least: number, most: number) =>
    fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: least, maxLength: most });
  const written = fc.tuple(
    fc.constantFrom("", "-", "+"),
    digits(0, 12),
    fc.constantFrom("", "."),
    digits(0, 12),
  );
  const damaged = fc.string({ unit: fc.constantFrom(..."0123456789.-+/:e "), maxLength: 12 });
  const text = fc.oneof(
    written.map((parts) => parts.join("")),
    damaged,
  );
  fc.assert(fc.property(text, fc.nat(12), checkSame), { numRuns: 20_000 });
});

it("decimals with every fraction digit written are read as short ones", () => {
  expect(parseShortDecimal("0.05", 2)).toBe(5);
  expect(parseShortDecimal("1234567.89", 2)).toBe(123_456_789);
  expect(parseShortDecimal("9999999.99", 2)).toBe(999_999_999);
  expect(parseShortDecimal("99999999.99", 2)).toBe(9_999_999_999);
  expect(parseShortDecimal("-0.05", 2)).toBe(-5);
});

it.each([".05", "5.", "1:.00", "1/.00", "1.0:", "--1.00", "1..00", "", "."])(
  "%j is no short decimal",
  (text) => {
    expect(parseShortDecimal(text, 2)).toBeNaN();
  },
);
