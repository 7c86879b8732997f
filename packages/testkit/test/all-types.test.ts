import { jsonl } from "@sluice/handler-jsonl";
import { createIOManager, defineAsset, type LogicalType, memoryStore, table } from "@sluice/sdk";
import { allTypes, columnNamed, differences, fieldNamed, hostileNames, refused } from "@sluice/testkit";
import { duckdbTypes, typeFault } from "@sluice/type-mapping";
import { describe, expect, it } from "vitest";

const everything = defineAsset({ key: "everything", type: table(allTypes.columns) });
const { fields } = everything.type.schema;
const lake = (store = memoryStore()) => createIOManager({ handlers: [jsonl()], store });
const ids = Object.keys(duckdbTypes);

/** The types inside a type, at every depth. */
function typesIn(type: LogicalType): LogicalType[] {
  return membersOf(type).flatMap((member) => [member.type, ...typesIn(member.type)]);
}

function membersOf(type: LogicalType): readonly { readonly type: LogicalType }[] {
  switch (type.id) {
    case "list":
      return [type.element];
    case "map":
      return [type.key, type.value];
    case "struct":
      return type.fields;
    default:
      return [];
  }
}

describe("the data set", () => {
  it("has every logical type, nullable and required, and inside lists, maps and structs", () => {
    for (const nullable of [true, false]) {
      const found = fields.filter((field) => field.nullable === nullable).map(({ type }) => type.id);
      expect(new Set(found)).toEqual(new Set(ids));
    }
    for (const outer of ["list", "map", "struct"]) {
      const inside = fields.filter(({ type }) => type.id === outer).flatMap(({ type }) => typesIn(type));
      expect(new Set(inside.map(({ id }) => id)), outer).toEqual(new Set(ids));
    }
  });

  it("has maps by every type that keys can have", () => {
    const keys = fields.flatMap(({ type }) => (type.id === "map" ? [type.key] : []));
    const possible = fields.filter(
      ({ type }) =>
        typeFault({ id: "map", key: { type, nullable: false }, value: { type, nullable: false } }) ===
        undefined,
    );
    expect(new Set(keys.map(({ type }) => type.id))).toEqual(new Set(possible.map(({ type }) => type.id)));
  });

  it("has nulls in every column that takes them, and values in all", () => {
    for (const { name, nullable } of fields) {
      const values = allTypes.rows.map((row) => row[name]);
      expect(values.includes(null), name).toBe(nullable);
      expect(
        values.some((value) => value !== null),
        name,
      ).toBe(true);
    }
    expect(allTypes.rows.map((row) => row.id)).toEqual([...allTypes.rows.keys()]);
  });

  it("comes back as it was", async () => {
    const io = lake();
    await io.store(everything, allTypes.rows);
    expect(differences(allTypes.rows, await io.load(everything))).toEqual([]);
  });
});

describe("hostile names", () => {
  it.each([
    ["columns", columnNamed],
    ["fields", fieldNamed],
  ])("of %s are kept", async (_place, named) => {
    const io = lake();
    for (const [index, name] of hostileNames.entries()) {
      const { columns, rows } = named(name);
      const asset = defineAsset({ key: `a${index}`, type: table(columns) });
      await io.store(asset, rows);
      expect(differences(rows, await io.load(asset))).toEqual([]);
    }
  });
});

describe("what cannot be kept", () => {
  it.each(refused)("is refused: $name", async ({ column, value, code }) => {
    const store = memoryStore();
    const asset = defineAsset({ key: "a", type: table({ value: column }) });
    const rows = [{ value }] as never;
    await expect(lake(store).store(asset, rows)).rejects.toMatchObject({ code });
    const keys: string[] = [];
    for await (const { key } of store.list("a/")) keys.push(key);
    expect(keys).toEqual([]);
  });
});
