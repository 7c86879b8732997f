import { randomUUID } from "node:crypto";
import { type ParquetOptions, parquet } from "@sluice/handler-parquet";
import { createIOManager, defineAsset, sql, table } from "@sluice/sdk";
import { s3Store } from "@sluice/store-s3";
import { connectStack, type Stack } from "@sluice/testkit/stack";
import { trino } from "@sluice/trino";
import { type StatementClient, statementClient } from "@sluice/trino/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sixtyColumns, sixtyRows } from "./sixty-rows.js";

const schema = `parquet_${randomUUID().slice(0, 8)}`;
const type = table(sixtyColumns);

let stack: Stack;
let client: StatementClient;

beforeAll(async () => {
  stack = await connectStack();
  client = statementClient({
    server: stack.trino.url,
    user: "reader",
    catalog: "hive",
  });
});
afterAll(async () => {
  await client?.run(`DROP SCHEMA IF EXISTS hive.${schema} CASCADE`);
  await stack?.stop();
});

function storeOf(stack: Stack) {
  const { accessKeyId, secretAccessKey } = stack.s3;
  return s3Store({ ...stack.s3, prefix: schema, credentials: { accessKeyId, secretAccessKey } });
}

async function ioWith(options: ParquetOptions) {
  return createIOManager({
    handlers: [parquet({ workers: 0, ...options })],
    store: storeOf(stack),
    catalog: trino({ server: stack.trino.url, user: "writer", catalog: "hive", schema }),
  });
}

const delta = { encoding: "delta" } as const;
const dictionary = { encoding: "dictionary" } as const;
const split = { encoding: "byte-stream-split" } as const;
const bloom = { bloomFilter: true } as const;

describe("Trino reads", () => {
  it.each<[string, ParquetOptions]>([
    ["defaults", {}],
    [
      "deltas",
      {
        columns: {
          id: delta,
          big: delta,
          half: split,
          price: delta,
          text: delta,
          blob: delta,
          day: delta,
          at: delta,
        },
      },
    ],
    [
      "dictionaries",
      { columns: { id: dictionary, big: dictionary, half: dictionary, price: dictionary, at: dictionary } },
    ],
    [
      "filters",
      {
        columns: { id: bloom, big: bloom, text: bloom, price: bloom, day: bloom },
        sortedBy: ["id"],
        rowGroupRows: 20,
      },
    ],
    ["levels", { compression: "gzip", compressionLevel: 3, statistics: "none" }],
  ])("%s", async (name, options) => {
    const asset = defineAsset({ key: `${schema}/${name}`, type });
    const io = await ioWith(options);
    await io.store(asset, sixtyRows);
    const shown = await io.query(sql`SELECT * FROM ${asset} ORDER BY id`, { as: type });
    expect(shown).toEqual(sixtyRows);
    for (const row of [0, 25, 59]) {
      const found = await io.query(
        sql`SELECT id FROM ${asset} WHERE id = ${row} AND price = CAST(${sixtyRows[row]!.price} AS decimal(9, 2))`,
        { as: table({ id: sixtyColumns.id }) },
      );
      expect(found).toEqual([{ id: row }]);
    }
    await io.close();
  });
});
