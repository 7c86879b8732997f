import { daily, defineAsset, int64, sql, string, table, timestamp, value } from "@sluice/sdk";
import { allTypes, differences } from "@sluice/testkit";
import { iceberg } from "@sluice/trino";
import { targetType } from "@sluice/type-mapping";
import { describe, expect, it } from "vitest";
import { liveLake } from "./live-lake.js";

const lake = liveLake("iceupsert", { catalog: "iceberg", tables: iceberg() });
const timeout = 180_000;
const run = async (statement: string) => (await lake.client.run(statement)).rows;
const byId = <R extends { readonly id: unknown }>(rows: readonly R[]) =>
  rows.toSorted((left, right) => Number(left.id) - Number(right.id));

const columns = { id: int64(), region: string(), placed: timestamp(3), note: string({ nullable: true }) };
const row = (id: number, region: string, day: string, note: string | null = null) => ({
  id: BigInt(id),
  region,
  placed: new Date(`${day}T10:00:00Z`),
  note,
});

it("every type that Iceberg has loads as it was after an upsert", { timeout }, async () => {
  const whole = table(allTypes.columns).schema.fields;
  const held = whole.filter((field) => targetType("iceberg", field).refusals === undefined);
  const type = table(Object.fromEntries(held.map(({ name }) => [name, allTypes.columns[name] as never])));
  const rows = allTypes.rows.map((each) => Object.fromEntries(held.map(({ name }) => [name, each[name]])));
  const asset = defineAsset({ key: `${lake.schema}/types`, type, primaryKey: ["id" as never] });
  await using io = lake.open();
  await io.store(asset, rows.slice(1) as never);
  await io.store(asset, rows.slice(0, 3) as never, { mode: "upsert" });
  const order = (found: readonly object[]) => byId(found as { id: unknown }[]);
  expect(differences(order(rows) as never, order(await io.load(asset)) as never)).toEqual([]);
});

