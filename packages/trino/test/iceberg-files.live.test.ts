import { defineAsset, type IOManager, int64, sql, string, table, timestamp, value } from "@sluice/sdk";
import { allTypes, differences, dyingStore } from "@sluice/testkit";
import { iceberg } from "@sluice/trino";
import { targetType, typeText } from "@sluice/type-mapping";
import { describe, expect, it } from "vitest";
import { icebergCatalog, liveLake } from "./live-lake.js";

const lake = liveLake("icefiles", { catalog: icebergCatalog, tables: iceberg() });
const relation = (name: string) => `${icebergCatalog}.${lake.schema}.${name}`;
const metadata = (name: string, what: string) => relation(`"${name}$${what}"`);
const run = async (sql: string, session = {}) => (await lake.client.run(sql, { session })).rows;
const timeout = 120_000;
const type = table({ id: int64(), name: string({ nullable: true }) });
const events = (name: string) => defineAsset({ key: `${lake.schema}/${name}`, type, mode: "append" });
const event = (id: number, name: string | null = null) => ({ id, name });
const nested: readonly string[] = ["list", "map", "struct"];
const young = { olderThanMillis: 0 };

async function keys(prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of lake.store().list(prefix)) found.push(key);
  return found;
}

async function added(io: IOManager, store: () => Promise<unknown>): Promise<boolean> {
  const statements: string[] = [];
  const off = io.on((each) => each.type === "statement-run" && statements.push(each.sql));
  await store();
  off();
  return statements.some((sql) => sql.includes("EXECUTE add_files"));
}

