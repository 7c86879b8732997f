import type { Field, LogicalType, Member, Schema } from "@sluice/type-mapping";
import fc from "fast-check";

const integers: LogicalType[] = [{ id: "int8" }, { id: "int16" }, { id: "int32" }, { id: "int64" }];
const instants = ([3, 6, 9] as const).flatMap((precision): LogicalType[] => [
  { id: "timestamp", precision },
  { id: "zonedTimestamp", precision },
]);
const decimals = fc
  .record({ precision: fc.integer({ min: 3, max: 38 }), scale: fc.integer({ min: 0, max: 2 }) })
  .map((parameters): LogicalType => ({ id: "decimal", ...parameters }));
const floats: LogicalType[] = [{ id: "float32" }, { id: "float64" }];
const keys: LogicalType[] = [
  { id: "boolean" },
  { id: "string" },
  { id: "date" },
  { id: "uuid" },
  ...integers,
];
const others: LogicalType[] = [{ id: "binary" }, { id: "time" }, { id: "json" }];

const scalars = fc.oneof(fc.constantFrom(...integers, ...floats, ...instants, ...keys, ...others), decimals);

const { type } = fc.letrec<{ type: LogicalType }>((tie) => ({
  type: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 4, arbitrary: scalars },
    { weight: 1, arbitrary: members(tie("type")).map((element): LogicalType => ({ id: "list", element })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...keys), members(tie("type")))
        .map(([key, value]): LogicalType => ({ id: "map", key: { type: key, nullable: false }, value })),
    },
    {
      weight: 1,
      arbitrary: fieldsOf(tie("type"), 1).map((fields): LogicalType => ({ id: "struct", fields })),
    },
  ),
}));

function members(types: fc.Arbitrary<LogicalType>): fc.Arbitrary<Member> {
  return fc.tuple(types, fc.boolean(), fc.boolean()).map(([type, nullable, as]): Member => {
    if (as && type.id === "int64") return { type, nullable, as: "number" };
    return as && type.id.endsWith("stamp") ? { type, nullable, as: "date" } : { type, nullable };
  });
}

/** Few names, so that two schemas share some. */
function fieldsOf(types: fc.Arbitrary<LogicalType>, minLength: number): fc.Arbitrary<Field[]> {
  const field = fc
    .tuple(
      fc.constantFrom("a", "b", "c", "d e", "ø.f"),
      members(types),
      fc.option(fc.constantFrom("one", "two")),
    )
    .map(([name, member, comment]): Field => ({ name, ...member, ...(comment === null ? {} : { comment }) }));
  return fc.uniqueArray(field, { selector: ({ name }) => name, minLength, maxLength: 4 });
}

/** Schemas of every type, nested too. */
export const anySchema: fc.Arbitrary<Schema> = fieldsOf(type, 0).map((fields) => ({ fields }));

/** Two schemas of which the second came from the first by some changes anywhere inside. */
export const changedSchema: fc.Arbitrary<[Schema, Schema]> = anySchema.chain((old) =>
  changedFields(old.fields, 0).map((fields): [Schema, Schema] => [old, { fields }]),
);

function changedFields(fields: readonly Field[], minLength: number): fc.Arbitrary<Field[]> {
  const kept = fc.tuple(
    ...fields.map((field) =>
      fc
        .tuple(changedMember(field), fc.integer({ min: 0, max: 9 }))
        .map(([member, dice]): Field[] => (dice === 0 ? [] : [{ ...field, ...member }])),
    ),
  );
  const known = new Set(fields.map(({ name }) => name));
  return fc
    .tuple(kept, fieldsOf(type, 0), fc.integer({ min: 0, max: 9 }))
    .map(([lists, more, dice]) => {
      const added = dice < 3 ? more.filter(({ name }) => !known.has(name)) : [];
      const all = [...lists.flat(), ...added.map((field) => ({ ...field, nullable: dice > 0 }))];
      return dice === 5 ? all.reverse() : all;
    })
    .map((changed) => (changed.length < minLength ? [...fields] : changed));
}

function changedMember({ type: old, nullable, as }: Member): fc.Arbitrary<Member> {
  return fc.tuple(changedType(old), fc.integer({ min: 0, max: 5 })).map(([changed, dice]): Member => {
    const shown = as === undefined || changed.id !== old.id ? {} : { as };
    return { type: changed, nullable: dice === 0 ? !nullable : nullable, ...shown };
  });
}

function changedType(old: LogicalType): fc.Arbitrary<LogicalType> {
  const same = { weight: 8, arbitrary: fc.constant(old) };
  const different = { weight: 1, arbitrary: type };
  switch (old.id) {
    case "list":
      return changedMember(old.element).map((element) => ({ id: "list", element }));
    case "map":
      return changedMember(old.value).map((value) => ({ ...old, value }));
    case "struct":
      return changedFields(old.fields, 1).map((fields) => ({ id: "struct", fields }));
    case "int8":
    case "int16":
    case "int32":
    case "int64":
      return fc.oneof(same, different, { weight: 4, arbitrary: fc.constantFrom(...integers) });
    case "float32":
    case "float64":
      return fc.oneof(same, different, { weight: 4, arbitrary: fc.constantFrom(...floats) });
    case "decimal":
      return fc.oneof(same, different, { weight: 4, arbitrary: decimals });
    default:
      return fc.oneof(same, different);
  }
}
