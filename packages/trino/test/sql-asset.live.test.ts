import { parquet } from "@sluice/handler-parquet";
import {
  type Asset,
  allPartitions,
  createIOManager,
  daily,
  date,
  decimal,
  defineAsset,
  defineSource,
  given,
  type IOManager,
  int64,
  isSluiceError,
  materialize,
  sql,
  sqlAsset,
  string,
  table,
  timestamp,
} from "@sluice/sdk";
import { allTypes, differences } from "@sluice/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canonicalRows } from "./canonical-json.js";
import { failure } from "./failure.js";
import { liveLake } from "./live-lake.js";

const lake = liveLake("sql_asset");
const { schema } = lake;
let io: IOManager;

beforeAll(() => {
  io = lake.open();
});
afterAll(() => io?.close());

const writeTables = async () =>
  (await lake.client.run(`SHOW TABLES FROM hive.${schema} LIKE 'sluice%'`)).rows.flat();
const maybe = { nullable: true } as const;

describe("every type", () => {
  const type = table(allTypes.columns);
  const original = defineAsset({ key: `${schema}/original`, type });
  const copy = sqlAsset({
    key: `${schema}/copy`,
    type,
    deps: { original },
    sql: ({ deps }) => sql`SELECT * FROM ${deps.original} -- all of it`,
  });
  const byId = (rows: readonly object[]): object[] =>
    [...rows].sort((left, right) => Number(Reflect.get(left, "id")) - Number(Reflect.get(right, "id")));
  const canonical = (rows: readonly object[]): object[] => byId(canonicalRows(type.schema, rows));
  beforeAll(async () => {
    await io.store(original, allTypes.rows);
  });

  it("comes through SQL as it comes from files", async () => {
    const rows = await io.load(original, { via: "sql" });
    expect(differences(byId(allTypes.rows), byId(rows))).toEqual([]);
  });

  it("is written by Trino so that files, SQL and the view agree", { timeout: 300_000 }, async () => {
    const report = await materialize([copy], { io });
    expect(report.tasks.map(({ error }) => error)).toEqual([undefined]);
    const files = byId(await io.load(copy));
    expect(differences(canonical(allTypes.rows), canonical(files))).toEqual([]);
    expect(differences(files, byId(await io.load(copy, { via: "sql" })))).toEqual([]);
    const shown = await io.query(sql`SELECT * FROM ${copy}`, { as: type });
    expect(differences(canonical(files), canonical(shown))).toEqual([]);
    expect(await writeTables()).toEqual([]);
  });
});

describe("rows through SQL", () => {
  const sales = defineAsset({
    key: `${schema}/sales`,
    type: table({ id: int64(), at: timestamp(6), total: decimal(12, 2, maybe), Region: string(maybe) }),
    partitions: { day: daily("at") },
  });
  const row = (id: number, day: number, total: string | null) => ({
    id,
    at: `2024-05-0${day}T10:00:00.00000${day}`,
    total,
    Region: id % 2 ? "eu" : null,
  });
  const ids = async (options: object) =>
    (await io.load(sales, { via: "sql", ...options })).map(({ id }) => Number(id)).sort();
  beforeAll(async () => {
    await io.store(sales, [row(1, 1, "1.00"), row(2, 2, null), row(3, 3, "3.00")], { split: true });
    await io.store(sales, [row(4, 2, "4.00")], { partition: "2024-05-02", mode: "append" });
  });

  it.each([
    { options: {}, expected: [1, 2, 3, 4] },
    { options: { partition: "2024-05-02" }, expected: [2, 4] },
    { options: { partition: { day: { from: "2024-05-02" } } }, expected: [2, 3, 4] },
    { options: { where: { total: { gte: "3.00" } } }, expected: [3, 4] },
    { options: { where: { total: null } }, expected: [2] },
    {
      options: { where: { at: { gt: "2024-05-02T10:00:00.000001" } }, columns: ["id"] },
      expected: [2, 3, 4],
    },
    { options: { where: { Region: "eu", at: "2024-05-03T10:00:00.000003" } }, expected: [3] },
  ])("are those from files: $options", async ({ options: given, expected }) => {
    const options: object = given;
    expect(await ids(options)).toEqual(expected);
    const files = await io.load(sales, options);
    expect(files.map(({ id }) => Number(id)).sort()).toEqual(expected);
  });

  it("stream, and are refused where only files tell", async () => {
    let count = 0;
    for await (const { id } of io.stream(sales, { via: "sql", columns: ["id"] })) count += Number(id > 0n);
    expect(count).toBe(4);
    expect(await failure(io.load(sales, { via: "sql", snapshot: 1 }))).toMatchObject({
      code: "CAPABILITY_MISSING",
    });
    expect(await failure(io.load(sales, { via: "sql", partition: "2024-06-01" }))).toMatchObject({
      code: "PARTITION_NOT_FOUND",
    });
    expect(await failure(io.load(sales, { via: "sql", verify: true }))).toMatchObject({
      code: "CONFIGURATION_INVALID",
    });
  });
});