describe("an append that the table takes over", () => {
  it("writes no row twice, and is there for SQL, for loads and for those who read files", {
    timeout,
  }, async () => {
    await using io = lake.open();
    const asset = events("taken");
    expect((await io.plan(asset)).notes.at(-1)).toContain("by add_files");
    expect(await added(io, () => io.store(asset, [event(1, "a"), event(2)]))).toBe(true);
    await io.store(asset, [event(3, "c")]);
    const files = (await run(`SELECT file_path FROM ${metadata("taken", "files")} ORDER BY 1`)).flat();
    expect(files).toEqual((await io.files(asset)).map(({ url }) => url).toSorted());
    expect(await run(`SELECT * FROM ${relation("taken")} ORDER BY id`)).toEqual([
      [1n, "a"],
      [2n, null],
      [3n, "c"],
    ]);
    expect(await run(`SELECT id FROM ${relation("taken")} WHERE name = 'c'`)).toEqual([[3n]]);
    expect(await io.load(asset)).toHaveLength(3);
    await expect(io.compact(asset)).rejects.toMatchObject({ code: "CAPABILITY_MISSING" });
  });

  it("keeps every value of every type but UUIDs, filtered or not", { timeout }, async () => {
    await using io = lake.open();
    const columns = Object.fromEntries(
      Object.entries(allTypes.columns).filter(([name]) => {
        const field = table(allTypes.columns).schema.fields.find((each) => each.name === name);
        if (field === undefined || typeText(field.type).includes("uuid")) return false;
        if (!field.nullable && nested.includes(field.type.id)) return false;
        return targetType("iceberg", field).refusals === undefined;
      }),
    );
    const rows = allTypes.rows.map((row) =>
      Object.fromEntries(Object.keys(columns).map((name) => [name, row[name]])),
    );
    const asset = defineAsset({ key: `${lake.schema}/every`, type: table(columns), mode: "append" });
    expect(await added(io, () => io.store(asset, rows))).toBe(true);
    const shown = await io.query(sql`SELECT * FROM ${asset} ORDER BY id`, { as: asset.type });
    expect(differences(rows, shown)).toEqual([]);
    expect(differences(rows, await io.load(asset))).toEqual([]);
    // What the footers say of the least and the largest value is what the table prunes by.
    const inserting = lake.open(lake.catalog({ tables: iceberg({ addFiles: false }) }));
    const other = defineAsset({ key: `${lake.schema}/every_inserted`, type: table(columns), mode: "append" });
    await inserting.store(other, rows);
    await inserting.close();
    // Trino does not compare lists with nulls in them.
    const flat = asset.description.schema.fields.filter(({ type: { id } }) => !nested.includes(id));
    const alike = flat.map(({ name }) => `o."${name}" IS NOT DISTINCT FROM t."${name}"`);
    const both = `${relation("every")} t JOIN ${relation("every_inserted")} o ON ${alike.join(" AND ")}`;
    expect(await run(`SELECT count(*) FROM ${both}`)).toEqual([[BigInt(rows.length)]]);
  });

  it("has columns that come later, also after the table was replaced whole", { timeout }, async () => {
    await using io = lake.open();
    const asset = events("wider");
    await io.store(asset, [event(1, "a")]);
    const at = timestamp(3, { nullable: true });
    const wider = defineAsset({
      key: asset.key,
      type: table({ id: int64(), at, name: string({ nullable: true }) }),
      mode: "append",
      schemaEvolution: "additive",
    });
    const moment = "2024-05-01T10:00:00.123";
    await io.store(wider, [{ id: 2, name: "b", at: moment }]);
    const widest = defineAsset({
      key: asset.key,
      type: table({
        id: int64(),
        at,
        "Odd Name": int64({ nullable: true }),
        name: string({ nullable: true }),
      }),
      mode: "append",
      schemaEvolution: "additive",
    });
    const ids = (after: number) => run(`SELECT * FROM ${relation("wider")} WHERE id > ${after} ORDER BY id`);
    await io.store(widest, [{ id: 3, name: "c", at: moment, "Odd Name": 7 }]);
    expect((await ids(0)).map((row) => row.map(String))).toEqual([
      ["1", "a", "null", "null"],
      ["2", "b", "2024-05-01T10:00:00.123000", "null"],
      ["3", "c", "2024-05-01T10:00:00.123000", "7"],
    ]);
    await io.store(widest, [{ id: 4, name: "d", at: moment, "Odd Name": 8 }], { mode: "replace" });
    expect(await added(io, () => io.store(widest, [{ id: 5, name: "e", at: moment, "Odd Name": 9 }]))).toBe(
      true,
    );
    const rows = await io.query(sql`SELECT id, name, at, "Odd Name" FROM ${widest} ORDER BY id`);
    expect(rows.map((row) => Object.values(row).map(String))).toEqual([
      ["4", "d", "2024-05-01T10:00:00.123000", "8"],
      ["5", "e", "2024-05-01T10:00:00.123000", "9"],
    ]);
    expect(await io.load(widest)).toHaveLength(2);
  });

  it("is an INSERT into a table that takes no files", { timeout }, async () => {
    await using io = lake.open();
    const asset = events("split_by_hand");
    await io.store(asset, [event(1)]);
    await run(
      `ALTER TABLE ${relation("split_by_hand")} SET PROPERTIES partitioning = ARRAY['bucket(id, 2)']`,
    );
    expect(await added(io, () => io.store(asset, [event(2)]))).toBe(false);
    const newest = defineAsset({
      ...{ key: `${lake.schema}/v3`, type },
      on: { iceberg: { formatVersion: 3 } },
    });
    expect((await io.plan(newest, { mode: "append" })).notes.at(-1)).toContain("by INSERT");
    const regions = defineAsset({
      key: `${lake.schema}/regions`,
      type,
      partitions: { name: value("name") },
      mode: "append",
    });
    expect(await added(io, () => io.store(regions, [event(1, "a"), event(2, "b")], { split: true }))).toBe(
      false,
    );
    expect(await run(`SELECT id FROM ${relation("split_by_hand")} ORDER BY id`)).toEqual([[1n], [2n]]);
  });
});

