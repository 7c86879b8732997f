import { defineAsset, int32, int64, string, table, value } from "@sluice/sdk";
import { iceberg } from "@sluice/trino";
import { describe, expect, it } from "vitest";
import { liveLake } from "./live-lake.js";

const lake = liveLake("icecolumns", { catalog: "iceberg", tables: iceberg() });
const relation = (name: string) => `iceberg.${lake.schema}.${name}`;
const run = async (sql: string) => (await lake.client.run(sql)).rows;
const timeout = 300_000;
const columns = { id: int64({ as: "number" }), v: string({ nullable: true }), w: string({ nullable: true }) };
const wanted = (name: string) =>
  defineAsset({ key: `${lake.schema}/${name}`, type: table(columns), primaryKey: ["id"] });
const row = (id: number) => ({ id, v: "v", w: `w${id}` });

/** The asset with row 1, stored by another program, in a table that somebody else changed since. */
async function changed(name: string, ...statements: readonly string[]): Promise<ReturnType<typeof wanted>> {
  await using io = lake.open();
  const asset = wanted(name);
  await io.store(asset, [row(1)], { mode: "append" });
  for (const statement of statements) await run(`ALTER TABLE ${relation(name)} ${statement}`);
  return asset;
}

/** What SQL has in `w` of the row. */
const seen = (name: string, id: number) => run(`SELECT w FROM ${relation(name)} WHERE id = ${id}`);
/** Keys of the files and seals there are. */
async function keys(name: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of lake.store().list(`${lake.schema}/${name}/`)) found.push(key);
  return found.filter((key) => /\/(data|_seals)\//.test(key));
}

describe("a column that somebody else dropped", () => {
  it("is there again for rows whose files the table takes over, also once it wrote them anew", {
    timeout,
  }, async () => {
    await using io = lake.open();
    const asset = await changed("appended", "DROP COLUMN w");
    const { statements } = await io.plan(asset, { mode: "append" });
    expect(statements[0]).toBe(`ALTER TABLE ${relation("appended")} ADD COLUMN IF NOT EXISTS w varchar`);
    await io.store(asset, [row(2)], { mode: "append", verify: "sql" });
    expect(await seen("appended", 2)).toEqual([["w2"]]);
    await io.maintain(asset, { optimize: true });
    expect((await io.load(asset)).find(({ id }) => id === 2)).toEqual(row(2));
    expect(await seen("appended", 2)).toEqual([["w2"]]);
  });

  it.each(["upsert", "replace", "append"] as const)(
    "is there again for %s of partitions",
    {
      timeout,
    },
    async (mode) => {
      await using io = lake.open();
      const name = `parts_${mode}`;
      const asset = defineAsset({
        key: `${lake.schema}/${name}`,
        type: table(columns),
        primaryKey: ["id", "v"],
        partitions: { v: value("v") },
      });
      await io.store(asset, [row(1)], { split: true });
      await run(`ALTER TABLE ${relation(name)} DROP COLUMN w`);
      await io.store(asset, [row(2)], { mode, split: true });
      expect(await seen(name, 2)).toEqual([["w2"]]);
      expect((await io.load(asset)).find(({ id }) => id === 2)).toEqual(row(2));
    },
  );

  it("is refused before a byte where it may not be null, but for a store of all rows", {
    timeout,
  }, async () => {
    const asset = defineAsset({
      key: `${lake.schema}/needed`,
      type: table({ id: int64({ as: "number" }), w: string() }),
    });
    await using before = lake.open();
    await before.store(asset, [{ id: 1, w: "w1" }], { mode: "append" });
    await run(`ALTER TABLE ${relation("needed")} DROP COLUMN w`);
    const found = await keys("needed");
    await using io = lake.open();
    await expect(io.store(asset, [{ id: 2, w: "w2" }], { mode: "append" })).rejects.toMatchObject({
      code: "CATALOG_CONFLICT",
      message: expect.stringContaining('no column "w" any more'),
      hint: expect.stringContaining(`ALTER TABLE ${relation("needed")} ADD COLUMN`),
    });
    const { refusals } = await io.plan(asset, { mode: "append" });
    expect(refusals).toEqual([expect.objectContaining({ code: "CATALOG_CONFLICT" })]);
    expect(await keys("needed")).toEqual(found);
    expect((await io.plan(asset)).refusals).toEqual([]);
    await io.store(asset, [{ id: 2, w: "w2" }]);
    expect(await seen("needed", 2)).toEqual([["w2"]]);
  });
});

it("a column may be called like one of a stage", { timeout }, async () => {
  await using io = lake.open();
  const asset = defineAsset({
    key: `${lake.schema}/folders`,
    type: table({ sluice_folder: string(), v: string() }),
    partitions: { v: value("v") },
  });
  const rows = ["a", "b"].map((v) => ({ sluice_folder: `of ${v}`, v }));
  await io.store(asset, rows, { split: true });
  expect(await run(`SELECT sluice_folder, v FROM ${relation("folders")} ORDER BY v`)).toEqual(
    rows.map((each) => Object.values(each)),
  );
});

describe("a column that somebody else changed", () => {
  it.each([
    ["renamed", ["RENAME COLUMN w TO w2"], 'no column "w" any more, varchar of .*, but "w2" of that type'],
    ["retyped", ["DROP COLUMN w", "ADD COLUMN w bigint"], '"w" as bigint, which .* has as varchar'],
  ])("is refused before a byte: %s", { timeout }, async (name, statements, message) => {
    await using io = lake.open();
    const asset = await changed(name, ...statements);
    const before = await keys(name);
    for (const mode of ["append", "upsert"] as const) {
      const refused = io.store(asset, [row(2)], { mode });
      await expect(refused).rejects.toMatchObject({ code: "CATALOG_CONFLICT" });
      await expect(refused).rejects.toThrow(new RegExp(message));
    }
    expect(await keys(name)).toEqual(before);
    await io.store(asset, [row(2)], { mode: "replace" });
    expect(await seen(name, 2)).toEqual([["w2"]]);
  });

  it("takes stores again as soon as it has its name", { timeout }, async () => {
    await using io = lake.open();
    const asset = await changed("named", "RENAME COLUMN w TO w2");
    const refused = await io.store(asset, [row(2)], { mode: "append" }).catch((error: unknown) => error);
    const { hint } = refused as { readonly hint: string };
    await run(/ALTER TABLE \S+ RENAME COLUMN w2 TO w/.exec(hint)?.[0] as string);
    await io.store(asset, [row(2)], { mode: "append" });
    expect(await run(`SELECT w FROM ${relation("named")} ORDER BY 1`)).toEqual([["w1"], ["w2"]]);
  });

  it("may be wider", { timeout }, async () => {
    await using io = lake.open();
    const asset = defineAsset({
      key: `${lake.schema}/wider`,
      type: table({ id: int64({ as: "number" }), n: int32({ nullable: true }) }),
      primaryKey: ["id"],
    });
    await io.store(asset, [{ id: 1, n: 1 }], { mode: "append" });
    await run(`ALTER TABLE ${relation("wider")} ALTER COLUMN n SET DATA TYPE bigint`);
    await io.store(asset, [{ id: 2, n: 2 }], { mode: "append" });
    await io.store(asset, [{ id: 2, n: 3 }], { mode: "upsert" });
    expect((await io.load(asset)).map(({ n }) => n).sort()).toEqual([1, 3]);
  });
});
