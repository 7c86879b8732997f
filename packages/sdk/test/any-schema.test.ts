import * as s from "@sluice/sdk";
import fc from "fast-check";
import { expect, it } from "vitest";
import { batchOf, packed } from "./packing.js";

/** A column and values it keeps as they are. */
interface Kind {
  readonly column: s.Column;
  readonly values: fc.Arbitrary<unknown>;
}

const nullable = { nullable: true } as const;
const day = 86_400;
const seconds = fc.integer({ min: -719_162 * day, max: 2_932_897 * day - 1 });
const digits = (count: number) =>
  fc.nat({ max: 10 ** count - 1 }).map((value) => String(value).padStart(count, "0"));
const clock = (second: number): string => new Date(second * 1000).toISOString().slice(0, 19);
const instants = (precision: 6 | 9, zone: string) => {
  const reach = precision === 6 ? seconds : fc.integer({ min: -9_223_372_036, max: 9_223_372_035 });
  return fc
    .tuple(reach, digits(precision))
    .map(([second, fraction]) => `${clock(second)}.${fraction}${zone}`);
};
const millis = fc
  .tuple(seconds, fc.nat({ max: 999 }))
  .map(([second, milli]) => new Date(second * 1000 + milli));
const integer = (bits: number) => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });

const decimals = fc.integer({ min: 1, max: 38 }).chain((precision) =>
  fc.integer({ min: 0, max: precision }).map((scale): Kind => {
    const bound = 10n ** BigInt(precision) - 1n;
    const values = fc.bigInt({ min: -bound, max: bound }).map((unscaled) => {
      const text = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
      const whole = text.slice(0, text.length - scale);
      return `${unscaled < 0n ? "-" : ""}${whole}${scale === 0 ? "" : `.${text.slice(-scale)}`}`;
    });
    return { column: s.decimal(precision, scale, nullable), values };
  }),
);

const kinds: Kind[] = [
  { column: s.boolean(nullable), values: fc.boolean() },
  { column: s.int8(nullable), values: integer(8) },
  { column: s.int16(nullable), values: integer(16) },
  { column: s.int32(nullable), values: integer(32) },
  { column: s.int64(nullable), values: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) },
  { column: s.int64({ nullable: true, as: "number" }), values: fc.maxSafeInteger() },
  { column: s.float32(nullable), values: fc.float() },
  { column: s.float64(nullable), values: fc.double() },
  { column: s.string(nullable), values: fc.string({ unit: "binary" }) },
  { column: s.string(nullable), values: fc.string({ minLength: 20, maxLength: 200 }) },
  { column: s.binary(nullable), values: fc.uint8Array({ maxLength: 40 }) },
  { column: s.date(nullable), values: seconds.map((second) => clock(second).slice(0, 10)) },
  {
    column: s.time(nullable),
    values: fc
      .tuple(fc.nat({ max: day - 1 }), digits(6))
      .map(([second, rest]) => `${clock(second).slice(11)}.${rest}`),
  },
  { column: s.timestamp(3, nullable), values: millis },
  { column: s.zonedTimestamp(3, nullable), values: millis },
  { column: s.timestamp(6, nullable), values: instants(6, "") },
  { column: s.zonedTimestamp(6, nullable), values: instants(6, "Z") },
  { column: s.timestamp(9, nullable), values: instants(9, "") },
  { column: s.zonedTimestamp(9, nullable), values: instants(9, "Z") },
  {
    column: s.timestamp(9, { nullable: true, as: "date" }),
    values: fc.integer({ min: -9e12, max: 9e12 }).map((at) => new Date(at)),
  },
  { column: s.uuid(nullable), values: fc.uuid() },
  { column: s.json(nullable), values: fc.json() },
];

const tables = fc
  .array(fc.oneof({ weight: kinds.length, arbitrary: fc.constantFrom(...kinds) }, decimals), {
    minLength: 1,
    maxLength: 6,
  })
  .chain((chosen) => {
    const columns = Object.fromEntries(chosen.map((kind, index) => [`c${index}`, kind.column]));
    const row = fc.record(
      Object.fromEntries(chosen.map((kind, index) => [`c${index}`, fc.option(kind.values)])),
    );
    return fc.record({
      schema: fc.constant(s.table(columns).schema),
      rows: fc.array(row, { maxLength: 30 }),
    });
  });

it("unpacking undoes packing for any schema and rows", async () => {
  await fc.assert(
    fc.asyncProperty(tables, async ({ schema, rows }) => {
      const plain = rows.map((row) => ({ ...row }));
      expect(await packed(schema, rows)).toEqual(plain);
      if (rows.length > 0)
        expect(await packed(schema, batchOf(schema, rows).slice(1, rows.length))).toEqual(plain.slice(1));
    }),
    { numRuns: 1500 },
  );
});
