import {
  binary,
  date,
  decimal,
  defineAsset,
  defineSource,
  float64,
  int32,
  int64,
  isSluiceError,
  lazy,
  materialize,
  sql,
  string,
  table,
  timestamp,
  zonedTimestamp,
} from "@sluice/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failure } from "./failure.js";
import { liveLake } from "./live-lake.js";

const lake = liveLake("source");
let io: ReturnType<typeof lake.open>;
beforeAll(async () => {
  io = lake.open();
  await lake.client.run(`CREATE SCHEMA hive.${lake.schema}`);
});
afterAll(async () => {
  await io?.close();
  await lake.client.run(`DROP SCHEMA IF EXISTS iceberg.${lake.schema} CASCADE`);
});

const nation = defineSource({
  key: "nation",
  type: table({ nationkey: int64(), name: string() }),
  on: { trino: { table: "tpch.tiny.nation" } },
});

describe("a table of another connector", () => {
  it("loads, streams and comes in batches", async () => {
    const rows = await io.load(nation);
    expect(rows).toHaveLength(25);
    expect(rows.find(({ nationkey }) => nationkey === 7n)).toEqual({ nationkey: 7n, name: "GERMANY" });
    const names: string[] = [];
    for await (const { name } of io.stream(nation, { columns: ["name"] })) names.push(name);
    expect(names.sort()).toEqual(rows.map(({ name }) => name).sort());
    let count = 0;
    for await (const batch of io.batches(nation)) count += batch.numRows;
    expect(count).toBe(25);
  });
  it("is asked for the columns and rows that are wanted, and no others", async () => {
    const tag = `pushed-${lake.schema}`;
    await using tagged = lake.open(lake.catalog({ source: tag }));
    const few = await tagged.load(nation, {
      columns: ["name"],
      where: { nationkey: { gte: 23 }, name: { ne: "X" } },
    });
    expect(few.map(({ name }) => name).sort()).toEqual(["UNITED KINGDOM", "UNITED STATES"]);
    const { rows } = await lake.client.run(
      `SELECT query FROM system.runtime.queries WHERE source = '${tag}' AND query LIKE 'SELECT name%'`,
    );
    expect(rows).toEqual([
      [
        "SELECT name, nationkey FROM tpch.tiny.nation WHERE nationkey >= BIGINT '23' AND name <> CAST('X' AS varchar)",
      ],
    ]);
  });
  it("stands in a query", async () => {
    const [row] = await io.query(sql`SELECT count(*) AS n FROM ${nation} WHERE regionkey = 3`, {
      as: table({ n: int64() }),
    });
    expect(row).toEqual({ n: 5n });
  });
  it("is an input of a pipeline, computed again each time", async () => {
    const names = defineAsset({
      key: `${lake.schema}/names`,
      type: table({ name: string() }),
      deps: { nation, later: lazy(nation) },
      compute: async ({ deps }) =>
        deps.nation.length === (await deps.later.load()).length
          ? deps.nation.map(({ name }) => ({ name }))
          : [],
    });
    for (const _ of [1, 2]) {
      const report = await materialize([names], { io, skip: "up-to-date" });
      expect(report.tasks.map(({ status }) => status)).toEqual(["stored"]);
    }
    expect(await io.load(names)).toHaveLength(25);
  });
  it("is no larger than an array may be", async () => {
    const line = defineSource({
      ...nation,
      key: "line",
      on: { trino: { table: "tpch.tiny.lineitem" } },
      type: table({ orderkey: int64() }),
    });
    const error = await failure(io.load(line, { maxRows: 1000 }));
    expect(isSluiceError(error, "RESULT_TOO_LARGE") && error.details).toEqual({
      asset: "line",
      maxRows: 1000,
    });
    expect(String(error)).toContain("io.stream");
    expect(await io.load(line, { maxRows: 60_175 })).toHaveLength(60_175);
  });
  it("names each column that is not as expected", async () => {
    const other = defineSource({
      key: "other",
      type: table({ nationkey: int32(), name: int64(), flag: string(), comment: string() }),
      on: { trino: { table: "tpch.tiny.nation" } },
    });
    const error = await failure(io.load(other));
    expect(isSluiceError(error, "SCHEMA_MISMATCH") && error.details.changes).toEqual([
      '"nationkey": expected int32, found int64 (bigint)',
      '"name": expected int64, found string (varchar(25))',
      '"flag": expected string, found no such column',
    ]);
  });
  it("says so where there is none", async () => {
    const none = defineSource({
      key: "none",
      type: table({ a: int64() }),
      on: { trino: { table: "tpch.tiny.none" } },
    });
    const error = await failure(io.load(none));
    expect(isSluiceError(error, "QUERY_FAILED") && error.details.code).toBe("TABLE_NOT_FOUND");
    const unnamed = defineSource({
      key: "unnamed",
      type: table({ a: int64() }),
      on: { duckdb: { table: "a" } } as {},
    });
    expect(await failure(io.load(unnamed))).toMatchObject({ code: "ASSET_INVALID" });
  });
});

