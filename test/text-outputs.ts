/** What the programs in texts print among other things: those that need no server. */
export const hereTexts: Readonly<Record<string, readonly string[]>> = {
  "README.md#1": ["snapshot: 1", "customer: 'Ada'", "{ day: '2024-05-02', total: '5.00' }"],
  "docs/iceberg.md#3": [],
  "docs/maintain.md#1": ["1 files in 1 folders"],
  "docs/maintain.md#2": ["0 files, 0 bytes"],
  "docs/pipelines.md#1": ["7 tasks, 7 stored"],
  "docs/pipelines.md#2": [],
  "docs/pipelines.md#3": ["[ { n: 42 } ]"],
  "docs/read-existing-tables.md#1": ["GERMANY"],
  "docs/read-existing-tables.md#2": [],
  "docs/read-existing-tables.md#4": [],
  "docs/schemas.md#1": [
    '"id" int64, "name" string?, "paid" decimal(18,2), "since" timestamp(3), "note" string?',
    'dropped column "since" timestamp(3) New rows would have no value for it: ',
  ],
  "docs/schemas.md#2": [
    `[ 'added column "tax" decimal(8,2)?', 'added column "note" string?' ]`,
    "{ id: 2n, tax: '1.90', note: null }",
    "[ { id: 1n }, { id: 2n } ]",
    "[ { id: 1n, tax: null, note: null } ]",
  ],
  "docs/start.md#1": ["{ receipt: 1n, price: '3.10' }", "{ day: '2025-03-09', receipts: 2n, taken: '9.20' }"],
  "docs/start.md#2": ["Store of cafe/prices, which has never been stored: replace everything."],
  "docs/start.md#3": ["false true"],
  "docs/start.md#4": ["[ 'cafe/sales' ]"],
  "docs/write-a-destination.md#1": [],
  "docs/write-a-destination.md#2": [],
  "docs/write-a-handler.md#1": [],
  "docs/write-a-handler.md#2": ["# pass 2", "# fail 0"],
  "docs/write-a-handler.md#3": ["# fail 0"],
  "packages/duckdb/README.md#1": ["[ { day: '2024-05-01', amount: '19.90' } ]"],
  "packages/handler-jsonl/README.md#1": ["[ { id: 1n, text: 'hello' } ]"],
  "packages/handler-parquet/README.md#1": ["[ { id: 1n, word: 'sluice' } ]"],
  "packages/handler-parquet/README.md#2": [],
  "packages/local/README.md#1": ["{ name: 'Atlantis', people: 0n }", "[ { name: 'Kyoto' } ]"],
  "packages/local/README.md#2": [],
  "packages/sdk/README.md#1": ["[ { id: 1n, total: '19.90', placed: 2024-05-01T10:00:00.000Z } ]"],
  "packages/sdk/README.md#2": ["region: 'EU'"],
  "packages/sdk/README.md#3": ["{ currency: 'EUR', retries: 3 }", "Float64Array(1) [ 0.5 ]"],
  "packages/sdk/README.md#4": [],
  "packages/sdk/README.md#5": ["2 tasks, 2 stored"],
  "packages/store-fs/README.md#1": ["sales/orders/_log/0000000001.json 11"],
  "packages/testkit/README.md#1": ["[]"],
  "packages/testkit/README.md#2": ["# fail 0"],
  "packages/testkit/README.md#3": ["[ 'PutObject sales/_log/1' ] 1 0"],
  "packages/testkit/README.md#4": [],
  "packages/type-mapping/README.md#1": ["id bigint id", "placed timestamp(6) CAST("],
};

/** The same, of those that need MinIO and Trino. */
export const liveTexts: Readonly<Record<string, readonly string[]>> = {
  "README.md#2": [],
  "docs/coming-from-dagster.md#1": [],
  "docs/iceberg.md#1": ["[ { total: '18.90' } ]"],
  "docs/read-existing-tables.md#3": ["7 tasks, 7 stored"],
  "docs/run-on-trino.md#1": ["ok "],
  "docs/start.md#5": ["ok ", "hive.cafe.sales", "[ { day: '2025-03-08', taken: '2.40' } ]"],
  "docs/trino.md#1": ["CREATE OR REPLACE VIEW", "Fragment 0"],
  "packages/store-s3/README.md#1": ["sales/orders/_log/0000000001.json 2"],
  "packages/testkit/README.md#5": [],
  "packages/trino/README.md#1": ["[ { day: '2024-05-01', total: '19.90' } ]"],
  "packages/trino/README.md#2": [" 16"],
  "packages/trino/README.md#3": [],
  "packages/trino/README.md#4": [],
};

