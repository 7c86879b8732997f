import {
  daily,
  date,
  decimal,
  defineAsset,
  given,
  hourly,
  int8,
  int64,
  json,
  monthly,
  string,
  table,
  time,
  timestamp,
  uuid,
  value,
  weekly,
  yearly,
  zonedTimestamp,
} from "@sluice/sdk";
import type { CatalogContext } from "@sluice/sdk/plugin";
import { describe, expect, it } from "vitest";
import { statementClient } from "../src/client/index.js";
import { qualified } from "../src/hive/names.js";
import { createSchema } from "../src/hive/statements.js";
import {
  addFiles,
  createOwnStage,
  createProbe,
  dropProbe,
  findAdding,
  findFiles,
  findTablesNamed,
  mapNames,
  unregisterOwnStage,
} from "../src/iceberg/add-files-statements.js";
import { deleteStatement } from "../src/iceberg/delete-statement.js";
import { columnsHash, ownerComment, parseOwner } from "../src/iceberg/owner.js";
import {
  hiddenTransform,
  partitionBounds,
  partitioningOf,
  partitionKey,
  partitionKeyOfRow,
} from "../src/iceberg/partitioning.js";
import { selectPartitions, selectRows } from "../src/iceberg/read-statement.js";
import { icebergSession } from "../src/iceberg/session.js";
import { plannedStage } from "../src/iceberg/stage.js";
import {
  createStageTable,
  dropStage,
  findHiveStages,
  hiveStageMaker,
  registerFolder,
  showHiveStage,
} from "../src/iceberg/stage-statements.js";
import { createTable, insertRows, replacePartitions, replaceTable } from "../src/iceberg/statements.js";
import { checkKeyPlaces, checkRowsChange, wantedPlaces } from "../src/iceberg/upsert-key.js";
import { findRefusedKeys, upsertRows } from "../src/iceberg/upsert-statements.js";
import {
  columnsAt,
  findChanges,
  findMapping,
  findTakenFile,
  findVersion,
} from "../src/iceberg/version-statements.js";
import { iceberg, trino } from "../src/index.js";

const options = { server: "http://localhost:8080", user: "test", catalog: "iceberg", schema: "lake" };
const root = "s3://lake/sales/orders/iceberg";

const orders = defineAsset({
  key: "sales/orders",
  comment: "What customers bought; it's theirs",
  type: table({
    id: int64({ comment: "the shop's own number" }),
    "Customer Name": string({ nullable: true }),
    small: int8(),
    total: decimal(12, 2),
    placed: timestamp(3),
    exact: timestamp(6),
    opens: time(),
    token: uuid(),
    extra: json(),
    region: string({ nullable: true }),
  }),
  partitions: { day: daily("placed"), area: value("region"), run: given(date()) },
  on: { iceberg: { sortedBy: ["id"], formatVersion: 2, properties: { max_commit_retry: 7 } } },
}).description;

const session = icebergSession(
  { asset: orders, store: { locate: (key: string) => `s3://lake/${key}` } } as CatalogContext,
  statementClient(options),
  options,
  { stage: "stage" },
);
const { names } = session;
const folder = (day: string | null, region: string | null) => ({
  partition: [day, region, "2024-06-01"],
  folder: `sales/orders/data/day=${day}/write=w`,
  files: [],
});
const folders = [
  folder("2024-05-01", "it's"),
  { ...folder("2024-05-02", null), partition: ["2024-05-02", null, null] },
];
const stage = plannedStage(session, folders);
const golden = (name: string): string => `./golden/iceberg-${name}.sql`;