describe("in partitions", () => {
  const asset = (name: string) =>
    defineAsset({
      key: `${lake.schema}/${name}`,
      type: table(columns),
      partitions: { day: daily("placed"), region: value("region") },
      primaryKey: ["id", "placed", "region"],
      mode: "upsert",
    });
  const first = [
    row(1, "it's", "2024-05-01"),
    row(2, "it's", "2024-05-02"),
    row(3, "b", "2024-05-01"),
    row(4, "b", "2024-05-02"),
  ];

  it("an upsert changes what it names; loads by partition and condition follow it", { timeout }, async () => {
    await using io = lake.open();
    const orders = asset("parts");
    await io.store(orders, first, { split: true });
    await io.store(orders, [row(1, "it's", "2024-05-01", "new"), row(5, "c", "2024-05-03")], { split: true });
    const after = [row(1, "it's", "2024-05-01", "new"), ...first.slice(1), row(5, "c", "2024-05-03")];
    expect(byId(await io.load(orders))).toEqual(after);
    expect(byId(await io.load(orders, { partition: { region: "it's" } }))).toEqual([after[0], after[1]]);
    const days = { day: { from: "2024-05-02", to: "2024-05-03" } };
    expect(byId(await io.load(orders, { partition: days }))).toEqual([after[1], after[3], after[4]]);
    expect(await io.load(orders, { where: { note: { isNull: false } }, columns: ["id"] })).toEqual([
      { id: 1n },
    ]);
    const counted = await io.query(sql`SELECT count(*) AS n FROM ${orders}`);
    expect(counted).toEqual([{ n: 5n }]);
  });

  it("what it does not name is listed and compacted as ever, until others change the table", {
    timeout,
  }, async () => {
    await using io = lake.open();
    const orders = asset("beside");
    for (const each of first) await io.store(orders, [each], { split: true, mode: "append" });
    await io.store(orders, [row(6, "b", "2024-05-02")], { split: true, mode: "append" });
    await io.store(orders, [row(1, "it's", "2024-05-01", "new")], { split: true });
    const listed = async () =>
      (await io.partitions(orders)).map(({ files, edited = false }) => [files, edited]);
    const single = [1, false];
    expect(await listed()).toEqual([single, [2, true], [2, false], single]);
    await io.compact(orders);
    expect(await listed()).toEqual([single, [2, true], single, single]);
    expect(await io.load(orders)).toHaveLength(5);
    await run(`DELETE FROM iceberg.${lake.schema}.beside WHERE id = 4`);
    await expect(io.partitions(orders)).rejects.toMatchObject({ code: "CATALOG_CONFLICT" });
    await expect(io.compact(orders)).rejects.toMatchObject({ code: "CATALOG_CONFLICT" });
    expect(await io.load(orders)).toHaveLength(4);
  });

  it("a delete takes what its conditions hold for, at once and once", { timeout }, async () => {
    await using io = lake.open();
    const orders = asset("deleted");
    await io.store(orders, first, { split: true });
    const where = { placed: { gte: "2024-05-02T00:00:00" }, region: "b" };
    const { snapshot } = await io.delete(orders, { where, idempotencyKey: "k" });
    expect(byId(await io.load(orders))).toEqual(first.slice(0, 3));
    await io.store(orders, [row(4, "b", "2024-05-02", "again")], { split: true });
    expect(await io.delete(orders, { where, idempotencyKey: "k" })).toMatchObject({
      snapshot,
      replayed: true,
    });
    expect(byId(await io.load(orders))).toEqual([...first.slice(0, 3), row(4, "b", "2024-05-02", "again")]);
    // No row: no snapshot of Iceberg, and a commit all the same.
    await io.delete(orders, { where: { id: 99 } });
    await io.delete(orders, { where: { region: "it's" } });
    expect(byId(await io.load(orders))).toEqual([first[2], row(4, "b", "2024-05-02", "again")]);
    await run(`ALTER TABLE iceberg.${lake.schema}.deleted EXECUTE optimize`);
    expect(byId(await io.load(orders))).toEqual([first[2], row(4, "b", "2024-05-02", "again")]);
    expect(byId(await io.load(orders, { snapshot: 1 }))).toEqual(first);
    await io.rollback(orders, { to: 1 });
    expect(byId(await io.load(orders, { via: "files" }))).toEqual(first);
    expect(await run(`SELECT count(*) FROM iceberg.${lake.schema}.deleted`)).toEqual([[4n]]);
  });
});