/** Those that are no program of their own, and why. */
export const partTexts: Readonly<Record<string, string>> = {
  "docs/iceberg.md#2": "goes on with the io manager and the history of the first",
  "docs/write-a-destination.md#3": "is given a server; write-a-destination.test.ts runs it against one",
  "packages/testkit/README.md#6": "starts a second Trino; stack.live.test.ts has catalogs of its own",
};

/** What is there before: JavaScript, by the program that needs it. */
export const preparations: Readonly<Record<string, string>> = {
  "docs/maintain.md#1": `
    import { daily, defineAsset, int64, local, table, timestamp } from "@sluice/local";
    const sales = defineAsset({
      key: "cafe/sales",
      type: table({ id: int64(), sold: timestamp(3) }),
      partitions: { day: daily("sold") },
    });
    const io = local("./lake");
    for (const id of [1, 2]) {
      await io.store(sales, [{ id, sold: "2025-03-07T08:00:00" }], { partition: "2025-03-07", mode: "append" });
    }
    await io.close();`,
  "docs/pipelines.md#1": `
    import { daily, decimal, defineAsset, int64, local, string, table, timestamp } from "@sluice/local";
    const nation = defineAsset({ key: "nation", type: table({ id: int64(), name: string() }) });
    const orders = defineAsset({
      key: "sales/orders",
      type: table({ id: int64(), nation: int64(), total: decimal(12, 2), placed: timestamp(3) }),
      partitions: { day: daily("placed") },
    });
    const io = local("./lake");
    await io.store(nation, [{ id: 7, name: "GERMANY" }]);
    const rows = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ id: day, nation: 7, total: "1", placed: \`2024-05-0\${day}T10:00:00\` }));
    await io.store(orders, rows, { split: true });
    await io.close();`,
  "docs/read-existing-tables.md#1": `
    import { writeFileSync } from "node:fs";
    writeFileSync("nation.csv", "nationkey,name\\n7,GERMANY\\n");`,
  "docs/read-existing-tables.md#2": `
    import { date, decimal, defineAsset, given, local, table } from "@sluice/local";
    const sales = defineAsset({ key: "shop/sales", type: table({ amount: decimal(12, 2) }), partitions: { day: given(date()) } });
    const io = local("./lake");
    await io.store(sales, [{ amount: "120.00" }], { partition: "2024-05-01" });
    await io.close();`,
  "docs/read-existing-tables.md#3": `
    import { parquet } from "@sluice/handler-parquet";
    import { createIOManager, date, decimal, defineAsset, given, int64, table } from "@sluice/sdk";
    import { s3FromEnv } from "@sluice/store-s3";
    import { trinoFromEnv } from "@sluice/trino";
    const orders = defineAsset({
      key: "shop/orders",
      type: table({ id: int64(), nationkey: int64(), total: decimal(12, 2) }),
      partitions: { day: given(date()) },
    });
    const io = createIOManager({ handlers: [parquet()], store: s3FromEnv(), catalog: trinoFromEnv() });
    for (const day of [1, 2, 3, 4, 5, 6, 7]) {
      await io.store(orders, [{ id: day, nationkey: 7, total: "1" }], { partition: \`2024-05-0\${day}\` });
    }
    await io.close();`,
  "packages/handler-parquet/README.md#2": `
    import { copyFileSync } from "node:fs";
    import { defineAsset, int64, local, table } from "@sluice/local";
    const flights = defineAsset({ key: "flights", type: table({ delay: int64() }) });
    const io = local("./lake");
    await io.store(flights, [{ delay: 5 }]);
    const [file] = await io.files(flights);
    copyFileSync(file.url, "flights.parquet");
    await io.close();`,
  "docs/trino.md#1": `
    import { parquet } from "@sluice/handler-parquet";
    import { createIOManager, daily, decimal, defineAsset, int64, table, timestamp } from "@sluice/sdk";
    import { s3FromEnv } from "@sluice/store-s3";
    import { trinoFromEnv } from "@sluice/trino";
    const orders = defineAsset({
      key: "sales/orders",
      type: table({ id: int64(), total: decimal(12, 2), placed: timestamp(3) }),
      partitions: { day: daily("placed") },
    });
    const io = createIOManager({ handlers: [parquet()], store: s3FromEnv(), catalog: trinoFromEnv() });
    await io.store(orders, [{ id: 1, total: "19.90", placed: "2024-05-01T10:00:00" }], { split: true });
    await io.close();`,
  "packages/trino/README.md#3": `
    import { statementClient } from "@sluice/trino/client";
    const client = statementClient({ server: process.env.SLUICE_TRINO_URL, user: "texts" });
    await client.run("CREATE SCHEMA hive.sales");
    for (const name of ["orders", "orders_new"]) {
      await client.run(\`CREATE TABLE hive.sales.\${name} AS SELECT 'Ann' AS customer, DECIMAL '20.00' AS total\`);
    }`,
};
