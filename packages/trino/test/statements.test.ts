import {
  daily,
  decimal,
  defineAsset,
  int64,
  json,
  string,
  table,
  time,
  timestamp,
  uuid,
  value,
} from "@sluice/sdk";
import type { Snapshot } from "@sluice/sdk/plugin";
import { describe, expect, it } from "vitest";
import { fileColumns } from "../src/hive/columns.js";
import { createFloorTable, registerFloors } from "../src/hive/floor-statements.js";
import { hiveNames } from "../src/hive/names.js";
import { plainNames } from "../src/hive/plain/plain-names.js";
import { probeAddress } from "../src/hive/prepare.js";
import type { HiveSession } from "../src/hive/session.js";
import { lastOfCommit } from "../src/hive/snapshot-value.js";
import {
  addColumn,
  commentColumn,
  commentDataTable,
  createDataTable,
  createSchema,
  dropColumn,
  dropDataTable,
  findColumns,
  findPartitions,
  findTables,
  ownProperties,
  parseDataComment,
  registerPartition,
  schemaHash,
  unregisterPartition,
} from "../src/hive/statements.js";
import { createView, parseViewComment, viewComment } from "../src/hive/view.js";

const options = { server: "http://localhost:8080", user: "test", catalog: "hive", schema: "lake" };

const orders = defineAsset({
  key: "sales/orders",
  comment: "What customers bought; it's theirs",
  type: table({
    id: int64({ comment: "the shop's own number" }),
    "Customer Name": string({ nullable: true, comment: 'as "typed"' }),
    total: decimal(12, 2),
    placed: timestamp(3),
    exact: timestamp(6),
    opens: time(),
    token: uuid(),
    extra: json(),
    region: string(),
  }),
  partitions: { day: daily("placed"), area: value("region") },
}).description;
const names = hiveNames(orders, options);

const plain = defineAsset({
  key: "sales/orders",
  comment: "What customers bought; it's theirs",
  on: { trino: { properties: { classification: "parquet" } } },
  type: table({ id: int64(), placed: timestamp(3), token: uuid(), extra: json(), region: string() }),
  partitions: { day: daily("placed"), area: value("region") },
}).description;
const location = "s3://lake/sales/orders/_table/";

const write = { commit: 1, write: "w", handler: "parquet", folder: "f", files: [] };
const snapshot: Snapshot = {
  number: 12,
  schema: orders.schema,
  dimensions: orders.partitions,
  live: [],
  floor: 0,
};

const golden = (name: string): string => `./golden/${name}.sql`;

describe("statements", () => {
  it("create the schema and the data table", async () => {
    await expect(createSchema(names)).toMatchFileSnapshot(golden("create-schema"));
    const text = createDataTable(orders, names, "s3://lake/sales/orders/_table/");
    await expect(text).toMatchFileSnapshot(golden("create-data-table"));
  });

  it("register and unregister partitions, the null one too", async () => {
    const address = { asset: orders, names, partition: ["2024-05-01", null], snapshot: 12_000_000n };
    const text = registerPartition(address, "s3://lake/it's/here");
    await expect(text).toMatchFileSnapshot(golden("register-partition"));
    await expect(unregisterPartition(address)).toMatchFileSnapshot(golden("unregister-partition"));
  });

  it("look for tables and columns", async () => {
    await expect(ownProperties(names)).toMatchFileSnapshot(golden("table-properties"));
    await expect(findTables(names)).toMatchFileSnapshot(golden("find-tables"));
    await expect(findColumns(names)).toMatchFileSnapshot(golden("find-columns"));
  });

  it("add columns, and say which there are", async () => {
    const fields = [
      ...orders.schema.fields,
      { name: "Later On", type: { id: "timestamp", precision: 6 }, nullable: true, comment: "it's late" },
      { name: "tax", type: { id: "decimal", precision: 38, scale: 10 }, nullable: true },
    ] as const;
    const evolved = { ...orders, schema: { fields } };
    const added = fileColumns(evolved, names).slice(-2);
    const texts = added.map((column) => addColumn(names, column));
    await expect(texts.join(";\n")).toMatchFileSnapshot(golden("add-columns"));
    const comment = commentDataTable(evolved, names, "s3://lake/sales/orders/_table/");
    await expect(comment).toMatchFileSnapshot(golden("comment-data-table"));
    expect(parseDataComment(/IS '(.*)'$/s.exec(comment)?.[1] ?? null)?.schema).toBe(schemaHash(evolved));
  });
});

