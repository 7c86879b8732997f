import { parquet } from "@sluice/handler-parquet";
import {
  createIOManager,
  defineAsset,
  int64,
  isSluiceError,
  json,
  sql,
  string,
  table,
  timestamp,
  uuid,
  value,
} from "@sluice/sdk";
import { describe, expect, it } from "vitest";
import { failure } from "./failure.js";
import { liveLake } from "./live-lake.js";

const lake = liveLake("plain");
const split = { split: true } as const;
const asTable = (session?: Record<string, string>) => lake.open(lake.catalog({ publish: "table", session }));
const regionsOf = (name: string) =>
  defineAsset({
    key: `${lake.schema}/${name}`,
    type: table({ id: int64({ as: "number" }), region: string() }),
    partitions: { region: value("region") },
  });

describe("a plain table", () => {
  it("is one that others read, and follows replaces", async () => {
    const orders = regionsOf("orders");
    await using io = asTable();
    const { relation } = await io.store(
      orders,
      [
        { id: 1, region: "eu" },
        { id: 2, region: "us" },
      ],
      split,
    );
    const shown = async () => (await lake.client.run(`SELECT id, region FROM ${relation} ORDER BY id`)).rows;
    expect(await shown()).toEqual([
      [1n, "eu"],
      [2n, "us"],
    ]);
    await io.store(orders, [{ id: 3, region: "eu" }], split);
    await io.store(orders, [], { partition: "us" });
    expect(await shown()).toEqual([[3n, "eu"]]);
    const { rows } = await lake.client.run(`SHOW TABLES FROM hive.${lake.schema} LIKE 'orders%'`);
    expect(rows).toEqual([["orders"]]);
    const types = await lake.client.run(
      `SELECT table_type FROM hive.information_schema.tables WHERE table_schema = '${lake.schema}' AND table_name = 'orders'`,
    );
    expect(types.rows).toEqual([["BASE TABLE"]]);
    await io.rollback(orders, { to: 1 });
    expect(await shown()).toEqual([
      [1n, "eu"],
      [2n, "us"],
    ]);
    // What somebody else unregistered, republishing puts back.
    await lake.client.run(
      `CALL hive.system.unregister_partition('${lake.schema}', 'orders', ARRAY['region'], ARRAY['eu'])`,
    );
    expect(await shown()).toEqual([[2n, "us"]]);
    await io.republish(orders);
    expect(await shown()).toEqual([
      [1n, "eu"],
      [2n, "us"],
    ]);
  });

  it("says in a plan and in a check that there is a gap", async () => {
    await using io = asTable();
    const plan = await io.plan(regionsOf("planned"), split);
    expect(plan.notes.join()).toContain("each is missing between two statements");
    const findings = await io.check();
    expect(
      findings
        .filter(({ level }) => level === "warning")
        .map(({ message }) => message)
        .join(),
    ).toContain("each is missing between two statements");
  });

  it("refuses what it cannot show before a byte is written", async () => {
    const orders = regionsOf("refused");
    await using io = asTable();
    const keys: string[] = [];
    io.on((event) => event.type === "file-put" && keys.push(event.key));
    const appending = await failure(
      io.store(orders, [{ id: 1, region: "eu" }], { ...split, mode: "append" }),
    );
    expect(isSluiceError(appending, "CAPABILITY_MISSING")).toBe(true);
    const exact = defineAsset({ key: `${lake.schema}/exact`, type: table({ at: timestamp(6) }) });
    const rows = [{ at: "2024-05-01T10:00:00.123456" }];
    const refused = await failure(io.store(exact, rows));
    expect(isSluiceError(refused, "ASSET_INVALID")).toBe(true);
    expect(String(refused)).toContain("timestamps of this catalog have 3 digits");
    expect(keys).toEqual([]);
    await using micros = asTable({ "hive.timestamp_precision": "MICROSECONDS" });
    await micros.store(exact, rows);
    expect(await micros.query(sql`SELECT at FROM ${exact}`, { as: exact.type })).toEqual(rows);
  });

  it("refuses a snapshot with two folders of a partition before it is committed", async () => {
    const orders = regionsOf("appended");
    await using log = createIOManager({ handlers: [parquet()], store: lake.store() });
    await log.store(orders, [{ id: 1, region: "eu" }], split);
    await log.store(orders, [{ id: 2, region: "eu" }], { ...split, mode: "append" });
    await using io = asTable();
    const other = await failure(io.store(orders, [{ id: 3, region: "us" }], split));
    expect(isSluiceError(other, "CAPABILITY_MISSING")).toBe(true);
    expect(String(other)).toContain("region=eu");
    expect(await io.snapshots(orders)).toHaveLength(2);
    await io.store(orders, [{ id: 4, region: "eu" }], split);
    const rows = await io.query(sql`SELECT id FROM ${orders}`);
    expect(rows.map(({ id }) => Number(id))).toEqual([4]);
    expect(isSluiceError(await failure(io.rollback(orders, { to: 2 })), "CAPABILITY_MISSING")).toBe(true);
    expect(await io.snapshots(orders)).toHaveLength(3);
  });

  it("takes the place of a view only when that is dropped", async () => {
    const orders = regionsOf("changed");
    await using viewing = lake.open();
    await viewing.store(orders, [{ id: 1, region: "eu" }], split);
    await using io = asTable();
    const error = await failure(io.store(orders, [{ id: 2, region: "eu" }], split));
    expect(isSluiceError(error, "CATALOG_CONFLICT")).toBe(true);
    expect(String(error)).toContain("DROP VIEW");
    await lake.client.run(`DROP VIEW hive.${lake.schema}.changed`);
    await io.republish(orders);
    const { rows } = await lake.client.run(`SELECT id FROM hive.${lake.schema}.changed`);
    expect(rows).toEqual([[1n]]);
    const back = await failure(viewing.store(orders, [{ id: 2, region: "eu" }], split));
    expect(isSluiceError(back, "TABLE_NOT_OURS")).toBe(true);
  });
});

