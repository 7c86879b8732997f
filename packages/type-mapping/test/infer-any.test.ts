import { inferSchema, type LogicalType, type Member, typeText } from "@sluice/type-mapping";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

/** A type, and values that rows have of it. */
interface Kind {
  readonly type: LogicalType;
  readonly values: fc.Arbitrary<unknown>;
}

const scalars: Kind[] = [
  { type: { id: "boolean" }, values: fc.boolean() },
  { type: { id: "string" }, values: fc.string() },
  { type: { id: "binary" }, values: fc.uint8Array({ maxLength: 3 }) },
  { type: { id: "timestamp", precision: 3 }, values: fc.date({ noInvalidDate: true }) },
  { type: { id: "int64" }, values: fc.maxSafeInteger() },
  { type: { id: "int64" }, values: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) },
  { type: { id: "int64" }, values: fc.oneof(fc.maxSafeInteger(), fc.bigInt({ min: -9n, max: 9n })) },
  {
    type: { id: "float64" },
    values: fc.oneof(
      fc.double().filter((value) => !Number.isInteger(value) || Number.isSafeInteger(value)),
      fc.maxSafeInteger(),
    ),
  },
];
const keys = scalars.filter(({ type }) => type.id !== "float64");

const { kind } = fc.letrec<{ kind: Kind }>((tie) => ({
  kind: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 4, arbitrary: fc.constantFrom(...scalars) },
    { weight: 1, arbitrary: fc.tuple(tie("kind"), fc.boolean()).map(([kind, nulls]) => listOf(kind, nulls)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...keys), tie("kind"), fc.boolean())
        .map(([key, value, nulls]) => mapOf(key, value, nulls)),
    },
    { weight: 1, arbitrary: fc.array(tie("kind"), { minLength: 1, maxLength: 3 }).map(structOf) },
  ),
}));

function listOf(kind: Kind, nulls: boolean): Kind {
  return {
    type: { id: "list", element: { type: kind.type, nullable: true } },
    values: fc.array(maybe(kind.values, nulls), { maxLength: 3 }),
  };
}

function mapOf(key: Kind, value: Kind, nulls: boolean): Kind {
  return {
    type: {
      id: "map",
      key: { type: key.type, nullable: false },
      value: { type: value.type, nullable: true },
    },
    values: fc
      .array(fc.tuple(key.values, maybe(value.values, nulls)), { maxLength: 3 })
      .map((entries) => new Map(entries)),
  };
}

function structOf(kinds: readonly Kind[]): Kind {
  return {
    type: {
      id: "struct",
      fields: kinds.map(({ type }, index) => ({ name: `f${index}`, type, nullable: true })),
    },
    values: rowOf(kinds, "f"),
  };
}

/** Objects that may lack any of the properties, have null for it or undefined. */
function rowOf(kinds: readonly Kind[], prefix: string): fc.Arbitrary<object> {
  const properties = kinds.map(({ values }, index) => [`${prefix}${index}`, maybe(values, true)]);
  return fc.record(Object.fromEntries(properties), { requiredKeys: [] });
}

function maybe(values: fc.Arbitrary<unknown>, nulls: boolean): fc.Arbitrary<unknown> {
  return nulls
    ? fc.oneof({ weight: 1, arbitrary: fc.constantFrom(null, undefined) }, { weight: 5, arbitrary: values })
    : values;
}

const tables = fc.array(kind, { minLength: 1, maxLength: 4 }).chain((kinds) =>
  fc.record({
    override: fc.constant(
      Object.fromEntries(kinds.map(({ type }, index) => [`c${index}`, `${typeText(type)}?`])),
    ),
    rows: fc.array(rowOf(kinds, "c"), { minLength: 1, maxLength: 8 }),
  }),
);

describe("the schema of any rows", () => {
  it("holds those rows, and is nullable only where they have nulls", () => {
    let inferred = 0;
    fc.assert(
      fc.property(tables, ({ rows, override }) => {
        const names = new Set(rows.flatMap((row) => Object.keys(row)));
        fc.pre(names.size > 0);
        const { schema, overridden } = infer(rows, override);
        for (const { name, ...member } of schema.fields) {
          const values = rows.map((row) => (row as Record<string, unknown>)[name]);
          if (!overridden.has(name)) inferred++;
          expect(misfit(values, member, !overridden.has(name))).toBeUndefined();
        }
        expect(new Set(schema.fields.map(({ name }) => name))).toEqual(names);
      }),
      { numRuns: 10_000 },
    );
    expect(inferred).toBeGreaterThan(10_000);
  }, 120_000);
});

/** Overrides the columns that the rows do not tell, which have to be such without a value somewhere. */
function infer(rows: readonly object[], override: Record<string, string>) {
  try {
    return { schema: inferSchema(rows), overridden: new Set<string>() };
  } catch (error) {
    const { message } = error as Error;
    const unknown = [
      ...message.matchAll(/column "(c\d)[^"]*" (has no value in any row|has objects without)/g),
    ];
    if (unknown.length === 0) throw error;
    const names = unknown.map((match) => match[1] as string);
    const schemaOverride = Object.fromEntries(names.map((name) => [name, override[name] as string]));
    return { schema: inferSchema(rows, { schemaOverride }), overridden: new Set(names) };
  }
}

/** The first of the values that the member does not hold; with `tight`, also nulls it allows and nobody has. */
function misfit(values: readonly unknown[], member: Member, tight: boolean): unknown {
  const given = values.filter((value) => value !== null && value !== undefined);
  const nulls = given.length < values.length;
  if (nulls && !member.nullable) return "a null";
  if (tight && member.nullable && !nulls) return "no null";
  const { type } = member;
  switch (type.id) {
    case "list":
      if (!given.every(Array.isArray)) return given;
      return misfit(given.flat(1), type.element, tight);
    case "map": {
      const entries = (given as Map<unknown, unknown>[]).flatMap((map) => [...map]);
      return (
        misfit(
          entries.map(([key]) => key),
          type.key,
          tight,
        ) ??
        misfit(
          entries.map(([, value]) => value),
          type.value,
          tight,
        )
      );
    }
    case "struct": {
      const objects = given as Record<string, unknown>[];
      const names = new Set(type.fields.map(({ name }) => name));
      const extra = objects.flatMap(Object.keys).find((name) => !names.has(name));
      if (extra !== undefined) return extra;
      const each = type.fields.map((field) =>
        misfit(
          objects.map((object) => object[field.name]),
          field,
          tight,
        ),
      );
      return each.find((found) => found !== undefined);
    }
    default:
      return given.find((value) => !fits(value, type, member.as));
  }
}

function fits(value: unknown, type: LogicalType, as: Member["as"]): boolean {
  switch (type.id) {
    case "boolean":
    case "string":
      return typeof value === type.id;
    case "binary":
      return value instanceof Uint8Array;
    case "timestamp":
      return value instanceof Date && type.precision === 3;
    case "int64":
      if (typeof value === "bigint") return as === undefined && BigInt.asIntN(64, value) === value;
      return Number.isSafeInteger(value) && !Object.is(value, -0);
    case "float64":
      return typeof value === "number";
    default:
      return false;
  }
}
