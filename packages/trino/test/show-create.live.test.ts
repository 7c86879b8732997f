import { daily, defineAsset, int64, list, string, struct, table, timestamp } from "@sluice/sdk";
import { iceberg } from "@sluice/trino";
import { describe, expect, it } from "vitest";
import { printTypeText } from "../src/client/type-text.js";
import { parseShowCreate } from "../src/created/show-create.js";
import { liveLake } from "./live-lake.js";

const lake = liveLake("created", { catalog: "iceberg", tables: iceberg() });
const relation = (name: string) => `iceberg.${lake.schema}.${name}`;
const run = async (sql: string) => (await lake.client.run(sql)).rows;
const created = async (name: string) =>
  parseShowCreate(String((await run(`SHOW CREATE TABLE ${relation(name)}`))[0]?.[0]));
const orders = (name: string, sortedBy: readonly string[] = []) =>
  defineAsset({
    key: `${lake.schema}/${name}`,
    comment: "it's 'ours'",
    type: table({
      id: int64({ comment: "na\u00efve \u{1f6eb} \\ 'quoted'" }),
      'say "so" (really)': string({ nullable: true }),
      inside: list(struct({ "a b": int64(), at: timestamp(6) }), { nullable: true }),
      placed: timestamp(3),
    }),
    partitions: { day: daily("placed") },
    on: { iceberg: { sortedBy } },
  });
const row = { id: 1, placed: "2024-05-01T10:00:00" };

describe("an Iceberg table", () => {
  it("is told as it was made", async () => {
    await using io = lake.open();
    await io.store(orders("told", ["id", "placed DESC"]), [row], { split: true });
    const table = await created("told");
    expect(table.name).toEqual(["iceberg", lake.schema, "told"]);
    expect(table.comment).toMatch(/^it's 'ours' \(sluice asset /);
    expect(
      table.columns.map(({ name, type, required, comment }) => [
        name,
        printTypeText(type),
        required,
        comment,
      ]),
    ).toEqual([
      ["id", "bigint", true, "na\u00efve \u{1f6eb} \\ 'quoted'"],
      ['say "so" (really)', "varchar", false, undefined],
      ["inside", 'array(row("a b" bigint, at timestamp(6)))', false, undefined],
      ["placed", "timestamp(6)", true, undefined],
    ]);
    expect(Object.fromEntries(table.properties)).toMatchObject({
      format: "PARQUET",
      location: expect.stringContaining(`/${lake.schema}/told/iceberg/`),
      partitioning: ["day(placed)"],
      sorted_by: ["id ASC NULLS FIRST", "placed DESC NULLS LAST"],
    });
  });

  it("loses what others said of it when it is replaced whole, and a plan says so", async () => {
    await using io = lake.open();
    const asset = orders("changed", ["id"]);
    await io.store(asset, [row], { split: true });
    const all = { split: true, replace: "all" } as const;
    expect((await io.plan(asset, all)).notes.filter((note) => note.includes("replaced whole"))).toEqual([]);

    await run(`ALTER TABLE ${relation("changed")} SET PROPERTIES
      partitioning = ARRAY['month(placed)'], sorted_by = ARRAY['placed'], max_commit_retry = 9`);
    await run(`COMMENT ON COLUMN ${relation("changed")}.placed IS 'it''s when'`);
    const before = await created("changed");
    expect((await io.plan(asset, all)).notes.filter((note) => note.includes("replaced whole"))).toEqual([
      `${relation("changed")} is replaced whole: its max_commit_retry was 9 and becomes 4`,
      `${relation("changed")} is replaced whole: its partitioning was month(placed) and becomes day(placed)`,
      `${relation("changed")} is replaced whole: its sorted_by was placed ASC NULLS FIRST and becomes id`,
      `${relation("changed")} is replaced whole: "placed" loses the comment "it's when"`,
    ]);
    expect((await io.plan(asset, { split: true })).notes.join()).not.toContain("replaced whole");

    await io.store(asset, [row], all);
    const after = await created("changed");
    expect(Object.fromEntries(after.properties)).toMatchObject({
      partitioning: ["day(placed)"],
      sorted_by: ["id ASC NULLS FIRST"],
      max_commit_retry: 4n,
    });
    expect(after.columns.map(({ comment }) => comment)).toEqual([
      before.columns[0]?.comment,
      ...[undefined, undefined, undefined],
    ]);
  });
});

describe("a Hive table", () => {
  it("is told as it was made", async () => {
    const hive = `hive.${lake.schema}_plain`;
    await run(`CREATE SCHEMA ${hive}`);
    try {
      const folder = lake.store().locate("plain");
      await run(`CREATE TABLE ${hive}.plain ("a b" varchar(5) COMMENT 'x', c char(3), "say ""so""" map(varchar, array(decimal(12, 2))), "with" row("x y" bigint, z boolean))
        COMMENT 'line
two' WITH (format = 'ORC', external_location = '${folder}/', orc_bloom_filter_columns = ARRAY['c'], orc_bloom_filter_fpp = 0.05)`);
      const [[text]] = (await run(`SHOW CREATE TABLE ${hive}.plain`)) as [[string]];
      const plain = parseShowCreate(text);
      expect(plain.comment).toBe("line\ntwo");
      expect(plain.columns.map(({ name, type, comment }) => [name, printTypeText(type), comment])).toEqual([
        ["a b", "varchar(5)", "x"],
        ["c", "char(3)", undefined],
        ['say "so"', "map(varchar, array(decimal(12,2)))", undefined],
        ["with", 'row("x y" bigint, z boolean)', undefined],
      ]);
      expect(Object.fromEntries(plain.properties)).toEqual({
        external_location: `${folder}/`,
        format: "ORC",
        orc_bloom_filter_columns: ["c"],
        orc_bloom_filter_fpp: 0.05,
      });
    } finally {
      await run(`DROP SCHEMA ${hive} CASCADE`);
    }
  });
});
