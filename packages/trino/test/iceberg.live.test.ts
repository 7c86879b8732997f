import {
  daily,
  date,
  defineAsset,
  given,
  int64,
  sql,
  string,
  table,
  timestamp,
  value,
  weekly,
} from "@sluice/sdk";
import { dyingStore } from "@sluice/testkit";
import { iceberg } from "@sluice/trino";
import { describe, expect, it } from "vitest";
import { liveLake } from "./live-lake.js";

const lake = liveLake("iceberg", { catalog: "iceberg", tables: iceberg() });
const keyOf = (name: string) => `${lake.schema}/${name}`;
const run = async (sql: string) => (await lake.client.run(sql)).rows;
const relation = (name: string) => `iceberg.${lake.schema}.${name}`;
const columns = (name: string) =>
  run(
    `SELECT column_name, comment FROM iceberg.information_schema.columns WHERE table_schema = '${lake.schema}' AND table_name = '${name}' ORDER BY ordinal_position`,
  );
const timeout = 120_000;

const events = (name: string, on = {}) =>
  defineAsset({
    key: keyOf(name),
    comment: "What happened",
    type: table({
      id: int64({ comment: "counts up" }),
      at: timestamp(3, { nullable: true }),
      region: string({ nullable: true }),
    }),
    partitions: { day: daily("at"), region: value("region") },
    on: { iceberg: on },
  });

const event = (id: number, at: string | null, region: string | null) => ({ id, at, region });

