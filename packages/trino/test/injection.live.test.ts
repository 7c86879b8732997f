import { type Columns, defineAsset, int32, int64, string, table, value } from "@sluice/sdk";
import type { AssetDescription, Snapshot } from "@sluice/sdk/plugin";
import { type StatementClient, statementClient } from "@sluice/trino/client";
import { describeMapping, foldedName, trinoLiteral } from "@sluice/type-mapping";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { long, seed } from "../../../test/long.js";
import { parseShowCreate } from "../src/created/show-create.js";
import { trinoDialect } from "../src/dialect.js";
import { hiveNames, qualified } from "../src/hive/names.js";
import {
  createDataTable,
  findColumns,
  findPartitions,
  findTables,
  ownProperties,
  registerPartition,
  showPrecision,
} from "../src/hive/statements.js";
import { createView, parseViewComment } from "../src/hive/view.js";
import { failure } from "./failure.js";
import { hostileText, isWritable } from "./hostile-text.js";
import { liveLake } from "./live-lake.js";
import { reportLive } from "./live-report.js";

const lake = liveLake("injection");
const { identifier, literal } = trinoDialect;

const runs = long ? 10_000 : 1_000;
const perStatement = 250;
const perTable = 100;
const timeout = long ? 900_000 : 240_000;

const canary = defineAsset({
  key: `${lake.schema}/canary`,
  type: table({ id: int64(), note: string() }),
});
const alive = [
  { id: 1n, note: "sings" },
  { id: 2n, note: "'; DROP TABLE canary__data; --" },
];
const text = hostileText("canary__data");

let client: StatementClient;
beforeAll(async () => {
  await using io = lake.open();
  await io.store(canary, alive);
  client = statementClient({
    server: lake.stack.trino.url,
    user: "writer",
    catalog: "hive",
    schema: lake.schema,
    deadlineMillis: 100_000,
  });
});

afterEach(async () => {
  const { rows } = await client.run("SELECT id, note FROM canary ORDER BY id");
  expect(rows).toEqual(alive.map(({ id, note }) => [id, note]));
  const tables = (await client.run("SHOW TABLES")).rows.flat();
  expect(tables.filter((name) => !/^injected_\d+(__data)?$/.test(String(name)))).toEqual([
    "canary",
    "canary__data",
  ]);
});

/** Texts that came back as they were sent, by what they were. */
const checked = new Map<string, number>();
const kinds = 9;
afterAll(async () => {
  if (checked.size < kinds) return;
  const facts = [
    ["texts that came back otherwise, tables that changed beside", 0],
    ["seed", `${seed} (\`SLUICE_SEED\` repeats the texts)`],
  ] as const;
  await reportLive(lake, "injection", facts, [["texts as", "checked"], ...checked]);
});

/** Checks `runs` texts as that, so many at a time. A failing batch is shown as it is. */
async function eachBatch<Value>(
  kind: string,
  one: fc.Arbitrary<Value>,
  check: (batch: Value[]) => Promise<void>,
  { size = perStatement, all = runs } = {},
): Promise<void> {
  const batch = fc.array(one, { minLength: size, maxLength: size });
  const numRuns = Math.ceil(all / size);
  await fc.assert(fc.asyncProperty(batch, check), { seed, numRuns, endOnFailure: true });
  checked.set(kind, numRuns * size);
}

const writable = text.filter(isWritable);