describe("statements", () => {
  it("make the table, and the stage", async () => {
    await expect(createTable(orders, names, root, `${root}/a1`)).toMatchFileSnapshot(golden("create-table"));
    const [first = folder(null, null)] = folders;
    const relation = stage.relation ?? "";
    await expect(createStageTable(session, folders, relation)).toMatchFileSnapshot(golden("stage-folders"));
    await expect(createStageTable(session, [first], relation)).toMatchFileSnapshot(golden("stage-folder"));
  });

  it("make schemas where the options say, that of the stage too", () => {
    const context = { asset: orders, store: { locate: (key: string) => key } } as CatalogContext;
    const placed = { ...options, schemaLocation: "s3://lake/schemas/" };
    const there = icebergSession(context, statementClient(options), placed, { stage: "stage" });
    expect([createSchema(there.names), createSchema(there.stage), createSchema(names)]).toEqual([
      "CREATE SCHEMA IF NOT EXISTS iceberg.sales\nWITH (location = 's3://lake/schemas/sales/')",
      "CREATE SCHEMA IF NOT EXISTS stage.lake\nWITH (location = 's3://lake/schemas/lake/')",
      "CREATE SCHEMA IF NOT EXISTS iceberg.sales",
    ]);
  });

  it("append, replace all and replace partitions", async () => {
    await expect(insertRows(orders, names, stage)).toMatchFileSnapshot(golden("append"));
    await expect(replaceTable(orders, names, stage, root)).toMatchFileSnapshot(golden("replace-all"));
    await expect(replaceTable(orders, names, { folders: [] }, root)).toMatchFileSnapshot(
      golden("replace-by-none"),
    );
    const partitions = folders.map(({ partition }) => partition);
    await expect(replacePartitions(orders, names, stage, partitions)).toMatchFileSnapshot(
      golden("replace-partitions"),
    );
  });

  it("upsert, find keys that come twice and delete", async () => {
    const upsert = { key: ["id", "region"], columns: ["id", "Customer Name", "total"] };
    const partitions = [
      ["2024-05-01", "it's", null],
      ["2024-05-02", null, null],
    ];
    await expect(upsertRows(orders, names, stage, { ...upsert, partitions })).toMatchFileSnapshot(
      golden("upsert"),
    );
    const keysAlone = { key: ["id"], columns: ["id"], partitions: [] };
    expect(upsertRows(orders, names, stage, keysAlone)).not.toContain("UPDATE");
    await expect(findRefusedKeys(orders, stage, ["id", "exact", "Customer Name"], 5)).toMatchFileSnapshot(
      golden("refused-keys"),
    );
    await expect(
      deleteStatement(orders, names, [
        { column: "small", comparison: "lt", value: 3n },
        { column: "placed", comparison: "gte", value: 0n },
        { column: "Customer Name", comparison: "in", values: ["it's", ""] },
        { column: "extra", comparison: "isNull", value: false },
      ]),
    ).toMatchFileSnapshot(golden("delete"));
  });

  it("do not delete by what SQL compares in another way", () => {
    expect(() =>
      deleteStatement(orders, names, [{ column: "extra", comparison: "eq", value: "1" }]),
    ).toThrowError(expect.objectContaining({ code: "CAPABILITY_MISSING" }));
  });

  it("read rows as they were, of partitions and by conditions", async () => {
    const wanted = {
      schema: orders.schema,
      partitions: [["2024-05-01", null], undefined, ["2024-06-01"]],
      where: [
        { column: "total", comparison: "gt", value: 10_000n },
        { column: "placed", comparison: "isNull", value: false },
        { column: "extra", comparison: "eq", value: "{}" },
      ],
    } as const;
    await expect(selectRows(orders, wanted, names, "42")).toMatchFileSnapshot(golden("select-rows"));
    const all = { ...wanted, partitions: [undefined, undefined, undefined], where: [] };
    await expect(selectRows(orders, all, names, "42")).toMatchFileSnapshot(golden("select-all-rows"));
    await expect(selectPartitions(orders, names, "42")).toMatchFileSnapshot(golden("select-partitions"));
  });

  it("find states of the table and what happened to it", async () => {
    const states = [
      { id: "42" },
      { time: new Date("2024-05-01T10:00:00.123Z") },
      { branch: "it's" },
      { tag: "june" },
    ].map((at) => findVersion(names, at));
    await expect([...states, columnsAt(names, "42")].join(";\n")).toMatchFileSnapshot(golden("find-version"));
    await expect(findChanges(names, 100)).toMatchFileSnapshot(golden("find-changes"));
    expect(findChanges(names, Number.POSITIVE_INFINITY)).toMatch(/LIMIT ALL$/);
  });

  it("take files over, and stage them beside the table", async () => {
    const own = plannedStage(session, folders, "iceberg");
    const { relation = "" } = own;
    const statements = [
      addFiles(session, session.relation, "sales/orders/data/write=w"),
      mapNames(session.relation, "s3://lake/sales/orders/_mapping/"),
      findAdding(names, "s3://lake/it's.parquet", [{ id: "7" }, { id: "8" }]),
      findFiles(session.relation),
      findMapping(names),
      findTakenFile(names, "42", "s3://lake/it's/iceberg/"),
      createOwnStage(session, relation, "s3://lake/sales/orders/_stage/a1"),
      insertRows(orders, names, own),
      unregisterOwnStage(session.ownStage, "stage_a1"),
      findTablesNamed('lake "1', ["stage_a1", "it's"]),
      createProbe(session.relation, "s3://lake/_check/it's"),
      dropProbe(session.relation),
    ];
    await expect(statements.join(";\n\n")).toMatchFileSnapshot(golden("add-files"));
  });

  it("find the stages that were left in a Hive catalog", async () => {
    const { stage } = session;
    const relation = qualified(stage, "stage_a1");
    const statements = [
      findHiveStages(stage),
      showHiveStage(relation),
      hiveStageMaker(stage, "stage_a1"),
      dropStage(relation),
    ];
    await expect(statements.join(";\n\n")).toMatchFileSnapshot(golden("left-stages"));
  });

  it("number folders by a column that the asset has not", () => {
    const { description } = defineAsset({
      key: "a",
      type: table({ Sluice_Folder: string() }),
      partitions: { run: given(string()) },
    });
    const its = { ...session, asset: description };
    const relation = qualified(session.stage, "stage_a1");
    expect(createStageTable(its, folders, relation)).toContain("sluice_folder_ integer");
    expect(registerFolder(its, "stage_a1", 0, "s3://b")).toContain("'sluice_folder_'");
  });

  it("know their table again by its comment", () => {
    expect(parseOwner(ownerComment(orders, root))).toEqual({
      asset: "sales/orders",
      columns: columnsHash(orders),
      root,
    });
    expect(parseOwner("(sluice asset of somebody)")).toBeUndefined();
    const comment = "Like\n(sluice asset a/b columns 00 at s3://x)";
    expect(parseOwner(ownerComment({ ...orders, comment }, root))).toMatchObject({
      asset: "sales/orders",
      root,
    });
    expect(parseOwner(null)).toBeUndefined();
  });
});

