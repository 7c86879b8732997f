import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  daily,
  decimal,
  defineAsset,
  defineSource,
  float64,
  type IOManager,
  int32,
  int64,
  isSluiceError,
  local,
  materialize,
  sql,
  sqlAsset,
  string,
  table,
  timestamp,
} from "@sluice/local";
import { differences } from "@sluice/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shownTypes } from "./shown-types.js";

let root: string;
let io: IOManager;
let file: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "sluice-sql-"));
  file = join(root, "it's nations.csv");
  await writeFile(file, "nationkey,name,gdp\n7,GERMANY,1.5\n8,INDIA,2.5\n9,,\n");
  io = local(join(root, "lake"));
});
afterAll(async () => {
  await io.close();
  await rm(root, { recursive: true });
});

const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('via: "sql"', () => {
  const sales = defineAsset({
    key: "shop/sales",
    type: table({ id: int64(), at: timestamp(6), ratio: float64({ nullable: true }), total: decimal(12, 2) }),
    partitions: { day: daily("at") },
  });
  const row = (id: number, day: number, ratio: number | null) => ({
    id,
    at: `2024-05-0${day}T10:00:00.00000${day}`,
    ratio,
    total: `${id}.50`,
  });
  beforeAll(async () => {
    await io.store(sales, [row(1, 1, 0.5), row(2, 2, Number.NaN), row(3, 3, null)], { split: true });
    await io.store(sales, [row(4, 2, -0)], { partition: "2024-05-02", mode: "append" });
  });

  it("gives every type as files do", async () => {
    const shown = defineAsset({ key: "all/shown", type: table(shownTypes.columns) });
    await io.store(shown, shownTypes.rows);
    const byId = (rows: readonly object[]): object[] =>
      [...rows].sort((left, right) => Number(Reflect.get(left, "id")) - Number(Reflect.get(right, "id")));
    expect(differences(byId(shownTypes.rows), byId(await io.load(shown, { via: "sql" })))).toEqual([]);
  });

  it.each([
    {},
    { snapshot: 1 },
    { partition: "2024-05-02" },
    { partition: { day: { to: "2024-05-02" } } },
    { where: { total: { gt: "1.50" } }, columns: ["total"] },
    { where: { ratio: { ne: 0.5 } } },
    { where: { ratio: { ne: Number.NaN } } },
    { where: { ratio: { lt: 1 } } },
    { where: { ratio: null } },
    { where: { at: { in: ["2024-05-02T10:00:00.000002"] } } },
  ])("gives the rows that files give: %o", async (given) => {
    const options: object = given;
    const sorted = async (more: object): Promise<object[]> => {
      const rows: readonly object[] = await io.load(sales, { ...options, ...more });
      return [...rows].sort((left, right) =>
        JSON.stringify(left, plain) < JSON.stringify(right, plain) ? -1 : 1,
      );
    };
    expect(await sorted({ via: "sql" })).toEqual(await sorted({}));
  });

  const plain = (_: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value);
});

describe("a source", () => {
  const type = table({ nationkey: int64(), name: string({ nullable: true }) });
  const nation = () => defineSource({ key: "nation", type, on: { duckdb: { file } } });

  it("is a file that the engine reads, or a table", async () => {
    expect(await io.load(nation(), { where: { nationkey: { lt: 9 } } })).toEqual([
      { nationkey: 7n, name: "GERMANY" },
      { nationkey: 8n, name: "INDIA" },
    ]);
    expect(await io.load(nation(), { columns: [] })).toEqual([{}, {}, {}]);
    const one = defineSource({
      key: "settings",
      type: table({ name: string(), value: string({ nullable: true }) }),
      on: { duckdb: { table: '"information_schema".schemata' } },
    });
    expect(await failure(io.load(one))).toMatchObject({ code: "SCHEMA_MISMATCH" });
    const schemata = defineSource({ ...one, type: table({ schema_name: string() }), on: one.description.on });
    expect((await io.load(schemata)).length).toBeGreaterThan(0);
  });

  it("has the columns its type says, each is told", async () => {
    const other = defineSource({
      ...nation(),
      on: { duckdb: { file } },
      type: table({ nationkey: int32(), gdp: string(), none: string() }),
    });
    const error = await failure(io.load(other));
    expect(isSluiceError(error, "SCHEMA_MISMATCH") && error.details.changes).toEqual([
      '"nationkey": expected int32, found int64 (BIGINT)',
      '"gdp": expected string, found float64 (DOUBLE)',
      '"none": expected string, found no such column',
    ]);
  });

  it("is refused where it is too large, named nowhere, or asked for what it has not", async () => {
    const error = await failure(io.load(nation(), { maxRows: 2 }));
    expect(isSluiceError(error, "RESULT_TOO_LARGE") && error.details).toEqual({
      asset: "nation",
      maxRows: 2,
    });
    expect(String(error)).toContain("io.stream");
    expect(await io.load(nation(), { maxRows: 3 })).toHaveLength(3);
    expect(await failure(io.load(nation(), { snapshot: 1 }))).toMatchObject({
      code: "CONFIGURATION_INVALID",
    });
    expect(await failure(io.load(nation(), { maxRows: -1 }))).toMatchObject({
      code: "CONFIGURATION_INVALID",
    });
    const elsewhere = defineSource({ key: "elsewhere", type, on: { other: {} } as object });
    expect(await failure(io.load(elsewhere))).toMatchObject({ code: "ASSET_INVALID" });
    expect(() => defineSource({ key: "nowhere", type, on: {} })).toThrow("ASSET_INVALID");
    const required = defineSource({ ...nation(), on: { duckdb: { file } }, type: table({ name: string() }) });
    expect(await failure(io.load(required))).toMatchObject({ code: "VALUE_UNSUPPORTED" });
  });

  it("is an input like an asset, and never up to date", async () => {
    const names = defineAsset({
      key: "names",
      type: table({ name: string() }),
      deps: { nation: nation() },
      compute: ({ deps }) => deps.nation.flatMap(({ name }) => (name === null ? [] : [{ name }])),
    });
    for (const _ of [1, 2]) {
      const { tasks } = await materialize([names], { io, skip: "up-to-date" });
      expect(tasks.map(({ status }) => status)).toEqual(["stored"]);
    }
    expect(await io.load(names)).toEqual([{ name: "GERMANY" }, { name: "INDIA" }]);
    const [newest] = await io.snapshots(names);
    expect(newest?.run?.inputs).toEqual({});
  });
});

it("an engine that writes no files refuses a query to be stored, with another way", async () => {
  const target = sqlAsset({ key: "target", type: table({ id: int64() }), sql: () => sql`SELECT 1 AS id` });
  const { tasks } = await materialize([target], { io });
  expect(tasks[0]?.error).toMatchObject({ code: "CAPABILITY_MISSING", details: { capability: "unload" } });
  expect(String(tasks[0]?.error)).toContain("io.query");
});