describe("without partitions", () => {
  const asset = (name: string, on: object = {}) =>
    defineAsset({ key: `${lake.schema}/${name}`, type: table(columns), primaryKey: ["id"], on });

  it("keys that come twice are told, some of them, and nothing is stored", { timeout }, async () => {
    await using io = lake.open();
    const orders = asset("twice");
    await io.store(orders, [row(1, "a", "2024-05-01")]);
    const rows = Array.from({ length: 30_000 }, (_, id) => row(id % 20_000, "a", "2024-05-01"));
    const upsert = io.store(orders, rows, { mode: "upsert", idempotencyKey: "k" });
    await expect(upsert).rejects.toMatchObject({
      code: "DUPLICATE_KEY",
      details: { columns: ["id"], keys: 10_000, examples: expect.arrayContaining(["id=0 (2 rows)"]) },
    });
    expect(await run(`SHOW TABLES FROM hive.${lake.schema} LIKE 'stage%'`)).toEqual([]);
    expect(await io.snapshots(orders)).toHaveLength(1);
    await io.store(orders, rows.slice(0, 20_000), { mode: "upsert", idempotencyKey: "k" });
    expect(await io.load(orders)).toHaveLength(20_000);
  });

  it("of a long key that comes twice the beginning is told", { timeout }, async () => {
    await using io = lake.open();
    const long = defineAsset({
      key: `${lake.schema}/long`,
      type: table({ id: string() }),
      primaryKey: ["id"],
      mode: "upsert",
    });
    const twice = [1, 2].map(() => ({ id: "k".repeat(100_000) }));
    const error: unknown = await io.store(long, twice).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "DUPLICATE_KEY" });
    expect(JSON.stringify(error).length + String(error).length).toBeLessThan(2_000);
  });

  it("a table partitioned by what the key does not say is refused, one by the key is not", {
    timeout,
  }, async () => {
    await using io = lake.open();
    const bad = asset("bad", { iceberg: { partitioning: ["month(placed)"] } });
    const upsert = io.store(bad, [row(1, "a", "2024-05-01")], { mode: "upsert" });
    await expect(upsert).rejects.toMatchObject({
      code: "CAPABILITY_MISSING",
      details: { capability: "upsert" },
    });
    expect((await io.plan(bad, { mode: "upsert" })).refusals).toMatchObject([{ code: "CAPABILITY_MISSING" }]);
    const good = asset("good", { iceberg: { partitioning: ["bucket(id, 4)"] } });
    await io.store(good, [row(1, "a", "2024-05-01"), row(2, "a", "2024-05-01")], { mode: "upsert" });
    await io.store(good, [row(2, "b", "2024-06-01")], { mode: "upsert" });
    expect(byId(await io.load(good))).toEqual([row(1, "a", "2024-05-01"), row(2, "b", "2024-06-01")]);
  });

  it("which of both it is, the table says that is there", { timeout }, async () => {
    await using io = lake.open();
    const made = { iceberg: { partitioning: ["month(placed)"] } };
    await io.store(asset("moved", made), [row(1, "a", "2024-05-01")], { mode: "append" });
    const says = asset("moved", { iceberg: { partitioning: ["bucket(id, 4)"] } });
    const upsert = () => io.store(says, [row(1, "b", "2024-06-01")], { mode: "upsert" });
    await expect(upsert()).rejects.toMatchObject({ code: "CAPABILITY_MISSING" });
    expect((await io.plan(says, { mode: "upsert" })).refusals).toMatchObject([
      { code: "CAPABILITY_MISSING" },
    ]);
    await io.store(says, [row(1, "a", "2024-05-01")]);
    await upsert();
    expect(await io.load(says)).toEqual([row(1, "b", "2024-06-01")]);
    await run(`ALTER TABLE iceberg.${lake.schema}.moved SET PROPERTIES partitioning = ARRAY['region']`);
    await expect(upsert()).rejects.toMatchObject({ code: "CAPABILITY_MISSING" });
  });

  it("columns that came meanwhile are set, those the asset lost keep what rows have", {
    timeout,
  }, async () => {
    await using io = lake.open();
    const key = `${lake.schema}/grown`;
    const before = { key, primaryKey: ["id"], schemaEvolution: "additive" } as const;
    const old = defineAsset({ ...before, type: table({ id: int64(), gone: string({ nullable: true }) }) });
    await io.store(old, [
      { id: 1, gone: "kept" },
      { id: 2, gone: "kept" },
    ]);
    const grown = defineAsset({ ...before, type: table({ id: int64(), more: string({ nullable: true }) }) });
    const rows = [
      { id: 2, more: "m" },
      { id: 3, more: "m" },
    ];
    await io.store(grown, rows, { mode: "upsert" });
    const found = await io.query(sql`SELECT id, gone, more FROM ${grown} ORDER BY id`);
    expect(found).toEqual([
      { id: 1n, gone: "kept", more: null },
      { id: 2n, gone: "kept", more: "m" },
      { id: 3n, gone: null, more: "m" },
    ]);
    expect(byId(await io.load(grown, { columns: ["id", "gone", "more"] as never }))).toEqual(found);
  });

  it("the plan of an upsert has its statement", { timeout }, async () => {
    await using io = lake.open();
    const orders = asset("planned");
    await io.store(orders, [row(1, "a", "2024-05-01")]);
    const plan = await io.plan(orders, { mode: "upsert" });
    expect(plan.text).toContain("upsert into what is there");
    expect(plan.statements.at(-1)).toMatch(
      /^MERGE INTO [\s\S]+ON t\.id = s\.id\nWHEN MATCHED THEN UPDATE SET/,
    );
  });
});