describe("values", () => {
  it("of a Hive table that Trino wrote, timestamps of all digits, are exact", async () => {
    await lake.client.run(
      `CREATE TABLE hive.${lake.schema}.plain WITH (format = 'PARQUET', external_location = 's3://${lake.stack.s3.bucket}/${lake.schema}_plain/t/') AS SELECT * FROM (VALUES
      (BIGINT '9223372036854775807', DECIMAL '12345678901234567890.123456789', TIMESTAMP '2024-05-01 10:00:00.123456789', CAST('ab' AS char(5)), DATE '0001-01-01', X'00FF'),
      (BIGINT '-9223372036854775808', NULL, TIMESTAMP '1912-12-31 23:59:59.999999', 'abc', DATE '9999-12-31', X'')
    ) AS t (id, amount, at, code, day, raw)`,
      { session: { "hive.timestamp_precision": "NANOSECONDS" } },
    );
    const type = table({
      id: int64(),
      amount: decimal(29, 9, { nullable: true }),
      at: timestamp(9),
      code: string(),
      day: date(),
      raw: binary(),
    });
    const plain = defineSource({ key: "plain", type, on: { trino: { table: `${lake.schema}.plain` } } });
    const rows = await io.load(plain);
    expect(rows.sort((left, right) => (left.id < right.id ? 1 : -1))).toEqual([
      {
        id: 9223372036854775807n,
        amount: "12345678901234567890.123456789",
        at: "2024-05-01T10:00:00.123456789",
        code: "ab   ",
        day: "0001-01-01",
        raw: new Uint8Array([0, 255]),
      },
      {
        id: -9223372036854775808n,
        amount: null,
        at: "1912-12-31T23:59:59.999999000",
        code: "abc  ",
        day: "9999-12-31",
        raw: new Uint8Array(),
      },
    ]);
    expect(await io.load(plain, { where: { code: { ne: "ab" } } })).toHaveLength(2);
    expect(await io.load(plain, { where: { at: { gt: "2024-05-01T10:00:00.123456788" } } })).toHaveLength(1);
    const micros = defineSource({
      ...plain,
      key: "micros",
      type: table({ at: timestamp(6) }),
      on: plain.description.on,
    });
    expect(await failure(io.load(micros))).toMatchObject({ code: "VALUE_UNSUPPORTED" });
    expect(await io.load(micros, { where: { at: { lt: "2000-01-01T00:00:00" } } }).catch(String)).toContain(
      "VALUE_UNSUPPORTED",
    );
  });
  it("of an Iceberg table and of a view are exact", async () => {
    await lake.client.run(`CREATE SCHEMA iceberg.${lake.schema}`);
    await lake.client.run(
      `CREATE TABLE iceberg.${lake.schema}.ice AS SELECT TIMESTAMP '2024-05-01 10:00:00.123456 UTC' AS z, DOUBLE '0.1' AS d, 7 AS n`,
    );
    const ice = defineSource({
      key: "ice",
      type: table({ z: zonedTimestamp(6), d: float64(), n: int64() }),
      on: { trino: { table: `iceberg.${lake.schema}.ice` } },
    });
    expect(await io.load(ice)).toEqual([{ z: "2024-05-01T10:00:00.123456Z", d: 0.1, n: 7n }]);
    const zoned = defineAsset({ key: `${lake.schema}/zoned`, type: table({ at: timestamp(6) }) });
    await io.store(zoned, [{ at: "2024-05-01T10:00:00.123456" }]);
    const view = defineSource({
      key: "view",
      type: zoned.type,
      on: { trino: { table: `${lake.schema}.zoned` } },
    });
    expect(await io.load(view)).toEqual(await io.load(zoned));
  });
});

it.each(["store", "plan", "files", "partitions", "snapshots", "sweep", "compact", "loadEach", "republish"])(
  "io.%s refuses a source",
  async (name) => {
    const calls = io as unknown as Record<string, (asset: unknown, value: unknown) => Promise<unknown>>;
    const refused = failure((async () => calls[name]?.(nation, name === "store" ? [] : undefined))());
    expect(await refused).toMatchObject({ code: "CAPABILITY_MISSING" });
  },
);
