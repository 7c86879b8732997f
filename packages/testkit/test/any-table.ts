import {
  binary,
  boolean,
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
  map,
  type Schema,
  string,
  struct,
  table,
  time,
  timestamp,
  uuid,
  zonedTimestamp,
} from "@sluice/sdk";
import fc from "fast-check";

/** A schema and rows that it keeps as they are. */
export interface AnyTable {
  readonly schema: Schema;
  readonly rows: readonly object[];
}

interface Kind {
  readonly column: Column;
  readonly values: fc.Arbitrary<unknown>;
}

const millis = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });
const instants = millis.map((milli) => new Date(milli));
const texts = (digits: string) => millis.map((milli) => new Date(milli).toISOString().slice(0, -1) + digits);
const decimals = (precision: number, scale: number): Kind => {
  const bound = 10n ** BigInt(precision) - 1n;
  const values = fc.bigInt({ min: -bound, max: bound }).map((unscaled) => {
    const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
    return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  });
  return { column: decimal(precision, scale), values };
};

const keys: Kind[] = [
  { column: boolean(), values: fc.boolean() },
  { column: int32(), values: fc.integer() },
  { column: int64(), values: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) },
  { column: string(), values: fc.string({ unit: "binary" }) },
  { column: date(), values: instants.map((instant) => instant.toISOString().slice(0, 10)) },
  { column: uuid(), values: fc.uuid() },
  { column: binary(), values: fc.uint8Array({ maxLength: 20 }) },
  { column: timestamp(3), values: instants },
  decimals(18, 4),
];

const scalars: Kind[] = [
  ...keys,
  { column: int8(), values: fc.integer({ min: -128, max: 127 }) },
  { column: int16(), values: fc.integer({ min: -32_768, max: 32_767 }) },
  { column: float32(), values: fc.float() },
  { column: float64(), values: fc.double() },
  decimals(9, 2),
  decimals(38, 10),
  { column: time(), values: instants.map((instant) => `${instant.toISOString().slice(11, -1)}001`) },
  { column: zonedTimestamp(3), values: instants },
  { column: timestamp(6), values: texts("999") },
  { column: zonedTimestamp(6), values: texts("001Z") },
  {
    column: timestamp(9),
    values: fc
      .integer({ min: -9e12, max: 9e12 })
      .map((at) => `${new Date(at).toISOString().slice(0, -1)}123456`),
  },
];

/** Any column with at most `depth` types around its scalars. */
function kinds(depth: number): fc.Arbitrary<Kind> {
  const scalar = fc.constantFrom(...scalars);
  const kind = depth === 0 ? scalar : fc.oneof(scalar, lists(depth), maps(depth), structs(depth));
  return fc.tuple(kind, fc.boolean()).map(([{ column, values }, nullable]) => ({
    column: { ...column, nullable },
    values: nullable ? fc.option(values) : values,
  }));
}

function lists(depth: number): fc.Arbitrary<Kind> {
  return kinds(depth - 1).map(({ column, values }) => ({
    column: list(column),
    values: fc.array(values, { maxLength: 4 }),
  }));
}

function maps(depth: number): fc.Arbitrary<Kind> {
  return fc.tuple(fc.constantFrom(...keys), kinds(depth - 1)).map(([key, value]) => ({
    column: map(key.column, value.column),
    values: fc
      .uniqueArray(fc.tuple(key.values, value.values), { selector: ([each]) => keyText(each), maxLength: 4 })
      .map((entries) => new Map(entries)),
  }));
}

function keyText(key: unknown): string {
  return key instanceof Date ? key.toISOString() : String(key);
}

function structs(depth: number): fc.Arbitrary<Kind> {
  return namedKinds(depth - 1, ["constructor", "b c", "d.e", "ü"]).map((fields) => ({
    column: struct(columnsOf(fields)),
    values: rowsOf(fields),
  }));
}

type Named = Record<string, Kind>;

function namedKinds(depth: number, names: readonly string[]): fc.Arbitrary<Named> {
  return fc
    .array(kinds(depth), { minLength: 1, maxLength: names.length })
    .map((each) => Object.fromEntries(each.map((kind, index) => [names[index], kind])));
}

function columnsOf(fields: Named): Record<string, Column> {
  return Object.fromEntries(Object.entries(fields).map(([name, { column }]) => [name, column]));
}

function rowsOf(fields: Named): fc.Arbitrary<object> {
  const values = Object.entries(fields).map(([name, kind]) => [name, kind.values] as const);
  return fc.record(Object.fromEntries(values), { noNullPrototype: true });
}

/** Tables whose columns have at most four types around their scalars. */
export const anyTable: fc.Arbitrary<AnyTable> = namedKinds(4, ["one", "two", "three"]).chain((fields) =>
  fc.record({
    schema: fc.constant(table(columnsOf(fields)).schema),
    rows: fc.array(rowsOf(fields), { maxLength: 12 }),
  }),
);
