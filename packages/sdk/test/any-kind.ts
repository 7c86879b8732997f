import * as s from "@sluice/sdk";
import { foldedName, nameFault } from "@sluice/type-mapping";
import fc from "fast-check";

/** A column and values it keeps as they are. */
export interface Kind {
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

const scalars: Kind[] = [
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

const scalar = fc.oneof({ weight: scalars.length, arbitrary: fc.constantFrom(...scalars) }, decimals);

const notNull = ({ column, values }: Kind): Kind => ({ column: { ...column, nullable: false }, values });

/** What may stand in a column of that kind. */
export const valuesOf = ({ column, values }: Kind): fc.Arbitrary<unknown> =>
  column.nullable ? fc.option(values) : values;

const maybeNull = (kind: fc.Arbitrary<Kind>): fc.Arbitrary<Kind> =>
  fc.tuple(kind, fc.boolean()).map(([each, nullable]) => (nullable ? each : notNull(each)));

const noKeys = ["float32", "float64", "json"];
const keyKinds = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      ...scalars.filter(({ column }) => !noKeys.includes(column.type.id) && column.as === undefined),
    ),
  },
  decimals,
);

const keyText = (key: unknown): string => (key instanceof Date ? key.toISOString() : String(key));

const names = fc.oneof(
  fc.constantFrom("a", "order", "A b", 'x"y', "p.q", "constructor", "naïve ☂", "'"),
  fc.string({ minLength: 1, maxLength: 8 }).filter((name) => nameFault(name) === undefined),
);

const listOf = (depth: number): fc.Arbitrary<Kind> =>
  anyKind(depth - 1).map((element) => ({
    column: s.list(element.column, nullable),
    values: fc.array(valuesOf(element), { maxLength: 4 }),
  }));

const mapOf = (depth: number): fc.Arbitrary<Kind> =>
  fc.tuple(keyKinds, anyKind(depth - 1)).map(([key, value]) => ({
    column: s.map(notNull(key).column, value.column, nullable),
    values: fc
      .uniqueArray(fc.tuple(key.values, valuesOf(value)), {
        selector: ([each]) => keyText(each),
        maxLength: 4,
      })
      .map((entries) => new Map(entries)),
  }));

const structOf = (depth: number): fc.Arbitrary<Kind> =>
  fc
    .uniqueArray(fc.tuple(names, anyKind(depth - 1)), {
      selector: ([name]) => foldedName(name),
      minLength: 1,
      maxLength: 4,
    })
    .map((fields) => ({
      column: s.struct(Object.fromEntries(fields.map(([name, kind]) => [name, kind.column])), nullable),
      values: fc
        .tuple(...fields.map(([, kind]) => valuesOf(kind)))
        .map((values) => Object.fromEntries(fields.map(([name], index) => [name, values[index]]))),
    }));

/** Any column with at most `depth` types around its scalars. */
export function anyKind(depth: number): fc.Arbitrary<Kind> {
  if (depth === 0) return maybeNull(scalar);
  return maybeNull(fc.oneof({ weight: 4, arbitrary: scalar }, listOf(depth), mapOf(depth), structOf(depth)));
}

/** A schema, and some rows of it. */
export const anyTable = fc.array(anyKind(4), { minLength: 1, maxLength: 4 }).chain((chosen) => {
  const columns = Object.fromEntries(chosen.map((kind, index) => [`c${index}`, kind.column]));
  const row = fc.record(Object.fromEntries(chosen.map((kind, index) => [`c${index}`, valuesOf(kind)])));
  return fc.record({
    schema: fc.constant(s.table(columns).schema),
    rows: fc.array(row, { maxLength: 8 }),
  });
});
