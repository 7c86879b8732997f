import { type Columns, defineAsset, type IOManager, int32, sql, struct, table } from "@sluice/sdk";
import { columnNamed, differences, fieldNamed, hostileNames } from "@sluice/testkit";
import { describeMapping, schemaOf } from "@sluice/type-mapping";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failure } from "./failure.js";
import { liveLake } from "./live-lake.js";

const lake = liveLake("names");

let io: IOManager;

beforeAll(() => {
  io = lake.open(lake.catalog({ snapshotColumn: "commit_no" }));
});
afterAll(() => io?.close());

const accepts = (columns: Columns): boolean =>
  describeMapping(schemaOf(columns), "hive").every((column) => column.refusal === undefined);
const inColumns = hostileNames.filter((name) => accepts(columnNamed(name).columns));
const inFields = hostileNames.filter((name) => accepts(fieldNamed(name).columns));
const valuesOf = (names: readonly string[]) => Object.fromEntries(names.map((name, index) => [name, index]));
const columnsOf = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, int32()]));

async function expectSame(key: string, columns: Columns, row: Record<string, unknown>): Promise<void> {
  const asset = defineAsset({ key: `${lake.schema}/${key}`, type: table(columns) });
  await io.store(asset, [row]);
  expect(differences([row], await io.load(asset))).toEqual([]);
  expect(differences([row], await io.query(sql`SELECT * FROM ${asset}`, { as: asset.type }))).toEqual([]);
}

describe("names that need care", () => {
  it("are columns, all of one table, each with its own value", async () => {
    expect(inColumns.length).toBeGreaterThan(65);
    await expectSame("columns", columnsOf(inColumns), valuesOf(inColumns));
  });

  it("are fields of a struct", async () => {
    expect(inFields.length).toBeGreaterThan(30);
    await expectSame(
      "fields",
      { id: int32(), one: struct(columnsOf(inFields)) },
      { id: 1, one: valuesOf(inFields) },
    );
  });

  it("are refused before a byte is written where a metastore cannot keep them", async () => {
    const refused = [
      ...hostileNames.filter((name) => !inColumns.includes(name)).map(columnNamed),
      ...hostileNames.filter((name) => !inFields.includes(name)).map(fieldNamed),
    ];
    expect(refused.length).toBeGreaterThan(20);
    const asset = (columns: Columns) => defineAsset({ key: `${lake.schema}/refused`, type: table(columns) });
    for (const { columns, rows } of refused) {
      const error = await failure(io.store(asset(columns), rows));
      expect(String(error)).toMatch(/ASSET_INVALID.*cannot be in a Hive table/s);
    }
    const { rows } = await lake.client.run(`SHOW TABLES FROM hive.${lake.schema} LIKE 'refused%'`);
    expect(rows).toEqual([]);
  });
});