describe("a file that a table has taken over", () => {
  it("is never added again: by hand its rows would double after optimize, by a retry they do not", {
    timeout,
  }, async () => {
    await using io = lake.open();
    const asset = events("again");
    await io.store(asset, [event(1)]);
    const { store } = dyingStore(lake.store(), "beforePut:_iceberg/0000000002-outcome");
    const dying = lake.openOn(store, {});
    await expect(dying.store(asset, [event(2)], { idempotencyKey: "k" })).rejects.toThrow();
    await run(`ALTER TABLE ${relation("again")} EXECUTE optimize`);
    await io.store(asset, [event(2)], { idempotencyKey: "k" });
    expect(await io.store(asset, [event(2)], { idempotencyKey: "k" })).toMatchObject({ replayed: true });
    const ids = () => run(`SELECT id FROM ${relation("again")} ORDER BY id`);
    expect(await ids()).toEqual([[1n], [2n]]);
    expect(await io.load(asset)).toHaveLength(2);
    // The trap itself: Trino takes a file once more that a rewrite took out of the table.
    const [file] = await keys(`${asset.key}/data/`);
    const location = lake.store().locate(file as string);
    await run(
      `ALTER TABLE ${relation("again")} EXECUTE add_files(location => '${location}', format => 'PARQUET')`,
    );
    expect(await ids()).toHaveLength(3);
  });

  it("goes when the table says so, and the rows stay", { timeout: 180_000 }, async () => {
    await using io = lake.open();
    const asset = events("gone");
    await io.store(asset, [event(1, "a"), event(2)]);
    const { snapshot } = await io.store(asset, [event(3, "c")]);
    const before = await keys(`${asset.key}/data/`);
    const policy = { optimize: true, expireSnapshots: young, removeOrphans: young, force: true };
    await io.maintain(asset, policy);
    const rows = [event(1, "a"), event(2), event(3, "c")].map((row) => ({ ...row, id: BigInt(row.id) }));
    const byId = <Row extends { readonly id: bigint }>(all: Row[]) =>
      all.toSorted((a, b) => Number(a.id - b.id));
    expect(byId(await io.load(asset))).toEqual(rows);
    expect(await io.load(asset, { where: { name: "c" } })).toEqual([rows[2]]);
    // New columns and rows beside what was written anew.
    const columns = { id: int64(), name: string({ nullable: true }), more: int64({ nullable: true }) };
    const wider = defineAsset({
      key: asset.key,
      type: table(columns),
      mode: "append",
      schemaEvolution: "additive",
    });
    await io.store(wider, [{ ...event(4), more: 5 }]);
    const all = [...rows.map((row) => ({ ...row, more: null })), { id: 4n, name: null, more: 5n }];
    expect(byId(await io.load(wider))).toEqual(all);
    // What a snapshot took out goes when that snapshot does.
    await io.maintain(asset, { expireSnapshots: young, force: true });
    const left = await keys(`${asset.key}/data/`);
    expect(before.filter((key) => left.includes(key))).toEqual([]);
    expect(byId(await io.load(wider))).toEqual(all);
    await expect(io.load(asset, { snapshot })).rejects.toMatchObject({ code: "FILE_MISSING" });
    await expect(io.rollback(asset, { to: snapshot })).rejects.toMatchObject({ code: "FILE_MISSING" });
    expect(await run(`SELECT id FROM ${relation("gone")} ORDER BY id`)).toHaveLength(4);
    await io.sweep(asset, { ...young, force: true });
    expect(await io.load(wider)).toHaveLength(4);
  });

  it("is not deleted by a sweep while a snapshot of the table has it", { timeout }, async () => {
    await using io = lake.open();
    const asset = events("swept");
    await io.store(asset, [event(1)]);
    await io.store(asset, [event(2)], { mode: "replace" });
    await io.store(asset, [event(3)], { mode: "replace" });
    await io.sweep(asset, { ...young, force: true });
    const [[first] = []] = await run(
      `SELECT snapshot_id FROM ${metadata("swept", "snapshots")} WHERE element_at(summary, 'added-records') = '1' ORDER BY committed_at LIMIT 1`,
    );
    expect(await run(`SELECT id FROM ${relation("swept")} FOR VERSION AS OF ${String(first)}`)).toEqual([
      [1n],
    ]);
    // Rolling back reads the files once more, into a table that does not have them any more.
    await io.rollback(asset, { to: 1 });
    expect(await run(`SELECT id FROM ${relation("swept")}`)).toEqual([[1n]]);
    expect(await io.load(asset)).toEqual([{ id: 1n, name: null }]);
  });
});