describe("what an asset says of its table", () => {
  it("is in the metastore: properties, comments that change, where the schema is", async () => {
    const schema = `${lake.schema}_at`;
    const ordersOf = (comment: string) =>
      defineAsset({
        key: `${schema}/orders`,
        on: { trino: { properties: { classification: "parquet" } } },
        type: table({ id: int64({ comment }), token: uuid(), extra: json() }),
      });
    const row = { id: 1, token: "00000000-0000-0000-0000-000000000001", extra: "{}" };
    const schemaLocation = lake.store().locate("schemas");
    await using io = lake.open(lake.catalog({ schemaLocation }));
    try {
      await io.store(ordersOf("first"), [row]);
      await io.store(ordersOf("it's second"), [row]);
      const table = await lake.client.run(`SHOW CREATE TABLE hive.${schema}.orders__data`);
      expect(String(table.rows[0]?.[0])).toContain("COMMENT 'it''s second'");
      const found = await lake.client.run(`SELECT * FROM hive.${schema}."orders__data$properties"`);
      const place = found.columns.findIndex(({ name }) => name === "classification");
      expect(found.rows[0]?.[place]).toBe("parquet");
      const made = await lake.client.run(`SHOW CREATE SCHEMA hive.${schema}`);
      expect(String(made.rows[0]?.[0])).toContain(`${schemaLocation}/${schema}`);
    } finally {
      await lake.client.run(`DROP SCHEMA IF EXISTS hive.${schema} CASCADE`);
    }
  });
});

it("finds out that a partition is registered elsewhere", async () => {
  const orders = regionsOf("elsewhere");
  await using io = lake.open();
  await io.store(orders, [{ id: 1, region: "eu" }], split);
  await lake.client.run(
    `CALL hive.system.register_partition('${lake.schema}', 'elsewhere__data', ARRAY['region', 'snapshot'], ARRAY['us', '2000000'], '${lake.store().locate("other")}')`,
  );
  const error = await failure(io.store(orders, [{ id: 2, region: "us" }], split));
  expect(isSluiceError(error, "PUBLISH_INCOMPLETE")).toBe(true);
  expect(String((error as Error).cause)).toContain("CATALOG_CONFLICT");
});

it("a schema named in upper case is the same one: what others have there is left alone", async () => {
  const precious = `hive.${lake.schema}.precious`;
  await lake.client.run(`CREATE TABLE ${precious} AS SELECT 1 AS n`);
  const asset = defineAsset({ key: "precious", type: table({ id: int64() }) });
  for (const publish of ["table", "view"] as const) {
    await using io = lake.openOn(lake.store(), {
      schema: lake.schema.toUpperCase(),
      catalog: "HIVE",
      publish,
    });
    const error = await failure(io.store(asset, [{ id: 2n }]));
    expect(isSluiceError(error, "TABLE_NOT_OURS")).toBe(true);
    expect((await lake.client.run(`SELECT * FROM ${precious}`)).rows).toEqual([[1]]);
  }
});
