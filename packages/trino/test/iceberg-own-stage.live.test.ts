import { join } from "node:path";
import { daily, date, defineAsset, given, int64, string, table, timestamp, uuid, value } from "@sluice/sdk";
import { startProgram } from "@sluice/testkit";
import { iceberg } from "@sluice/trino";
import { describe, expect, it } from "vitest";
import { icebergCatalog, liveLake } from "./live-lake.js";

// No Hive catalog: files are staged in a table of the Iceberg catalog itself.
const lake = liveLake("icestage", { catalog: icebergCatalog, tables: iceberg({ stage: icebergCatalog }) });
const relation = (name: string) => `${icebergCatalog}.${lake.schema}.${name}`;
const run = async (sql: string) => (await lake.client.run(sql)).rows;
const timeout = 180_000;
const program = join(import.meta.dirname, "fixtures/iceberg-store.mjs");

async function keys(prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of lake.store().list(prefix)) found.push(key);
  return found;
}
const tables = () => run(`SHOW TABLES FROM ${icebergCatalog}.${lake.schema} LIKE 'stage%'`);

describe("a stage in the Iceberg catalog", () => {
  it("brings every change, and leaves no table and every file", { timeout }, async () => {
    await using io = lake.open();
    const asset = defineAsset({
      key: `${lake.schema}/events`,
      type: table({ id: int64(), "Token Of": uuid(), at: timestamp(6), region: string({ nullable: true }) }),
      partitions: { day: daily("at"), region: value("region"), run: given(date()) },
    });
    const token = "00000000-0000-4000-8000-00000000000a";
    const row = (id: number, day: number, region: string | null) => {
      return { id, "Token Of": token, at: `2024-05-0${day}T10:00:00.123456`, region };
    };
    for (const run of ["2024-06-01", "2024-06-02"]) {
      const partition = { day: "2024-05-01", region: "a", run };
      await io.store(asset, [row(1, 1, "a")], { partition });
    }
    await io.store(asset, [row(2, 2, null)], {
      partition: { day: "2024-05-02", region: null, run: "2024-06-01" },
    });
    await io.store(asset, [row(3, 1, "a")], {
      partition: { day: "2024-05-01", region: "a", run: "2024-06-01" },
    });
    await io.rollback(asset, { to: 3 });
    const rows = await run(
      `SELECT id, "token of", CAST(at AS varchar), region, CAST(run AS varchar) FROM ${relation("events")} ORDER BY id, run`,
    );
    expect(rows).toEqual([
      [1n, token, "2024-05-01 10:00:00.123456", "a", "2024-06-01"],
      [1n, token, "2024-05-01 10:00:00.123456", "a", "2024-06-02"],
      [2n, token, "2024-05-02 10:00:00.123456", null, "2024-06-01"],
    ]);
    expect(await io.load(asset, { verify: true })).toHaveLength(3);
    expect(await tables()).toEqual([]);
    expect(await keys(`${asset.key}/data/`)).toHaveLength(4);
    expect(await keys(`${asset.key}/_stage/`)).toEqual([]);
    for (const snapshot of [1, 2, 3, 4]) await io.load(asset, { snapshot, verify: true });
  });

  it("gives several folders of one write their own partitions", { timeout }, async () => {
    await using io = lake.open();
    const asset = defineAsset({
      key: `${lake.schema}/several`,
      type: table({ id: int64(), at: timestamp(3) }),
      partitions: { day: daily("at", { zone: "Asia/Kolkata" }) },
    });
    const rows = [
      { id: 1, at: "2024-05-01T20:00:00" },
      { id: 2, at: "2024-05-01T10:00:00" },
    ];
    await io.store(asset, rows, { split: true });
    await io.store(asset, rows.slice(0, 1), { split: true });
    expect(await run(`SELECT id, day FROM ${relation("several")} ORDER BY id`)).toEqual([
      [1n, "2024-05-02"],
      [2n, "2024-05-01"],
    ]);
  });

  it("of a killed process is unregistered by a sweep, once it is old", { timeout }, async () => {
    const asset = defineAsset({
      key: `${lake.schema}/killed`,
      type: table({ id: int64(), region: string() }),
      primaryKey: ["id"],
    });
    await using io = lake.open();
    await io.store(asset, [{ id: 1, region: "a" }]);
    const given = {
      ...{ server: lake.stack.trino.url, s3: lake.stack.s3, schema: lake.schema, key: asset.key },
      ...{ partitioned: false, rows: [{ id: 2, region: "b" }], stage: icebergCatalog },
      options: { mode: "replace", idempotencyKey: "second" },
    };
    const end = await startProgram(program, {
      arguments: [JSON.stringify(given)],
      crashAt: "afterPut:_iceberg/0000000002.json",
    }).ended;
    expect(end.killed, end.output).toBe(true);
    expect(await tables()).toHaveLength(1);
    const staged = await keys(`${asset.key}/_stage/`);
    expect(staged).not.toEqual([]);

    await io.store(asset, [{ id: 2, region: "b" }], { mode: "replace", idempotencyKey: "second" });
    await io.sweep(asset);
    expect([await tables(), await keys(`${asset.key}/_stage/`)]).toEqual([[[expect.anything()]], staged]);

    const files = await keys(`${asset.key}/data/`);
    await io.sweep(asset, { olderThanMillis: 0, force: true });
    expect([await tables(), await keys(`${asset.key}/_stage/`)]).toEqual([[], []]);
    const kept = await io.files(asset);
    const left = await keys(`${asset.key}/data/`);
    expect(left.every((key) => files.includes(key))).toBe(true);
    expect(kept.every(({ url }) => left.some((key) => url.endsWith(key)))).toBe(true);
    expect(await io.load(asset, { verify: true })).toEqual([{ id: 2n, region: "b" }]);
    expect(await run(`SELECT id, region FROM ${relation("killed")}`)).toEqual([[2n, "b"]]);
  });

  it("of a first store that was killed is unregistered by a sweep, and its files stay", {
    timeout,
  }, async () => {
    await using io = lake.open();
    const key = `${lake.schema}/never`;
    const asset = defineAsset({
      key,
      type: table({ id: int64(), region: string() }),
      primaryKey: ["id"],
    });
    const given = {
      ...{ server: lake.stack.trino.url, s3: lake.stack.s3, schema: lake.schema, key, partitioned: false },
      ...{ rows: [{ id: 1, region: "a" }], stage: icebergCatalog },
      options: { mode: "replace", idempotencyKey: "first" },
    };
    const end = await startProgram(program, {
      arguments: [JSON.stringify(given)],
      crashAt: "afterPut:_iceberg/0000000001.json",
    }).ended;
    expect(end.killed, end.output).toBe(true);
    expect(await tables()).toHaveLength(1);
    const files = await keys(`${key}/data/`);
    await io.sweep(asset);
    expect(await tables()).toHaveLength(1);
    await io.sweep(asset, { olderThanMillis: 0, force: true });
    expect([await tables(), await keys(`${key}/_stage/`), await keys(`${key}/data/`)]).toEqual([
      [],
      [],
      files,
    ]);
    await io.store(asset, [{ id: 1, region: "a" }], { mode: "replace", idempotencyKey: "first" });
    expect(await io.load(asset, { verify: true })).toEqual([{ id: 1n, region: "a" }]);
    expect(await run(`SELECT id, region FROM ${relation("never")}`)).toEqual([[1n, "a"]]);
  });

  it("would take the files along if it were dropped", { timeout }, async () => {
    await using io = lake.open();
    const asset = defineAsset({ key: `${lake.schema}/trap`, type: table({ id: int64() }), mode: "append" });
    await io.store(asset, [{ id: 1 }]);
    const before = await keys(`${asset.key}/data/`);
    const [file = ""] = before;
    await lake
      .store()
      .put(`${lake.schema}/copy/a.parquet`, (await lake.store().get(file)).bytes, { mode: "create" });
    const location = lake.store().locate(`${lake.schema}/copy`);
    const stage = relation("by_hand");
    await run(
      `CREATE TABLE ${stage} (id bigint) WITH (location = '${lake.store().locate(`${lake.schema}/by_hand`)}')`,
    );
    await run(`ALTER TABLE ${stage} EXECUTE add_files(location => '${location}/', format => 'PARQUET')`);
    await run(`DROP TABLE ${stage}`);
    expect(await keys(`${lake.schema}/copy/`)).toEqual([]);
    expect(await keys(`${asset.key}/data/`)).toEqual(before);
  });

  it("is what the check speaks of", { timeout }, async () => {
    await using io = lake.open();
    const findings = await io.check();
    expect(findings.filter(({ level }) => level !== "ok")).toEqual([]);
    expect(findings.map(({ message }) => message).join("\n")).toContain(`through ${icebergCatalog} itself`);
    expect(await run(`SHOW TABLES FROM ${icebergCatalog}.${lake.schema} LIKE 'sluice%'`)).toEqual([]);
  });
});