describe(`${runs} hostile texts through the parser of a real Trino, seed ${seed}`, () => {
  it("are refused before anything is sent where SQL cannot hold them", () => {
    fc.assert(
      fc.property(text, (one) => {
        for (const write of [identifier, literal]) {
          if (isWritable(one)) write(one);
          else expect(() => write(one)).toThrow(expect.objectContaining({ code: "QUERY_FAILED" }));
        }
      }),
      { seed, numRuns: runs },
    );
  });

  it("are names of columns", { timeout }, () =>
    eachBatch("names of columns", writable, async (names) => {
      const { columns, rows } = await client.run(
        `SELECT ${names.map((name, index) => `${index} AS ${identifier(name)}`).join(", ")}`,
      );
      expect(columns.map(({ name }) => name)).toEqual(names);
      expect(rows).toEqual([[...names.keys()]]);
    }),
  );

  it("are names of relations", { timeout }, () =>
    eachBatch(
      "names of relations",
      writable,
      async (all) => {
        const names = [...new Map(all.map((name) => [name.toLowerCase(), name])).values()];
        const made = names.map((name, index) => `${identifier(name)} AS (VALUES ${index})`);
        const read = names.map((name) => `TABLE ${identifier(name)}`);
        const { rows } = await client.run(`WITH ${made.join(", ")} ${read.join(" UNION ALL ")}`);
        expect(rows.flat().sort((one, other) => Number(one) - Number(other))).toEqual([...names.keys()]);
      },
      { size: 50 },
    ),
  );

  it("are names of catalogs, schemas and tables that are not there", { timeout }, () =>
    eachBatch(
      "names of what is not there",
      writable,
      async ([one, schema, name]) => {
        const missing = async (catalog: string) =>
          failure(client.run(`TABLE ${qualified({ catalog, schema: schema as string }, name as string)}`));
        expect(await missing(one as string)).toMatchObject({ details: { code: "CATALOG_NOT_FOUND" } });
        expect(await missing("hive")).toMatchObject({ details: { code: "SCHEMA_NOT_FOUND" } });
      },
      { size: 3, all: (runs * 3) / 10 },
    ),
  );

  it("are values", { timeout }, () =>
    eachBatch("values", writable, async (values) => {
      const { rows } = await client.run(`SELECT ${values.map((one) => literal(one)).join(", ")}`);
      expect(rows).toEqual([values]);
    }),
  );

  it("are values of a type", { timeout }, () =>
    eachBatch("values of a type", writable, async (values) => {
      const types = [{ id: "string" }, { id: "json" }] as const;
      const given = values.map((one, index) => (index % 2 === 0 ? one : JSON.stringify(one)));
      const literals = given.map((one, index) => trinoLiteral(types[index % 2]!, one));
      const { rows } = await client.run(`SELECT ${literals.join(", ")}`);
      const found = rows[0]!.map((one, index) => (index % 2 === 0 ? one : JSON.parse(String(one))));
      expect(found).toEqual(values);
    }),
  );

  it("are parameters", { timeout }, () =>
    eachBatch("parameters", writable, async (parameters) => {
      const marks = parameters.map(() => "?").join(", ");
      const { rows } = await client.run(`SELECT '?', ${marks} -- ?`, { parameters });
      expect(rows).toEqual([["?", ...parameters]]);
    }),
  );

  it("are LIKE patterns of themselves alone", { timeout }, () =>
    eachBatch("LIKE patterns", writable, async (catalogs) => {
      const like = (catalog: string) => showPrecision(catalog).replace(/^SHOW SESSION /, "");
      const tests = catalogs.flatMap((catalog) => {
        const pattern = like(catalog);
        const others = [`x${catalog}`, catalog.replace("_", "x"), catalog.replace("%", "xx")];
        const texts = [catalog, ...others.map((other) => (other === catalog ? `${other}x` : other))];
        return texts.map((each) => `${literal(`${each}.timestamp_precision`)} ${pattern}`);
      });
      const { rows } = await client.run(`SELECT ${tests.join(", ")}`);
      expect(rows).toEqual([catalogs.flatMap(() => [true, false, false, false])]);
    }),
  );
});

/** What neither an asset nor a metastore keeps is refused before. */
const columnName = writable.filter((name) => {
  try {
    const { schema } = defineAsset({ key: "any", type: table({ [name]: int32() }) }).description;
    return describeMapping(schema, "hive").every((column) => column.refusal === undefined);
  } catch {
    return false;
  }
});
const hostileColumn = fc.record({ name: columnName, comment: writable });
/** Values of partitions are names of folders, and a metastore of files keeps them so. */
const partitionValue = writable.filter((one) => Buffer.byteLength(encodeURIComponent(one)) < 150);

