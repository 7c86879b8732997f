import { defineAsset, type IOManager, int32, json, sql, table } from "@sluice/sdk";
import { allTypes, differences } from "@sluice/testkit";
import { type LogicalType, mapType, quotedName, targetType, trinoTypes } from "@sluice/type-mapping";
import { afterAll, beforeAll, expect, it } from "vitest";
import { canonicalRows } from "./canonical-json.js";
import { liveLake } from "./live-lake.js";

const lake = liveLake("all_types");
const asset = defineAsset({ key: `${lake.schema}/all_types`, type: table(allTypes.columns) });

let io: IOManager;

beforeAll(async () => {
  io = lake.open();
  await io.store(asset, allTypes.rows);
});
afterAll(async () => {
  await io?.close();
  await lake.client.run(`DROP SCHEMA IF EXISTS iceberg.${lake.schema} CASCADE`);
});

it("every type loads back from the files on MinIO as it was", async () => {
  expect(differences(allTypes.rows, await io.load(asset))).toEqual([]);
});

it("every type comes out of SQL over the view as it was", async () => {
  const shown = await io.query(sql`SELECT * FROM ${asset} ORDER BY id`, { as: asset.type });
  const { schema } = asset.type;
  expect(differences(canonicalRows(schema, allTypes.rows), canonicalRows(schema, shown))).toEqual([]);
});

it("JSON loads to the last character, and SQL has what Trino makes of the text, however deep it is", async () => {
  const documents = [
    '{ "e" : 1, "e": 2,\t"big": 12345678901234567890.5, "small": 0.1000000000000000000001 }',
    `${"[".repeat(1000)}1e400${"]".repeat(1000)}`,
    '"\\u00e9"',
    "null",
  ];
  const rows = documents.map((doc, id) => ({ id, doc }));
  const texts = defineAsset({ key: `${lake.schema}/documents`, type: table({ id: int32(), doc: json() }) });
  await io.store(texts, rows);
  expect(await io.load(texts)).toEqual(rows);
  const shown = await io.query(sql`SELECT id, doc FROM ${texts} ORDER BY id`);
  const made = await Promise.all(
    documents.map((text) =>
      lake.client.run(`SELECT json_parse('${text}')`).then(({ rows: [row] }) => row?.[0]),
    ),
  );
  expect(shown.map(({ doc }) => doc)).toEqual(made);
});

it("the view has the type each column has in Trino", async () => {
  const { rows } = await lake.client.run(`DESCRIBE hive.${lake.schema}.all_types`);
  const described = rows.map(([, type]) => String(type).replaceAll('"', ""));
  const expected = asset.type.schema.fields.map(({ type }) => mapType(trinoTypes, type).replaceAll('"', ""));
  expect(described).toEqual(expected);
});

it("what Iceberg has goes there from the view and comes back as it was; the rest is refused by the mapping", async () => {
  const answers = asset.type.schema.fields.map((field) => ({
    ...field,
    answer: targetType("iceberg", field),
  }));
  const nanoseconds = answers.filter(({ answer }) => answer.refusals !== undefined);
  expect(nanoseconds.length).toBeGreaterThan(5);
  for (const { answer } of nanoseconds) expect(answer.refusals?.[0]?.text).toContain("nanoseconds");
  const names: string[] = [];
  const columns: string[] = [];
  for (const { name, type, answer } of answers) {
    if (answer.refusals !== undefined || holdsJson(type)) continue;
    names.push(name);
    const column = quotedName(name.toLowerCase());
    columns.push(`CAST(${column} AS ${mapType(trinoTypes, answer.kept)}) AS ${column}`);
  }
  await lake.client.run(`CREATE SCHEMA iceberg.${lake.schema}`);
  await lake.client.run(
    `CREATE TABLE iceberg.${lake.schema}.t AS SELECT ${columns.join(", ")} FROM hive.${lake.schema}.all_types`,
  );
  const chosen = Object.fromEntries(
    Object.entries(allTypes.columns).filter(([name]) => names.includes(name)),
  );
  const back = await io.query(sql`SELECT * FROM iceberg.${sql.identifier(lake.schema)}.t ORDER BY id`, {
    as: table(chosen),
  });
  const expected = allTypes.rows.map((row) =>
    Object.fromEntries(Object.keys(chosen).map((name) => [name, row[name]])),
  );
  expect(differences(expected, back)).toEqual([]);
});

function holdsJson(type: LogicalType): boolean {
  return JSON.stringify(type).includes('"json"');
}