describe("a pipeline in SQL", () => {
  const partitions = { day: given(date()) };
  const orders = defineAsset({
    key: `${schema}/orders`,
    type: table({ id: int64(), nationkey: int64(), total: decimal(12, 2) }),
    partitions,
  });
  const nation = defineSource({
    key: "nation",
    type: table({ nationkey: int64(), name: string() }),
    on: { trino: { table: "tpch.tiny.nation" } },
  });
  const revenue = sqlAsset({
    key: `${schema}/revenue`,
    type: table({ name: string(), spent: decimal(38, 2) }),
    partitions,
    codeVersion: "1",
    deps: { orders, nation },
    sql: ({ deps }) => sql`
      SELECT CAST(n.name AS varchar) AS name, sum(o.total) AS spent
      FROM ${deps.orders} AS o JOIN ${deps.nation} AS n ON o.nationkey = n.nationkey GROUP BY 1`,
  });
  const best = sqlAsset({
    key: `${schema}/best`,
    type: table({ days: int64(), spent: decimal(38, 2, maybe) }),
    deps: { revenue: allPartitions(revenue) },
    mode: "append",
    codeVersion: "1",
    sql: ({ deps }) => sql`SELECT count(DISTINCT day) AS days, sum(spent) AS spent FROM ${deps.revenue}`,
  });

  it("computes each partition from its own, and what follows from all", async () => {
    const days = ["2024-05-01", "2024-05-02"];
    for (const [index, partition] of days.entries()) {
      await io.store(orders, [{ id: index, nationkey: 7, total: `${index + 1}.50` }], { partition });
    }
    const report = await materialize([revenue, best], { io, partitions: { day: days }, skip: "up-to-date" });
    expect(report.tasks.map(({ status, error }) => error ?? status)).toEqual(["stored", "stored", "stored"]);
    expect(await io.loadEach(revenue)).toEqual(
      new Map([
        ["2024-05-01", [{ name: "GERMANY", spent: "1.50" }]],
        ["2024-05-02", [{ name: "GERMANY", spent: "2.50" }]],
      ]),
    );
    expect(await io.load(best)).toEqual([{ days: 2n, spent: "4.00" }]);
    const again = await materialize([best], { io, skip: "up-to-date" });
    expect(again.tasks.map(({ status }) => status)).toEqual(["up-to-date"]);
    await materialize([best], { io });
    expect(await io.load(best)).toHaveLength(2);
    const [newest] = await io.snapshots(best);
    expect(newest).toMatchObject({ rows: 1, files: 1, mode: "append", run: { codeVersion: "1" } });
    const missing = await materialize([revenue], { io, partitions: { day: "2024-06-01" } });
    expect(missing.tasks[0]?.error).toMatchObject({ code: "PARTITION_NOT_FOUND" });
  });
});