describe("snapshots from before a replace of a table that had taken files over", () => {
  const nullable = table({ id: int64({ nullable: true }), name: string({ nullable: true }) });
  const plain = (name: string) => defineAsset({ key: `${lake.schema}/${name}`, type: nullable });
  const bucketed = (name: string) =>
    defineAsset({
      key: `${lake.schema}/${name}`,
      type: nullable,
      on: { iceberg: { partitioning: ["bucket(id, 4)"] } },
    });
  const rows = [
    { id: 1n, name: "a" },
    { id: 2n, name: "b" },
  ];

  /** Of its two snapshots the first is in files and the second in the table alone, which has the id given. */
  async function edited(io: IOManager, asset: ReturnType<typeof plain>): Promise<string> {
    expect(await added(io, () => io.store(asset, rows, { mode: "append" }))).toBe(true);
    await io.delete(asset, { where: { id: 2n } });
    expect(await io.load(asset, { snapshot: 2 })).toEqual(rows.slice(0, 1));
    const [newest] = await io.snapshots(asset, { of: "table", limit: 1 });
    return newest?.id ?? "";
  }

  /** Some catalogs keep the mapping of a table that is replaced: then all is read as it was. Nothing is ever null. */
  const expectRefused = async (name: string, loading: Promise<unknown>, expected: readonly object[]) => {
    const mapping = `SELECT key FROM ${relation(`"${name}$properties"`)} WHERE key = 'schema.name-mapping.default'`;
    if ((await run(mapping)).length > 0) {
      expect(await loading).toEqual(expected);
      return;
    }
    await expect(loading).rejects.toMatchObject({
      code: "CATALOG_CONFLICT",
      hint: expect.stringContaining("io.republish"),
    });
  };

  it("are refused by SQL where the new one cannot say which column is which, until one can", {
    timeout,
  }, async () => {
    const warnings: string[] = [];
    const warned = ({ message }: Error) => message.includes(lake.schema) && warnings.push(message);
    process.on("warning", warned);
    await using io = lake.open();
    const [before, after] = [plain("bucketed"), bucketed("bucketed")];
    const id = await edited(io, before);
    const { notes } = await io.plan(after);
    expect(notes).toContainEqual(expect.stringMatching(/older snapshots .* the table is partitioned/));
    expect((await io.plan(before)).notes).not.toContainEqual(expect.stringContaining("older snapshots"));
    await io.store(after, [{ id: 3n, name: "c" }]);
    await io.store(after, [{ id: 4n, name: "d" }], { mode: "append" });
    await io.republish(after);
    const left = rows.slice(0, 1);
    await expectRefused("bucketed", io.load(after, { snapshot: 2 }), left);
    await expectRefused("bucketed", io.load(after, { snapshot: 2, where: { id: 1n } }), left);
    await expectRefused("bucketed", io.load(after, { at: { id } }), left);
    await expectRefused("bucketed", io.load(after, { snapshot: 1, via: "sql" }), rows);
    expect(await io.load(after, { snapshot: 1 })).toEqual(rows);
    expect(await io.load(after, { snapshot: 3, via: "sql" })).toEqual([{ id: 3n, name: "c" }]);
    expect(await io.load(after, { via: "sql" })).toHaveLength(2);

    await io.store(before, [{ id: 5n, name: "e" }]);
    expect(await io.load(before, { snapshot: 2 })).toEqual(rows.slice(0, 1));
    expect(await io.load(before, { at: { id } })).toEqual(rows.slice(0, 1));
    expect(await io.load(before, { snapshot: 1, via: "sql" })).toHaveLength(2);
    process.off("warning", warned);
    expect(warnings).toEqual([]);
  });

  it.each([
    ["republish", async (io: IOManager, asset: ReturnType<typeof plain>) => void (await io.republish(asset))],
    [
      "the next store",
      async (io: IOManager, asset: ReturnType<typeof plain>) =>
        void (await io.store(asset, [{ id: 4n, name: "d" }], { mode: "append" })),
    ],
  ])("are refused by SQL where its process died, until %s", { timeout }, async (how, next) => {
    await using io = lake.open();
    const name = `died_before_${how.replaceAll(" ", "_")}`;
    const asset = plain(name);
    await edited(io, asset);
    const { store } = dyingStore(lake.store(), "afterPut:_log/0000000003");
    await using dying = lake.openOn(store, {});
    await expect(dying.store(asset, [{ id: 3n, name: "c" }])).rejects.toThrow();
    await expectRefused(name, io.load(asset, { snapshot: 2 }), rows.slice(0, 1));
    expect(await io.load(asset, { snapshot: 1 })).toEqual(rows);
    await next(io, asset);
    expect(await io.load(asset, { snapshot: 2 })).toEqual(rows.slice(0, 1));
  });
});
