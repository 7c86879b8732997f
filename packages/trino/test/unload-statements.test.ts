import {
  daily,
  defineAsset,
  int64,
  json,
  list,
  string,
  struct,
  table,
  time,
  timestamp,
  uuid,
  zonedTimestamp,
} from "@sluice/sdk";
import { parseTrinoType } from "@sluice/type-mapping";
import { expect, it } from "vitest";
import { hiveNames } from "../src/hive/names.js";
import { selectSnapshot } from "../src/hive/read-statement.js";
import {
  countNulls,
  createClockTable,
  createWriteTable,
  describeQuery,
  dropWriteTable,
  findWriteTables,
  writeOfTable,
} from "../src/hive/unload-statements.js";
import { sourceNames, sourceRelation } from "../src/source/source-table.js";

const options = { server: "http://localhost:8080", user: "test", catalog: "hive", schema: "lake" };
const maybe = { nullable: true } as const;
const asset = defineAsset({
  key: "sales/orders",
  type: table({
    id: int64(),
    "Customer Name": string(maybe),
    placed: timestamp(3),
    exact: timestamp(6),
    nanos: timestamp(9, maybe),
    zoned: zonedTimestamp(3),
    opens: time(maybe),
    token: uuid(maybe),
    extra: json(maybe),
    visits: list(struct({ at: timestamp(6), note: string(maybe) }), maybe),
  }),
  partitions: { day: daily("placed") },
}).description;
const names = hiveNames(asset, options);
const write = "0123456789abcdef01234567";
const location = `s3://lake/sales/orders/data/day=2024-05-01/write=${write}/`;
const types = [
  "bigint",
  "varchar(10)",
  "timestamp(3)",
  "timestamp(6)",
  "timestamp(9)",
  "timestamp(3) with time zone",
  "time(6)",
  "uuid",
  "json",
];
const found = asset.schema.fields.map(({ name }, index) => ({
  name: name.toLowerCase(),
  type: types[index] ?? "array(row(at timestamp(6), note varchar))",
  logical: parseTrinoType(types[index] ?? "array(row(at timestamp(6), note varchar))"),
}));
const query = "SELECT * FROM elsewhere -- all";

it.each([
  ["create-write-table", createWriteTable(asset, names, { write, location, query, found })],
  [
    "create-clock-table",
    createClockTable(names, { asset: asset.key, write, location, clocks: ["2001-01-15T12:00:00.789Z"] }),
  ],
  ["describe-query", describeQuery(query)],
  ["count-nulls", countNulls(asset, names, write).sql],
  ["drop-write-table", dropWriteTable(names, write)],
  ["find-write-tables", findWriteTables(names)],
  [
    "select-snapshot",
    selectSnapshot(
      asset,
      {
        snapshot: {
          number: 12,
          schema: asset.schema,
          dimensions: asset.partitions,
          live: [
            {
              partition: ["2024-05-01"],
              floor: 0,
              writes: [{ commit: 1, write: "w", handler: "parquet", folder: "f", files: [] }],
            },
          ],
          floor: 0,
        },
        newest: true,
        schema: asset.schema,
        partitions: [["2024-05-01", null, "it's"]],
        where: [
          { column: "exact", comparison: "gte", value: 1_714_557_600_123_456n },
          { column: "zoned", comparison: "in", values: [1_714_557_600_123n] },
          { column: "placed", comparison: "lt", value: 1_714_557_600_123n },
          { column: "token", comparison: "eq", value: "6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b" },
          { column: "Customer Name", comparison: "ne", value: "O'Hara" },
          { column: "extra", comparison: "isNull", value: false },
        ],
      },
      names,
    ),
  ],
])("%s", async (name, sql) => {
  await expect(`${sql}\n`).toMatchFileSnapshot(`golden/${name}.sql`);
});

it("the comment of a write's table says whose it is", () => {
  const comment = /COMMENT '([^']+)'/.exec(
    createWriteTable(asset, names, { write, location, query, found }),
  )?.[1];
  expect(writeOfTable(asset, `sluice_write_${write}`, comment)).toBe(write);
  expect(writeOfTable({ ...asset, key: "sales/other" }, `sluice_write_${write}`, comment)).toBeUndefined();
  expect(writeOfTable(asset, "sluice_write_1", comment)).toBeUndefined();
});

it.each([
  ["nation", ["hive", "lake", "nation"]],
  ["tiny.nation", ["hive", "tiny", "nation"]],
  ["tpch.tiny.nation", ["tpch", "tiny", "nation"]],
  ['a."b.c"."d""e"', ["a", "b.c", 'd"e']],
  ['"t$snapshots"', ["hive", "lake", "t$snapshots"]],
])("the source %s is a table", (text, expected) => {
  const source = { ...asset, source: true as const, on: { trino: { table: text } } };
  expect(sourceNames(source, options)).toEqual(expected);
});

it.each(["", "a.", ".a", "a..b", "a.b.c.d", 'a"b', "a b", '"a', "a.b.c."])("%j is no table", (text) => {
  const source = { ...asset, source: true as const, on: { trino: { table: text } } };
  expect(() => sourceRelation(source, options)).toThrow("ASSET_INVALID");
});
