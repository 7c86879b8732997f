import { daily, defineAsset, type IOManager, int64, sql, string, table, timestamp } from "@sluice/sdk";
import { iceberg } from "@sluice/trino";
import { describe, expect, it } from "vitest";
import { liveLake } from "./live-lake.js";

const lake = liveLake("icechanged", { catalog: "iceberg", tables: iceberg() });
const relation = (name: string) => `iceberg.${lake.schema}.${name}`;
const run = async (sql: string) => (await lake.client.run(sql)).rows;
const orders = (name: string) =>
  defineAsset({
    key: `${lake.schema}/${name}`,
    type: table({ id: int64({ as: "number" }), note: string({ nullable: true }) }),
    mode: "append",
  });
type Orders = ReturnType<typeof orders>;
const timeout = 300_000;

/** The ids that both SQL and a load have. */
async function ids(io: IOManager, asset: Orders): Promise<number[]> {
  const loaded = (await io.load(asset)).map(({ id }) => id).sort();
  const rows = await io.query(sql`SELECT id FROM ${asset} ORDER BY id`);
  expect(loaded).toEqual(rows.map(({ id }) => Number(id)));
  return loaded;
}

/** An asset with rows 1 and 2, each of a commit of its own. */
async function stored(io: IOManager, name: string): Promise<Orders> {
  const asset = orders(name);
  await io.store(asset, [{ id: 1, note: "a" }]);
  await io.store(asset, [{ id: 2, note: "b" }]);
  return asset;
}

/** Goes by the files as long as they tell the rows. */
const fromFiles = (io: IOManager, asset: Orders, snapshot?: number) =>
  io.load(asset, { via: "files", ...(snapshot === undefined ? {} : { snapshot }) });