describe("partitions", () => {
  const asset = defineAsset({
    key: "a",
    type: table({ at: timestamp(3), zoned: zonedTimestamp(3), "Odd name": string() }),
    partitions: {
      hour: hourly("at"),
      month: monthly("zoned"),
      year: yearly("at"),
      week: weekly("at"),
      local: daily("at", { zone: "Asia/Kolkata" }),
      odd: value("Odd name"),
    },
  }).description;

  it("are transforms where Iceberg has one, columns otherwise", () => {
    expect(partitioningOf(asset)).toEqual([
      "hour(at)",
      "month(zoned)",
      "year(at)",
      "week",
      "local",
      '"odd name"',
    ]);
    expect(asset.partitions.map((each) => hiddenTransform(each) !== undefined)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it("have keys of which no two are alike", () => {
    const one = [["a"], ["n"], [null], ["v"], ["va"]].map(partitionKey);
    expect(new Set(one).size).toBe(one.length);
    const two = [
      ["a", "b"],
      ["a2", "b"],
      ["a", null],
      [null, "a"],
      ["1:nva", null],
      ["☂", "b"],
    ].map(partitionKey);
    expect(new Set(two).size).toBe(two.length);
    expect(partitionKey(["☂", null])).toBe("2:v☂1:n");
    expect(partitionKeyOfRow({ ...asset, partitions: asset.partitions.slice(0, 1) }, "t")).toBe(
      "coalesce('v' || replace(substr(CAST(t.at AS varchar), 1, 13), ' ', 'T'), 'n')",
    );
  });

  it("prune by columns, with null beside values", () => {
    const last = { ...asset, partitions: asset.partitions.slice(-1) };
    expect(partitionBounds(last, [["a"], [null], ["a"]], "t")).toBe(
      '\n  AND (t."Odd name" IS NULL OR t."Odd name" IN (\'a\'))',
    );
    expect(partitionBounds(last, [["a"], ["b"]], "t")).toBe(
      "\n  AND (t.\"Odd name\" IS NULL OR t.\"Odd name\" IN ('a', 'b'))",
    );
    expect(partitionBounds(last, [[null]], "t")).toBe('\n  AND (t."Odd name" IS NULL)');
    const many = Array.from({ length: 201 }, (_, index) => [String(index)]);
    expect(partitionBounds(last, many, "t")).toBe("");
  });

  it.each([
    [
      0,
      "2024-12-31T23",
      "at",
      "TIMESTAMP '2024-12-31 23:00:00.000000'",
      "TIMESTAMP '2025-01-01 00:00:00.000000'",
    ],
    [
      1,
      "2024-02",
      "zoned",
      "TIMESTAMP '2024-02-01 00:00:00.000000 UTC'",
      "TIMESTAMP '2024-03-01 00:00:00.000000 UTC'",
    ],
    [2, "0099", "at", "TIMESTAMP '0099-01-01 00:00:00.000000'", "TIMESTAMP '0100-01-01 00:00:00.000000'"],
  ])("prune by the span of dimension %i at %s", (index, text, column, from, to) => {
    const one = { ...asset, partitions: asset.partitions.slice(index, index + 1) };
    expect(partitionBounds(one, [[text], [null]], "t")).toBe(
      `\n  AND ((t.${column} >= ${from} AND t.${column} < ${to}) OR t.${column} IS NULL)`,
    );
  });

  it("do not prune at the end of time", () => {
    const one = { ...asset, partitions: asset.partitions.slice(2, 3) };
    expect(partitionBounds(one, [["9999"]], "t")).toBe("");
  });
});

describe("the key of an upsert", () => {
  const check =
    (partitioning: string[], key = ["id", "Odd, name"]) =>
    () =>
      checkKeyPlaces(orders, key, { partitioning });

  it("says it of columns that follow from it", () => {
    const weeks = { name: "week", rule: "weekly", source: "placed", type: { id: "string" } } as const;
    const weekly = { ...orders, partitions: [weeks] };
    expect(() => checkKeyPlaces(weekly, ["placed"], wantedPlaces(weekly))).not.toThrow();
    expect(check(["week"])).toThrow();
  });

  it.each([[[]], [["bucket(id, 16)"]], [["ID", 'truncate("odd, name", 4)', '"odd, name"']]])(
    "says where a row is: %j",
    (partitioning) => expect(check(partitioning)).not.toThrow(),
  );

  it.each([[["day(placed)"]], [["id", "region"]], [['bucket("odd", 4)']], [['"id.a"']]])(
    "leaves it open: %j",
    (partitioning) =>
      expect(check(partitioning)).toThrowError(expect.objectContaining({ code: "CAPABILITY_MISSING" })),
  );
});

it("a table of format version 1 changes no row", () => {
  const asset = { ...orders, partitions: [], on: { iceberg: { formatVersion: 1 } } } as const;
  const missing = expect.objectContaining({ code: "CAPABILITY_MISSING" });
  expect(() => checkKeyPlaces(asset, ["id"], wantedPlaces(asset))).toThrowError(missing);
  expect(() => checkRowsChange(asset, "delete", wantedPlaces(asset))).toThrowError(missing);
  expect(() => checkRowsChange(asset, "delete", { partitioning: [] })).not.toThrow();
});

describe("options", () => {
  const catalog = trino({ ...options, tables: iceberg() });
  const relationWith = (on: object) => () =>
    catalog.relation(
      defineAsset({ key: "a", type: table({ id: int64() }), on: { iceberg: on } }).description,
    );

  it("of an asset are refused where there are none such", () => {
    expect(relationWith({ sortBy: ["id"] })).toThrow(/option.*"sortBy"|"sortBy" for Iceberg/);
    expect(relationWith({ sortedBy: "id" })).toThrow(/sortedBy/);
    expect(relationWith({ properties: { location: "s3://x" } })).toThrow(/"location"/);
    expect(relationWith({ properties: { "a b": 1 } })).toThrow(/"a b"/);
    expect(relationWith({ properties: { max_commit_retry: 7 }, partitioning: ["bucket(id, 4)"] })()).toBe(
      "iceberg.lake.a",
    );
  });

  it("of the catalog too", () => {
    expect(() => iceberg({ stage: "" })).toThrow(/stage/);
    expect(() => iceberg({ stages: "hive" } as never)).toThrow(/stages/);
  });

  it("nanoseconds have no place in a table", () => {
    const asset = defineAsset({ key: "a", type: table({ at: timestamp(9) }) });
    expect(() => catalog.relation(asset.description)).toThrow(/nanoseconds/);
  });
});
