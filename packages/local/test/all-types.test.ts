import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquet } from "@sluice/handler-parquet";
import {
  createIOManager,
  defineAsset,
  type IOManager,
  int32,
  list,
  local,
  type SqlStatement,
  sql,
  struct,
  table,
  zonedTimestamp,
} from "@sluice/local";
import { fsStore } from "@sluice/store-fs";
import { allTypes, differences, hostileNames } from "@sluice/testkit";
import {
  duckdbLiteral,
  duckdbTypes,
  type LogicalType,
  mapType,
  parseDuckdbType,
  typeText,
} from "@sluice/type-mapping";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hiddenNames, shownTypes } from "./shown-types.js";

const everything = defineAsset({ key: "all/everything", type: table(allTypes.columns) });
const shown = defineAsset({ key: "all/shown", type: table(shownTypes.columns) });
const { fields } = shown.type.schema;

let root: string;
let io: IOManager;
let withoutEngine: IOManager;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "sluice-all-types-"));
  io = local(root);
  withoutEngine = createIOManager({ handlers: [parquet({ workers: 0 })], store: fsStore(root) });
  await withoutEngine.store(everything, allTypes.rows);
  await io.store(shown, shownTypes.rows);
}, 60_000);
afterAll(async () => {
  await io.close();
  await withoutEngine.close();
  await rm(root, { recursive: true });
});

describe("every type", () => {
  it("loads from Parquet as it was", async () => {
    expect(differences(allTypes.rows, await io.load(everything))).toEqual([]);
  });

  it("comes out of SQL as it was, and as it loads", async () => {
    const rows = await io.query(sql`SELECT * FROM ${shown} ORDER BY id`, { as: shown.type });
    expect(differences(shownTypes.rows, rows)).toEqual([]);
    expect(differences(await io.load(shown), rows)).toEqual([]);
  });

  it("is the value in SQL that its literal says", async () => {
    for (const row of shownTypes.rows) {
      const literals = fields.flatMap(({ name, type }) => {
        const literal = literalOf(type, row[name]);
        return literal === undefined ? [] : [{ name, literal }];
      });
      const same = literals.map(
        ({ name, literal }) => `${quoted(name)} IS NOT DISTINCT FROM ${literal} AS ${quoted(name)}`,
      );
      const [found] = await io.query(
        sql`SELECT ${raw(same.join(",\n"))} FROM ${shown} WHERE id = ${row.id as number}`,
      );
      const wrong = Object.keys(found ?? { nothing: true }).filter((name) => found?.[name] !== true);
      expect(wrong, `row ${row.id}`).toEqual([]);
    }
  }, 120_000);

  it("has its exact type in SQL, also where there is no row", async () => {
    const empty = defineAsset({ key: "all/empty", type: shown.type });
    await io.store(empty, []);
    for (const asset of [shown, empty]) {
      const described = await io.query(sql`DESCRIBE ${asset}`);
      expect(described.map(({ column_name }) => column_name)).toEqual(fields.map(({ name }) => name));
      for (const [index, { name, type }] of fields.entries()) {
        const found = parseDuckdbType(String(described[index]?.column_type));
        expect(found, name).toEqual(parseDuckdbType(mapType(duckdbTypes, type)));
      }
    }
    expect(await io.query(sql`SELECT * FROM ${empty}`, { as: empty.type })).toEqual([]);
  });
});

describe("zoned timestamps of nanoseconds, which DuckDB does not have", () => {
  it.each(hiddenNames)("are refused before a byte is written: %s", async (name) => {
    const field = everything.type.schema.fields.find((each) => each.name === name);
    const columns = { id: int32(), [name]: allTypes.columns[name]! };
    const asset = defineAsset({ key: "all/refused", type: table(columns) });
    const error = await io.store(asset, []).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "CAPABILITY_MISSING",
      details: { capability: typeText(field!.type), plugin: "duckdb" },
      message: expect.stringContaining("use zonedTimestamp(6), or timestamp(9) in UTC"),
    });
    expect(await io.assets()).not.toContain("all/refused");
  });

  it.each(hiddenNames)("are an error in SQL where another catalog wrote them: %s", async (name) => {
    const column = sql.identifier(name);
    const error = {
      code: "QUERY_FAILED",
      message: expect.stringContaining(`Column "${name}" has zoned timestamps of nanoseconds`),
    };
    await expect(io.query(sql`SELECT ${column} FROM ${everything}`)).rejects.toMatchObject(error);
    await expect(io.query(sql`SELECT count(${column}) AS n FROM ${everything}`)).rejects.toMatchObject(error);
    await expect(
      io.query(sql`SELECT id FROM ${everything} WHERE ${column} IS NOT NULL`),
    ).rejects.toMatchObject(error);
  });

  it("leave the other columns alone, and nulls", async () => {
    const type = table({ id: int32(), at: zonedTimestamp(9, { nullable: true }) });
    const nulls = defineAsset({ key: "all/nulls", type });
    const rows = [{ id: 0, at: null }];
    await withoutEngine.store(nulls, rows);
    expect(await io.query(sql`SELECT * FROM ${nulls}`, { as: type })).toEqual(rows);
    await withoutEngine.store(nulls, [{ id: 0, at: "2024-05-01T00:00:00.000000001Z" }]);
    expect(await io.query(sql`SELECT id FROM ${nulls}`)).toEqual([{ id: 0 }]);
  });
});

describe("hostile names", () => {
  it("of columns and fields are kept in files and in SQL", async () => {
    const columns = Object.fromEntries(hostileNames.map((name) => [name, int32()]));
    const row = Object.fromEntries(hostileNames.map((name, index) => [name, index]));
    const asset = defineAsset({
      key: "all/names",
      type: table({ ...columns, one: struct(columns), many: list(struct(columns)) }),
    });
    const rows = [{ ...row, one: row, many: [row, row] }];
    await io.store(asset, rows);
    expect(differences(rows, await io.load(asset))).toEqual([]);
    expect(differences(rows, await io.query(sql`SELECT * FROM ${asset}`, { as: asset.type }))).toEqual([]);
    const fields = hostileNames.map(
      (name, index) => `${quoted(name)} = ${index} AND one.${quoted(name)} = ${index}`,
    );
    expect(await io.query(sql`SELECT ${raw(fields.join(" AND "))} AS same FROM ${asset}`)).toEqual([
      { same: true },
    ]);
  });
});

/** Nothing for the ends of nanoseconds, which DuckDB keeps, but can only write as infinity. */
function literalOf(type: LogicalType, value: unknown): string | undefined {
  try {
    return duckdbLiteral(type, value);
  } catch (error) {
    expect(String(error)).toContain("nanoseconds from 1677-09-22");
    return undefined;
  }
}

function raw(text: string): SqlStatement {
  return { parts: [{ kind: "text", text }] };
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