describe("a table that somebody else changed", () => {
  it.each([
    ["inserted", (t: string) => `INSERT INTO ${t} VALUES (9, 'theirs')`, [1, 2, 9]],
    ["updated", (t: string) => `UPDATE ${t} SET id = 8 WHERE id = 1`, [2, 8]],
    [
      "merged",
      (t: string) => `MERGE INTO ${t} t USING (VALUES 2) s (id) ON t.id = s.id WHEN MATCHED THEN DELETE`,
      [1],
    ],
    ["emptied", (t: string) => `TRUNCATE TABLE ${t}`, []],
  ])("loads as SQL has it after rows were %s", { timeout }, async (name, change, left) => {
    await using io = lake.open();
    const asset = await stored(io, name);
    await run(change(relation(name)));
    expect(await ids(io, asset)).toEqual(left);
    const files = fromFiles(io, asset);
    await expect(files).rejects.toMatchObject({ code: "CATALOG_CONFLICT" });
    await expect(files).rejects.toThrow(/was changed by others: its snapshot \d+ \(.*query \d+_/);
  });

  it("goes on with stores, until one that replaces all makes files and table the same", {
    timeout,
  }, async () => {
    await using io = lake.open();
    const asset = await stored(io, "deleted");
    await run(`DELETE FROM ${relation("deleted")} WHERE id = 1`);
    expect(await ids(io, asset)).toEqual([2]);
    await expect(io.files(asset)).rejects.toMatchObject({ code: "CATALOG_CONFLICT" });
    // What was stored stays to be loaded by its number; what came after the change was never files alone.
    expect(await fromFiles(io, asset, 2)).toHaveLength(2);
    const { snapshot } = await io.store(asset, [{ id: 5 }]);
    expect(await ids(io, asset)).toEqual([2, 5]);
    expect(await io.load(asset, { snapshot })).toHaveLength(2);
    await expect(fromFiles(io, asset, snapshot)).rejects.toThrow(/rows .*that were not stored/);
    await expect(fromFiles(io, asset)).rejects.toThrow(/rows that were not stored, below/);
    await io.store(asset, [{ id: 6 }], { mode: "replace" });
    expect(await ids(io, asset)).toEqual([6]);
    expect(await fromFiles(io, asset)).toHaveLength(1);
  });

  it("loads from its files after they were rewritten, and from the table after rows changed too", {
    timeout,
  }, async () => {
    await using io = lake.open();
    const asset = await stored(io, "optimized");
    const optimize = `ALTER TABLE ${relation("optimized")} EXECUTE optimize`;
    await run(optimize);
    expect(await fromFiles(io, asset)).toHaveLength(2);
    await run(`DELETE FROM ${relation("optimized")} WHERE id = 2`);
    await run(optimize);
    expect(await ids(io, asset)).toEqual([1]);
  });

  it("loads as SQL has it after somebody else rolled it back, and so do stores after that", {
    timeout,
  }, async () => {
    await using io = lake.open();
    const asset = await stored(io, "undone");
    const [first] = (await io.snapshots(asset, { of: "table" })).filter(({ store }) => store?.snapshot === 1);
    await run(`ALTER TABLE ${relation("undone")} EXECUTE rollback_to_snapshot(${first?.id})`);
    expect(await ids(io, asset)).toEqual([1]);
    await io.store(asset, [{ id: 3 }]);
    expect(await ids(io, asset)).toEqual([1, 3]);
    expect(await io.load(asset, { snapshot: 2 })).toHaveLength(2);
  });

  it("is made what a snapshot was by rollback, over what others did", { timeout }, async () => {
    await using io = lake.open();
    const asset = await stored(io, "back");
    const change = `UPDATE ${relation("back")} SET note = 'theirs'`;
    for (const to of [2, 1]) {
      await run(change);
      await run(`INSERT INTO ${relation("back")} VALUES (9, 'theirs')`);
      await io.rollback(asset, { to });
      expect(await ids(io, asset)).toEqual([1, 2].slice(0, to));
      expect((await fromFiles(io, asset)).map(({ note }) => note).sort()).toEqual(["a", "b"].slice(0, to));
    }
    await run(change);
    const { snapshot } = await io.store(asset, [{ id: 3 }]);
    await io.store(asset, [{ id: 4 }], { mode: "replace" });
    const impossible = io.rollback(asset, { to: snapshot });
    await expect(impossible).rejects.toMatchObject({ code: "CATALOG_CONFLICT" });
    expect(await ids(io, asset)).toEqual([4]);
  });

  it("that dropped it says how to get it back", { timeout }, async () => {
    await using io = lake.open(lake.catalog({ tables: iceberg({ addFiles: false }) }));
    const asset = await stored(io, "dropped");
    await run(`DROP TABLE ${relation("dropped")}`);
    const loading = io.load(asset);
    await expect(loading).rejects.toMatchObject({ code: "CATALOG_CONFLICT" });
    await expect(loading).rejects.toThrow(/io\.rollback\(asset, \{ to \}\)/);
    const gone = { code: "CATALOG_CONFLICT", hint: expect.stringContaining("io.rollback(asset, { to })") };
    await expect(io.maintain(asset, { optimize: true })).rejects.toMatchObject(gone);
    await expect(io.snapshots(asset, { of: "table" })).rejects.toMatchObject(gone);
    expect((await io.plan(asset)).refusals).toEqual([expect.objectContaining(gone)]);
    expect((await io.plan(asset, { mode: "replace" })).refusals).toEqual([]);
    await io.rollback(asset, { to: 2 });
    expect(await ids(io, asset)).toEqual([1, 2]);
  });

  it("that dropped it with files it had taken over names one that is gone", { timeout }, async () => {
    await using io = lake.open();
    const asset = await stored(io, "gone");
    await run(`DROP TABLE ${relation("gone")}`);
    await expect(io.load(asset)).rejects.toMatchObject({ code: "CATALOG_CONFLICT" });
    await expect(io.rollback(asset, { to: 2 })).rejects.toMatchObject({ code: "FILE_MISSING" });
  });

  it("leaves columns that somebody dropped as null, and does not take a value that is not of its type", {
    timeout,
  }, async () => {
    await using io = lake.open();
    const at = timestamp(3, { nullable: true });
    const asset = defineAsset({
      key: `${lake.schema}/typed`,
      type: table({ id: int64({ as: "number" }), at, note: string({ nullable: true }) }),
    });
    await io.store(asset, [{ id: 1, at: "2024-05-01T10:00:00.123", note: "a" }]);
    await run(`ALTER TABLE ${relation("typed")} DROP COLUMN note`);
    await run(`UPDATE ${relation("typed")} SET id = 2`);
    const [row] = await io.load(asset);
    expect(row).toEqual({ id: 2, at: new Date("2024-05-01T10:00:00.123Z"), note: null });
    await run(`UPDATE ${relation("typed")} SET at = TIMESTAMP '2024-05-01 10:00:00.123456'`);
    await expect(io.load(asset)).rejects.toMatchObject({
      code: "VALUE_UNSUPPORTED",
      details: { column: "at", row: 0 },
    });
  });
});

describe("partitions of a table that somebody else changed", () => {
  const events = defineAsset({
    key: `${lake.schema}/events`,
    type: table({ id: int64({ as: "number" }), at: timestamp(6, { nullable: true }) }),
    partitions: { day: daily("at") },
  });

  it("are chosen by what the table has, also those nobody stored", { timeout }, async () => {
    await using io = lake.open();
    const row = (id: number, day: string) => ({ id, at: `2024-05-0${day}T10:00:00.000000` });
    await io.store(events, [row(1, "1"), row(2, "2")], { split: true });
    const name = relation("events");
    await run(`INSERT INTO ${name} VALUES (3, TIMESTAMP '2024-05-03 23:59:59.999999'), (4, NULL)`);
    await run(`DELETE FROM ${name} WHERE id = 1`);
    const of = async (partition: Parameters<typeof io.load<typeof events.type.columns, "day">>[1]) =>
      (await io.load(events, partition)).map(({ id }) => id).sort();
    expect(await of({})).toEqual([2, 3, 4]);
    expect(await of({ partition: "2024-05-03" })).toEqual([3]);
    expect(await of({ partition: ["2024-05-02", null] })).toEqual([2, 4]);
    expect(await of({ partition: { day: { from: "2024-05-02", to: "2024-05-09" } } })).toEqual([2, 3]);
    // It was stored, and is empty now.
    expect(await of({ partition: "2024-05-01" })).toEqual([]);
    await expect(of({ partition: "2024-06-01" })).rejects.toMatchObject({ code: "PARTITION_NOT_FOUND" });
    expect(await of({ where: { at: { gt: "2024-05-02T10:00:00.000000" } } })).toEqual([3]);
    const [only] = await io.load(events, { columns: ["at"], where: { id: 3 } });
    expect(only).toEqual({ at: "2024-05-03T23:59:59.999999" });
  });
});