describe("a query that is stored", () => {
  const target = defineAsset({ key: `${schema}/target`, type: table({ id: int64(), name: string(maybe) }) });
  const some = (text: string) =>
    sql`SELECT id, name FROM (VALUES (BIGINT '1', ${text}), (2, NULL)) AS t (id, name)`;

  it("is a store like any other: receipt, idempotency key, checksums where asked for", async () => {
    const first = await io.store(target, some("a"), {
      idempotencyKey: "k",
      verify: "checksum",
      metadata: { by: "sql" },
    });
    expect(first).toMatchObject({ rows: 2, files: 1, partitions: 1, snapshot: 1, replayed: false });
    const again = await io.store(target, some("b"), { idempotencyKey: "k" });
    expect(again).toMatchObject({ snapshot: 1, replayed: true });
    const second = await io.store(target, some("c"), { mode: "append" });
    expect(second).toMatchObject({ rows: 2, snapshot: 2 });
    expect(await io.load(target, { verify: true })).toHaveLength(4);
    const keys = (await io.files(target)).map(({ url }) => url);
    expect(keys).toHaveLength(2);
    await io.compact(target);
    expect((await io.load(target)).map(({ name }) => name)).toEqual(["a", null, "c", null]);
    await io.rollback(target, { to: 1 });
    expect(await io.load(target)).toEqual(await io.load(target, { via: "sql" }));
  });

  it("of no rows makes an existing empty table", async () => {
    const receipt = await io.store(target, sql`SELECT BIGINT '1' AS id, 'x' AS name WHERE 1 = 0`);
    expect(receipt).toMatchObject({ rows: 0, files: 1 });
    expect(await io.load(target)).toEqual([]);
    expect(await io.load(target, { via: "sql" })).toEqual([]);
  });

  it.each([
    { query: sql`SELECT 1 AS id, 2 AS name`, code: "SCHEMA_MISMATCH" },
    { query: sql`SELECT BIGINT '1' AS id`, code: "SCHEMA_MISMATCH" },
    { query: sql`SELECT 1 AS id, 'a' AS name, 1 AS more`, code: "UNKNOWN_COLUMN" },
    { query: sql`SELECT CAST(NULL AS bigint) AS id, 'a' AS name`, code: "VALUE_INVALID" },
    { query: sql`SELECT 1 / 0 AS id, 'a' AS name`, code: "QUERY_FAILED" },
    { query: sql`SELECT`, code: "QUERY_FAILED" },
  ])("is refused with $code, and leaves nothing to be seen", async ({ query, code }) => {
    const before = await io.load(target);
    expect(await failure(io.store(target, query))).toMatchObject({ code });
    expect(await io.load(target)).toEqual(before);
    expect(await writeTables()).toEqual([]);
  });

  it("has rows of the partition it is stored to", async () => {
    const daysOf: Asset<{ at: ReturnType<typeof timestamp> }, "day"> = defineAsset({
      key: `${schema}/days`,
      type: table({ at: timestamp(3) }),
      partitions: { day: daily("at") },
    });
    const at = (day: string) => sql`SELECT CAST(${day} AS timestamp(3)) AS at`;
    await io.store(daysOf, at("2024-05-01 23:59:59.999"), { partition: "2024-05-01" });
    expect(await io.load(daysOf)).toEqual([{ at: new Date("2024-05-01T23:59:59.999Z") }]);
    const wrong = await failure(io.store(daysOf, at("2024-05-02 00:00:00"), { partition: "2024-05-01" }));
    expect(isSluiceError(wrong, "ROW_NOT_IN_PARTITION") && wrong.details.value).toBe("2024-05-02");
    expect(await failure(io.store(daysOf, at("2024-05-02"), { split: true }))).toMatchObject({
      code: "CAPABILITY_MISSING",
    });
  });

  it("killed at any of its steps leaves what was, and a sweep drops the table it left", async () => {
    const before = await io.load(target);
    const calls: string[] = [];
    for (let step = 0; ; step++) {
      const store = lake.store();
      let left = step;
      let dead = false;
      const dying =
        <Args extends unknown[], Result>(call: (...args: Args) => Result) =>
        (...args: Args): Result => {
          if (left-- <= 0) dead = true;
          if (dead) throw new Error("killed");
          return call(...args);
        };
      const program = createIOManager({
        handlers: [parquet()],
        store: { ...store, put: dying(store.put.bind(store)), list: dying(store.list.bind(store)) },
        catalog: lake.catalog(),
        retry: false,
      });
      const outcome = await failure(program.store(target, some("z"), { idempotencyKey: "killed" })).catch(
        () => undefined,
      );
      await program.close();
      const rows = await io.load(target);
      if (outcome === undefined) break;
      calls.push(String(outcome));
      if (!isSluiceError(outcome, "PUBLISH_INCOMPLETE"))
        expect(rows.length === before.length || rows.length === 2).toBe(true);
      expect(step).toBeLessThan(20);
    }
    expect(calls.length).toBeGreaterThan(2);
    await io.store(target, some("z"), { idempotencyKey: "killed" });
    expect((await io.load(target)).map(({ name }) => name)).toEqual(["z", null]);
    const left = `CREATE TABLE hive.${schema}.sluice_write_0123456789abcdef01234567 COMMENT 'A write under way of the asset ${target.key} (sluice write 0123456789abcdef01234567)' WITH (format = 'PARQUET', external_location = 's3://${lake.stack.s3.bucket}/${schema}/${target.key}/data/write=0123456789abcdef01234567/') AS SELECT 1 AS id`;
    await lake.client.run(left);
    expect(await writeTables()).toHaveLength(1);
    await io.sweep(target, { olderThanMillis: 0, force: true });
    expect(await writeTables()).toEqual([]);
    expect(await io.load(target)).toHaveLength(2);
  });
});
