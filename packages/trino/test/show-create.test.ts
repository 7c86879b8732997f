import { describe, expect, it } from "vitest";
import { printTypeText } from "../src/client/type-text.js";
import type { CreatedTable } from "../src/created/created-table.js";
import { parseShowCreate } from "../src/created/show-create.js";

const hive = `CREATE TABLE hive.sales.orders__data (
   id bigint COMMENT 'the shop''s own',
   "Customer Name" varchar,
   comment varchar(10) COMMENT U&'na\\00EFve \\+01F6EB \\\\',
   "say ""so"", (really)" ROW("a b" decimal(12, 2), at timestamp(6) with time zone),
   "with" map(varchar, array(timestamp(3))) COMMENT '',
   day varchar
)
COMMENT 'orders
of the "shop" (WITH (format = 1))'
WITH (
   external_location = 's3://lake/it''s/',
   format = 'PARQUET',
   partitioned_by = ARRAY['day','snapshot'],
   "odd name" = MAP(ARRAY['a','b'], ARRAY[1,-2]),
   fpp = 5E-2,
   skip = 10,
   auto_purge = true,
   "none" = null,
   since = DATE '2024-05-01',
   empty = ARRAY[]
)`;

const typesOf = ({ columns }: CreatedTable) => columns.map(({ type }) => printTypeText(type));

describe("what SHOW CREATE answers", () => {
  it("is a table with its columns, comments and properties", () => {
    const table = parseShowCreate(hive);
    expect(table).toMatchObject({
      name: ["hive", "sales", "orders__data"],
      comment: 'orders\nof the "shop" (WITH (format = 1))',
    });
    expect(table.columns.map(({ name, comment, required }) => [name, comment, required])).toEqual([
      ["id", "the shop's own", false],
      ["Customer Name", undefined, false],
      ["comment", "na\u00efve \u{1f6eb} \\", false],
      ['say "so", (really)', undefined, false],
      ["with", "", false],
      ["day", undefined, false],
    ]);
    expect(typesOf(table)).toEqual([
      "bigint",
      "varchar",
      "varchar(10)",
      'row("a b" decimal(12,2), at timestamp(6) with time zone)',
      "map(varchar, array(timestamp(3)))",
      "varchar",
    ]);
    expect([...table.properties]).toEqual([
      ["external_location", "s3://lake/it's/"],
      ["format", "PARQUET"],
      ["partitioned_by", ["day", "snapshot"]],
      [
        "odd name",
        new Map([
          ["a", 1n],
          ["b", -2n],
        ]),
      ],
      ["fpp", 0.05],
      ["skip", 10n],
      ["auto_purge", true],
      ["none", null],
      ["since", "2024-05-01"],
      ["empty", []],
    ]);
  });

  it("says which columns are required, what they default to and what else they have", () => {
    const text = `create table t (
      at timestamp(6) with time zone DEFAULT TIMESTAMP '2024-05-01 00:00:00.000000 UTC' NOT NULL COMMENT 'when' WITH (partition_projection_type = 'enum'),
      n integer NOT NULL
    )`;
    expect(parseShowCreate(text)).toMatchObject({
      name: ["t"],
      columns: [
        {
          name: "at",
          required: true,
          default: "2024-05-01 00:00:00.000000 UTC",
          comment: "when",
          properties: new Map([["partition_projection_type", "enum"]]),
        },
        { name: "n", required: true },
      ],
    });
  });

  it.each([
    ["CREATE VIEW v AS SELECT 1", "CREATE TABLE at character 0"],
    ["CREATE TABLE t ()", "a name at character 16"],
    ["CREATE TABLE t (a)", "a type at character 17"],
    ["CREATE TABLE t (a bigint", ") at character 24"],
    ["CREATE TABLE t (a bigint) WITH (x = )", "a value at character 36"],
    ["CREATE TABLE t (a bigint) WITH (x = 'y)", "a closing ' at character 36"],
    ["CREATE TABLE t (a bigint) WITH (x = MAP(ARRAY[1], ARRAY[]))", "keys and as many values"],
    ["CREATE TABLE t (a bigint) LIKE u", "the end at character 26"],
    ['CREATE TABLE "t (a bigint)', 'a closing " at character 13'],
  ])("is not %s", (text, wanted) => {
    expect(() => parseShowCreate(text)).toThrow(SyntaxError);
    expect(() => parseShowCreate(text)).toThrow(wanted);
  });
});