describe("an Iceberg table", () => {
  it("has what the asset says of it, also after it was replaced whole", { timeout }, async () => {
    await using io = lake.open();
    const asset = events("said", {
      sortedBy: ["id"],
      formatVersion: 2,
      properties: { max_commit_retry: 7 },
    });
    await io.store(asset, [event(1, "2024-05-01T10:00:00.123", "a")], { split: true });
    const created = async () => String((await run(`SHOW CREATE TABLE ${relation("said")}`))[0]?.[0]);
    const said = [
      /id bigint.* COMMENT 'counts up'/,
      /COMMENT 'What happened \(sluice asset /,
      /max_commit_retry = 7/,
      /format_version = 2/,
      /partitioning = ARRAY\['day\(at\)','region'\]/,
      /sorted_by = ARRAY\['id ASC NULLS FIRST'\]/,
      new RegExp(`location = 's3://[^']*/${lake.schema}/said/iceberg/[0-9a-f]{16}'`),
    ];
    const before = await created();
    for (const pattern of [...said, /id bigint NOT NULL/]) expect(before).toMatch(pattern);
    await io.store(asset, [event(2, "2024-05-02T10:00:00.000", "b")], { split: true, replace: "all" });
    const after = await created();
    for (const pattern of said) expect(after).toMatch(pattern);
    expect(await run(`SELECT id, CAST(at AS varchar) FROM ${relation("said")}`)).toEqual([
      [2n, "2024-05-02 10:00:00.000000"],
    ]);
  });

  it("gets partitions replaced, those of null too, and leaves the others", { timeout }, async () => {
    await using io = lake.open();
    const asset = events("replaced");
    await io.store(
      asset,
      [
        event(1, "2024-05-01T23:59:59.999", "a"),
        event(2, "2024-05-02T00:00:00.000", "a"),
        event(3, null, null),
        event(4, null, "a"),
      ],
      { split: true },
    );
    await io.store(asset, [event(5, "2024-05-01T00:00:00.000", "a"), event(6, null, null)], { split: true });
    await io.store(asset, [], { partition: { day: null, region: "a" } });
    expect(await run(`SELECT id FROM ${relation("replaced")} ORDER BY id`)).toEqual([[2n], [5n], [6n]]);
    expect((await io.load(asset)).map(({ id }) => id).toSorted()).toEqual([2n, 5n, 6n]);
    const operations = await run(
      `SELECT operation FROM ${relation('"replaced$snapshots"')} ORDER BY committed_at`,
    );
    expect(operations.slice(2)).toEqual([["overwrite"], ["delete"]]);
  });

  it("has a column for a partition that neither the rows nor a transform say", { timeout }, async () => {
    await using io = lake.open();
    const asset = defineAsset({
      key: keyOf("given"),
      type: table({ id: int64(), at: timestamp(6) }),
      partitions: { run: given(date()), week: weekly("at") },
    });
    const row = (id: number, at: string) => ({ id, at });
    for (const [id, day] of [
      [1, "2024-05-01"],
      [2, "2024-05-02"],
      [3, "2024-05-01"],
    ] as const) {
      const partition = { run: day, week: "2024-04-29" };
      await io.store(asset, [row(id, "2024-05-01T10:00:00.123456")], { partition });
    }
    expect(await run(`SELECT id, run, week FROM ${relation('"given"')} ORDER BY id`)).toEqual([
      [2n, "2024-05-02", "2024-04-29"],
      [3n, "2024-05-01", "2024-04-29"],
    ]);
  });

  it("goes back to an earlier snapshot, and keeps the history", { timeout }, async () => {
    await using io = lake.open();
    const asset = defineAsset({ key: keyOf("back"), type: table({ id: int64() }), mode: "append" });
    const { snapshot } = await io.store(asset, [{ id: 1 }, { id: 2 }], { metadata: { why: "first" } });
    await io.store(asset, [{ id: 3 }], { mode: "replace" });
    await io.rollback(asset, { to: snapshot });
    await io.store(asset, [{ id: 4 }]);
    const ids = await io.query(sql`SELECT id FROM ${asset} ORDER BY id`);
    expect(ids).toEqual([{ id: 1n }, { id: 2n }, { id: 4n }]);
    expect(await io.load(asset, { snapshot: 2 })).toEqual([{ id: 3n }]);
    const history = await io.snapshots(asset);
    expect(history.map(({ operation, metadata }) => [operation, metadata])).toEqual([
      ["store", {}],
      ["rollback", { rolledBackTo: 1 }],
      ["store", {}],
      ["store", { why: "first" }],
    ]);
  });

  it("is made from the log where the asset was stored before it had one", { timeout }, async () => {
    const asset = defineAsset({ key: keyOf("moved"), type: table({ id: int64() }), mode: "append" });
    await using before = lake.open(lake.catalog({ catalog: "hive", tables: undefined }));
    await before.store(asset, [{ id: 1 }]);
    await before.store(asset, [{ id: 2 }]);
    await using after = lake.open();
    await after.store(asset, [{ id: 3 }]);
    expect(await run(`SELECT id FROM ${relation("moved")} ORDER BY id`)).toEqual([[1n], [2n], [3n]]);
    expect(await after.load(asset)).toHaveLength(3);
  });

  it("is made so by republish too, with the columns and comments of the store that follows", {
    timeout,
  }, async () => {
    const id = int64({ comment: "counts up" });
    const asset = defineAsset({ key: keyOf("shown"), type: table({ id }), mode: "append" });
    await using before = lake.open(lake.catalog({ catalog: "hive", tables: undefined }));
    await before.store(asset, [{ id: 1 }]);
    await using after = lake.open();
    expect(await after.republish(asset)).toMatchObject({ snapshot: 1 });
    expect(await run(`SELECT id FROM ${relation("shown")}`)).toEqual([[1n]]);
    expect(await columns("shown")).toEqual([["id", "counts up"]]);
    const note = string({ nullable: true, comment: "in words" });
    const wider = defineAsset({
      key: asset.key,
      type: table({ id: int64({ comment: "counts on" }), note }),
      mode: "append",
      schemaEvolution: "additive",
    });
    await after.store(wider, [{ id: 2, note: "b" }]);
    expect(await run(`SELECT * FROM ${relation("shown")} ORDER BY id`)).toEqual([
      [1n, null],
      [2n, "b"],
    ]);
    expect(await columns("shown")).toEqual([
      ["id", "counts on"],
      ["note", "in words"],
    ]);
  });

  it("has the columns of its first store where the log lacks one", { timeout }, async () => {
    const asset = defineAsset({ key: keyOf("wider"), type: table({ id: int64() }), mode: "append" });
    await using before = lake.open(lake.catalog({ catalog: "hive", tables: undefined }));
    await before.store(asset, [{ id: 1 }]);
    await before.store(asset, [{ id: 2 }]);
    const type = table({ id: int64(), note: string({ nullable: true, comment: "in words" }) });
    const wider = defineAsset({ key: asset.key, type, mode: "append", schemaEvolution: "additive" });
    await using after = lake.open();
    await after.store(wider, [{ id: 3, note: "c" }]);
    expect(await run(`SELECT * FROM ${relation("wider")} ORDER BY id`)).toEqual([
      [1n, null],
      [2n, null],
      [3n, "c"],
    ]);
    expect(await columns("wider")).toEqual([
      ["id", null],
      ["note", "in words"],
    ]);
  });

  const points = [
    "beforePut:_iceberg/0000000002-outcome",
    "beforePut:_log/0000000002",
    "afterPut:_log/0000000002",
  ] as const;
  it.each(
    points.flatMap((point) =>
      ["the same store", "an append", "republish"].map((next) => [point, next] as const),
    ),
  )(
    "has its comments though the process of a replace died at %s, after %s",
    { timeout },
    async (point, next) => {
      const name = `died_${points.indexOf(point)}_${next.replaceAll(" ", "_")}`;
      const asset = defineAsset({
        key: keyOf(name),
        type: table({ id: int64({ comment: "counts up" }), note: string({ nullable: true }) }),
      });
      await using io = lake.open();
      await io.store(asset, [{ id: 1, note: "a" }]);
      const { store } = dyingStore(lake.store(), point);
      await using dying = lake.openOn(store, {});
      const second = [{ id: 2, note: "b" }];
      await expect(dying.store(asset, second, { idempotencyKey: "k" })).rejects.toThrow();
      if (next === "the same store") await io.store(asset, second, { idempotencyKey: "k" });
      else if (next === "an append") await io.store(asset, [{ id: 3, note: "c" }], { mode: "append" });
      else await io.republish(asset);
      expect(await columns(name)).toEqual([
        ["id", "counts up"],
        ["note", null],
      ]);
    },
  );

  it("is in a schema that is made where the options say", { timeout }, async () => {
    const schema = `${lake.schema}_placed`;
    const asset = defineAsset({ key: `${schema}/rows`, type: table({ id: int64() }) });
    const schemaLocation = lake.store().locate("schemas");
    await using io = lake.open(lake.catalog({ schemaLocation }));
    try {
      await io.store(asset, [{ id: 1 }]);
      const made = await run(`SHOW CREATE SCHEMA iceberg.${schema}`);
      expect(String(made[0]?.[0])).toContain(`${schemaLocation}/${schema}`);
      expect((await io.check()).filter(({ level }) => level !== "ok")).toEqual([]);
    } finally {
      await lake.client.run(`DROP SCHEMA IF EXISTS iceberg.${schema} CASCADE`);
    }
  });

  it("gets every one of many writes at once, each once, in one order", { timeout: 300_000 }, async () => {
    const asset = defineAsset({
      key: keyOf("many"),
      type: table({ id: int64(), region: string() }),
      partitions: { region: value("region") },
    });
    const writers = [1, 2, 3, 4].map((id) => ({ id, mode: id % 2 === 0 ? "append" : "replace" }) as const);
    await Promise.all(
      writers.map(async ({ id, mode }) => {
        await using io = lake.open();
        await io.store(asset, [{ id, region: "a" }], { partition: "a", mode });
      }),
    );
    await using io = lake.open();
    const commits = (await io.snapshots(asset)).toReversed();
    expect(commits).toHaveLength(writers.length);
    const inSql = (await run(`SELECT id FROM ${relation("many")} ORDER BY id`)).map(([id]) => id);
    expect((await io.load(asset)).map(({ id }) => id).toSorted()).toEqual(inSql);
    const replaced = commits.findLastIndex(({ mode }) => mode === "replace");
    expect(inSql).toHaveLength(commits.length - replaced);
  });
});
