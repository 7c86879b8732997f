import {
  type Field,
  foldedName,
  type LogicalType,
  type Member,
  nameFault,
  targetType,
} from "@sluice/type-mapping";
import fc from "fast-check";

const hostileNames = [
  "a b",
  'say "hi"',
  "it's",
  "a.b.c",
  "back`tick",
  "back\\slash",
  "select",
  "timestamp",
  "with time zone",
  "array",
  "Row",
  "ÄÖÜ",
  "日本語",
  "🦋",
  "a,b",
  "a:b",
  "a<b>",
  "(a)",
  "[1]",
  "{}",
  "$path",
  "?",
  "0",
  "--",
  "/*",
  "a\u2028b",
  "constructor",
  "toString",
  "x".repeat(255),
  "é".repeat(255),
];

/** Any name a column or field may have, the hard ones often. */
export const anyName: fc.Arbitrary<string> = fc
  .oneof(
    fc.constantFrom("a", "b", "total", "id", "x1", "Abc"),
    fc.constantFrom(...hostileNames),
    fc.string({ unit: "binary", minLength: 1, maxLength: 12 }),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
  )
  .filter((name) => nameFault(name) === undefined);

/** Names a Hive type can hold. */
export const hiveName: fc.Arbitrary<string> = fc
  .oneof(
    fc.constantFrom("a", "Total", "a b", "a.b.c", "$path", "0", "日本語", "ÄÖÜ", "int", "x".repeat(255)),
    fc.stringMatching(/^[\p{Lu}\p{Ll}_\d][\p{Lu}\p{Ll}\d_.$ ]{0,10}$/u),
  )
  .filter((name) => nameFault(name) === undefined && fitsHive(name));

/** Names a Delta table without column mapping can hold. */
export const deltaName: fc.Arbitrary<string> = anyName.filter((name) => !/[ ,;{}()\n\t=]/.test(name));

function fitsHive(name: string): boolean {
  const type: LogicalType = { id: "struct", fields: [{ name, type: { id: "int8" }, nullable: false }] };
  return targetType("hive", { type, nullable: false }).refusals === undefined;
}

const decimals: fc.Arbitrary<LogicalType> = fc
  .integer({ min: 1, max: 38 })
  .chain((precision) =>
    fc.integer({ min: 0, max: precision }).map((scale) => ({ id: "decimal", precision, scale })),
  );

/** One of each scalar type, decimals in three sizes. */
export const scalarTypes: readonly LogicalType[] = [
  { id: "boolean" },
  { id: "int8" },
  { id: "int16" },
  { id: "int32" },
  { id: "int64" },
  { id: "float32" },
  { id: "float64" },
  { id: "decimal", precision: 9, scale: 2 },
  { id: "decimal", precision: 18, scale: 0 },
  { id: "decimal", precision: 38, scale: 38 },
  { id: "string" },
  { id: "binary" },
  { id: "date" },
  { id: "time" },
  { id: "timestamp", precision: 3 },
  { id: "timestamp", precision: 6 },
  { id: "timestamp", precision: 9 },
  { id: "zonedTimestamp", precision: 3 },
  { id: "zonedTimestamp", precision: 6 },
  { id: "zonedTimestamp", precision: 9 },
  { id: "uuid" },
  { id: "json" },
];

const scalar = fc.oneof(
  { weight: scalarTypes.length, arbitrary: fc.constantFrom(...scalarTypes) },
  { weight: 4, arbitrary: decimals },
);
const keys = scalar.filter(({ id }) => id !== "float32" && id !== "float64" && id !== "json");

export interface AnyTypeOptions {
  readonly names?: fc.Arbitrary<string>;
  /** Levels of nesting. Default 4. */
  readonly depth?: number;
  /** Scalars to leave out. Default none. */
  readonly without?: (scalar: LogicalType) => boolean;
}

/** Any type there can be. */
export function anyType(options: AnyTypeOptions = {}): fc.Arbitrary<LogicalType> {
  const { names = anyName, depth = 4, without = () => false } = options;
  const scalars = scalar.filter((type) => !without(type));
  if (depth === 0) return scalars;
  const inner = anyType({ names, depth: depth - 1, without });
  const member: fc.Arbitrary<Member> = fc.record({ type: inner, nullable: fc.boolean() });
  const field: fc.Arbitrary<Field> = fc.record({ name: names, type: inner, nullable: fc.boolean() });
  const key = keys.filter((type) => !without(type)).map((type): Member => ({ type, nullable: false }));
  return fc.oneof(
    { weight: 2, arbitrary: scalars },
    { weight: 1, arbitrary: member.map((element): LogicalType => ({ id: "list", element })) },
    { weight: 1, arbitrary: fc.record({ id: fc.constant("map" as const), key, value: member }) },
    {
      weight: 2,
      arbitrary: fc
        .uniqueArray(field, { minLength: 1, maxLength: 4, selector: ({ name }) => foldedName(name) })
        .map((fields): LogicalType => ({ id: "struct", fields })),
    },
  );
}

/** The type as a text that does not say what is nullable gives it back: everything inside is, but keys. */
export function allNullable(type: LogicalType): LogicalType {
  const member = (of: Member): Member => ({ type: allNullable(of.type), nullable: true });
  switch (type.id) {
    case "list":
      return { id: "list", element: member(type.element) };
    case "map":
      return {
        id: "map",
        key: { type: allNullable(type.key.type), nullable: false },
        value: member(type.value),
      };
    case "struct":
      return { id: "struct", fields: type.fields.map(({ name, ...rest }) => ({ name, ...member(rest) })) };
    default:
      return type;
  }
}