describe(`${runs} hostile columns of real tables, seed ${seed}`, () => {
  const names = (asset: AssetDescription) =>
    hiveNames(asset, { server: "http://unused", user: "writer", catalog: "hive", schema: lake.schema });
  const distinct = <Named extends { readonly name: string }>(all: readonly Named[]): Named[] =>
    [...new Map(all.map((each) => [foldedName(each.name), each])).values()].filter(
      ({ name }) => name.toLowerCase() !== "snapshot",
    );
  const properties = fc.array(fc.record({ name: writable, comment: writable }), { maxLength: 8 });
  const given = fc.tuple(
    fc.array(hostileColumn, { minLength: perTable, maxLength: perTable }),
    fc.array(partitionValue, { minLength: 4, maxLength: 4 }),
    properties,
    writable,
  );
  let count = 0;
  const told = { columns: 0, partitions: 0 };

  it("come back as they were given, and so does all that is said of the table", { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(given, async ([columns, partitions, ownProps, comment]) => {
        const all = distinct(columns);
        // Engines do not look into folders that are named so, and definitions with such a dimension are refused.
        const dimension = all.find(({ name }) => !/^[_.]/.test(name))?.name;
        fc.pre(dimension !== undefined);
        const own = distinct(ownProps.filter(({ name }) => !name.startsWith("sluice.")));
        const asset = defineAsset({
          key: `${lake.schema}/injected_${count++}`,
          comment,
          type: table(
            Object.fromEntries(
              all.map((each) => [each.name, string({ nullable: true, comment: each.comment })]),
            ),
          ) as ReturnType<typeof table<Columns>>,
          partitions: { [dimension]: value(dimension) },
          on: { trino: { properties: Object.fromEntries(own.map((each) => [each.name, each.comment])) } },
        }).description;
        const its = names(asset);
        const location = lake.store().locate(`${asset.key}/_table`);
        const expected = all.map((each) => [each.name.toLowerCase(), each.comment]);

        await client.run(createDataTable(asset, its, `${location}/`));
        const found = (await client.run(findColumns(its))).rows.map(([name, , said]) => [name, said]);
        expect(sorted(found.filter(([name]) => name !== "snapshot"))).toEqual(sorted(expected));
        const table_ = await client.run(ownProperties(its));
        for (const { name, comment: property } of own) {
          const at = table_.columns.findIndex((column) => column.name === name.toLowerCase());
          expect([name, table_.rows[0]?.[at]]).toEqual([name, property]);
        }

        const different = [...new Set(partitions)];
        for (const [index, one] of different.entries()) {
          const address = { asset, names: its, partition: [one], snapshot: BigInt(index) };
          await client.run(registerPartition(address, `${location}/${index}`));
        }
        const registered = (await client.run(findPartitions(asset, its))).rows.map(([one]) => one);
        expect(registered.sort()).toEqual(different.toSorted());

        const write = { commit: 1, write: "w", handler: "parquet", folder: "f", files: [] };
        const live = different.map((one) => ({ partition: [one], floor: 1, writes: [write] }));
        const snapshot: Snapshot = {
          number: 12,
          schema: asset.schema,
          dimensions: asset.partitions,
          live: [{ partition: [null], floor: 0, writes: [{ ...write, commit: 0 }] }, ...live],
          floor: 0,
        };
        await client.run(createView(asset, snapshot, its));
        const shown = await client.run(`TABLE ${qualified(its, its.view)}`);
        // Names that are numbers come first in an object.
        const inOrder = asset.schema.fields.map(({ name }) => name);
        expect(shown.columns.map(({ name }) => name)).toEqual(inOrder);

        const comments = new Map(
          (await client.run(findTables(its))).rows.map(([name, said]) => [name, said]),
        );
        const shownComment = comments.get(its.view) as string;
        expect(parseViewComment(shownComment)).toEqual({ asset: asset.key, snapshot: 12 });
        expect(shownComment.startsWith(comment)).toBe(true);
        const { rows } = await client.run(`SHOW CREATE TABLE ${qualified(its, its.data)}`);
        const created = parseShowCreate(String(rows[0]?.[0]));
        expect(created.name).toEqual(["hive", lake.schema, its.data]);
        const said = created.columns.map((column) => [column.name, column.comment]);
        expect(sorted(said.filter(([name]) => name !== "snapshot"))).toEqual(sorted(expected));
        expect(created.properties.get("partitioned_by")).toEqual([dimension.toLowerCase(), "snapshot"]);
        expect(created.properties.get("external_location")).toBe(`${location}/`);
        await client.run(`DROP VIEW ${qualified(its, its.view)}`);
        await client.run(`DROP TABLE ${qualified(its, its.data)}`);
        told.columns += all.length;
        told.partitions += different.length;
      }),
      { seed, numRuns: runs / perTable, endOnFailure: true },
    );
    checked.set("names and comments of columns of tables", told.columns);
    checked.set("values of partitions of tables", told.partitions);
  });
});

function sorted(pairs: readonly (readonly unknown[])[]): string[] {
  return pairs.map((pair) => JSON.stringify(pair)).toSorted();
}
