import { defineAsset, type IOManager, sql, table } from "@sluice/sdk";
import { allTypes, differences } from "@sluice/testkit";
import { iceberg } from "@sluice/trino";
import { mapType, targetType, trinoTypes } from "@sluice/type-mapping";
import { afterAll, beforeAll, expect, it } from "vitest";
import { liveLake } from "./live-lake.js";

const lake = liveLake("icetypes", { catalog: "iceberg", tables: iceberg() });
const whole = table(allTypes.columns);
const fields = whole.schema.fields.map((field) => ({ ...field, answer: targetType("iceberg", field) }));
const held = fields.flatMap((field) =>
  field.answer.refusals === undefined ? [{ name: field.name, kept: field.answer.kept }] : [],
);
const columns = Object.fromEntries(
  Object.entries(allTypes.columns).filter(([name]) => held.some((field) => field.name === name)),
);
const rows = allTypes.rows.map((row) =>
  Object.fromEntries(Object.keys(columns).map((name) => [name, row[name]])),
);
const asset = defineAsset({ key: `${lake.schema}/held`, type: table(columns) });

let io: IOManager;

beforeAll(async () => {
  io = lake.open();
  await io.store(asset, rows);
}, 120_000);
afterAll(() => io?.close());

it("every type that Iceberg has loads back as it was", async () => {
  expect(differences(rows, await io.load(asset))).toEqual([]);
});

it("every type that Iceberg has comes out of SQL as it was, JSON to the last blank", async () => {
  const shown = await io.query(sql`SELECT * FROM ${asset} ORDER BY id`, { as: asset.type });
  expect(differences(rows, shown)).toEqual([]);
});

it("every type that Iceberg has loads out of the table as it was, also where it is nested", async () => {
  const read = await io.load(asset, { via: "sql" });
  expect(
    differences(
      rows,
      read.toSorted((one, other) => Number(one.id) - Number(other.id)),
    ),
  ).toEqual([]);
});

it("the table has the type that the mapping says", async () => {
  const { rows: described } = await lake.client.run(`DESCRIBE iceberg.${lake.schema}.held`);
  const types = described.map(([, type]) => String(type).replaceAll('"', "").toLowerCase());
  expect(types).toEqual(held.map(({ kept }) => mapType(trinoTypes, kept).replaceAll('"', "").toLowerCase()));
});

it("a store finds the columns as they were made", async () => {
  const { refusals, statements } = await io.plan(asset, { mode: "append" });
  expect(refusals).toEqual([]);
  expect(statements.filter((statement) => statement.includes(" COLUMN "))).toEqual([]);
});

it("what it lacks is refused before a byte, and what it widens is in the plan", async () => {
  const all = defineAsset({ key: `${lake.schema}/all`, type: whole });
  await expect(io.store(all, allTypes.rows)).rejects.toMatchObject({ code: "ASSET_INVALID" });
  const found: string[] = [];
  for await (const { key } of lake.store().list(`${lake.schema}/all/`)) found.push(key);
  expect(found).toEqual([]);
  const { notes } = await io.plan(asset);
  for (const text of ["8-bit", "16-bit", "timestamp(6)", "JSON"]) {
    expect(notes.filter((note) => note.includes(text)).length, text).toBeGreaterThan(0);
  }
});