describe("a plain table", () => {
  const tableNames = plainNames(plain, { ...options, schemaLocation: "s3://lake/schemas/" }, 6);

  it("has the asset's own name and no snapshot column", async () => {
    const flat = { ...plain, partitions: [], comment: undefined };
    const shown = "s3://lake/sales/orders/data/write=1";
    const texts = [
      createSchema(tableNames),
      createDataTable(plain, tableNames, location),
      registerPartition({ asset: plain, names: tableNames, partition: ["2024-05-01", null] }, "s3://lake/f"),
      findPartitions(plain, tableNames),
      dropColumn(tableNames, "old one"),
      commentColumn(tableNames, { name: "Id", stored: "bigint", comment: "it's new" }),
      dropDataTable(tableNames),
      createDataTable(flat, tableNames, location, shown),
      commentDataTable(flat, tableNames, location, shown),
    ];
    await expect(texts.join(";\n\n")).toMatchFileSnapshot(golden("plain-table"));
    const comment = (text = "") => /^COMMENT (?:ON TABLE \S+ IS )?'(.*)'$/m.exec(text)?.[1] ?? null;
    const owner = { asset: "sales/orders", schema: schemaHash(flat), location, shown };
    expect(parseDataComment(comment(texts.at(-1)))).toEqual(owner);
    expect(parseDataComment(comment(texts.at(-2)))).toEqual(owner);
    expect(parseDataComment(comment(texts[1])?.replaceAll("''", "'") ?? null)).toEqual({
      asset: "sales/orders",
      schema: schemaHash(plain),
      location,
    });
  });

  it("refuses what it would not hold exactly, by the digits of the server", () => {
    const exact = {
      ...plain,
      schema: { fields: [{ name: "at", type: { id: "timestamp", precision: 6 }, nullable: false }] },
    };
    expect(() => plainNames(exact as never, options, 3)).toThrow(/ASSET_INVALID.*"at".*3 digits/s);
    expect(plainNames(exact as never, options, 6).stored({ id: "timestamp", precision: 3 })).toBe(
      "timestamp(6)",
    );
    expect(() => plainNames(orders, options, 9)).toThrow(/ASSET_INVALID.*"opens".*no time of day/s);
  });
});

describe("the view", () => {
  it("names the file of floors, and those since in its text", async () => {
    const live = [
      { partition: ["2024-05-01", "EU"], floor: 0, writes: [write] },
      { partition: ["2024-05-02", null], floor: 7, writes: [write] },
      { partition: ["2024-05-03", "a/b"], floor: 11, writes: [write] },
    ];
    const texts = [
      createFloorTable(orders.key, names, "s3://lake/sales/orders/_floors/table/"),
      registerFloors(names, 8, "s3://lake/sales/orders/_floors/8"),
      createView(orders, { ...snapshot, live }, names, { base: 8 }),
    ];
    await expect(texts.join(";\n\n")).toMatchFileSnapshot(golden("view-floor-file"));
  });

  it("shows nothing when nothing is live", async () => {
    await expect(createView(orders, snapshot, names)).toMatchFileSnapshot(golden("view-empty"));
  });

  it("needs no floors before anything was replaced", async () => {
    const live = [{ partition: ["2024-05-01", "EU"], floor: 0, writes: [write] }];
    await expect(createView(orders, { ...snapshot, live }, names)).toMatchFileSnapshot(
      golden("view-appended"),
    );
  });

  it("hides what was replaced, partition by partition", async () => {
    const live = [
      { partition: ["2024-05-01", "EU"], floor: 11, writes: [write] },
      { partition: ["2024-05-02", null], floor: 12, writes: [write] },
      { partition: ["2024-05-03", "a/b"], floor: 3, writes: [write] },
    ];
    const text = createView(orders, { ...snapshot, live, floor: 5 }, names);
    await expect(text).toMatchFileSnapshot(golden("view-floors"));
  });

  it("has the columns of the log, not those of who renders it", async () => {
    const fields = [
      orders.schema.fields.find(({ name }) => name === "exact"),
      { name: "later", type: { id: "uuid" }, nullable: true },
      ...orders.schema.fields.filter(({ name }) => name !== "exact" && name !== "token"),
    ] as typeof orders.schema.fields;
    const live = [{ partition: ["2024-05-01", "EU"], floor: 0, writes: [{ ...write, writtenWith: 0 }] }];
    const text = createView(
      orders,
      { ...snapshot, schema: { fields }, schemas: [orders.schema], live },
      names,
    );
    await expect(text).toMatchFileSnapshot(golden("view-evolved"));
  });

  it("takes no partition in that another store tries at its beginning", () => {
    const session = { asset: orders, names, location: "s3://lake/orders/" } as HiveSession;
    expect(probeAddress(session).address.snapshot).toBeGreaterThan(lastOfCommit(1_000_000_000));
  });

  it("says in its comment whose it is and what it shows", () => {
    expect(parseViewComment(viewComment(orders, 12))).toEqual({ asset: "sales/orders", snapshot: 12 });
    const bare = { ...orders, comment: undefined };
    expect(parseViewComment(viewComment(bare, 0))).toEqual({ asset: "sales/orders", snapshot: 0 });
    expect(parseViewComment("orders of the shop")).toBeUndefined();
    expect(parseViewComment(null)).toBeUndefined();
  });
});

describe("names", () => {
  it("come from the key; the catalog's schema where it has one segment", () => {
    const asset = { ...orders, key: "Flights" };
    expect(hiveNames(asset, options)).toMatchObject({
      schema: "lake",
      view: "flights",
      data: "flights__data",
    });
    expect(hiveNames({ ...orders, key: "a/b/c" }, options)).toMatchObject({ schema: "a__b", view: "c" });
  });

  it("leave the snapshot column free", () => {
    const taken = defineAsset({ key: "t", type: table({ Snapshot: int64() }) }).description;
    expect(() => hiveNames(taken, options)).toThrow(/ASSET_INVALID/);
    expect(hiveNames(taken, { ...options, snapshotColumn: "n" }).snapshotColumn).toBe("n");
  });
});
