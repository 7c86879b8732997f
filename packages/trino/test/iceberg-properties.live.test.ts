import { defineAsset, int64, table } from "@sluice/sdk";
import { iceberg } from "@sluice/trino";
import { expect, it } from "vitest";
import { icebergCatalog, liveLake } from "./live-lake.js";

const lake = liveLake("iceprops", { catalog: icebergCatalog, tables: iceberg() });
const run = async (sql: string) => (await lake.client.run(sql)).rows;
const asset = (name: string, properties: Record<string, string | number | boolean>) =>
  defineAsset({
    key: `${lake.schema}/${name}`,
    type: table({ id: int64() }),
    on: { iceberg: { properties } },
  });

it("a table has the properties of Iceberg that Trino knows by another name", {
  timeout: 120_000,
}, async () => {
  await using io = lake.open();
  await io.store(asset("known", { "write.object-storage.enabled": true, "commit.retry.num-retries": 7 }), [
    { id: 1 },
  ]);
  const [[said] = []] = await run(`SHOW CREATE TABLE ${icebergCatalog}.${lake.schema}.known`);
  expect(said).toMatch(/object_store_layout_enabled = true/);
  expect(said).toMatch(/max_commit_retry = 7/);
});

it("what Trino neither knows nor allows is refused before a byte", { timeout: 120_000 }, async () => {
  await using io = lake.open();
  await expect(io.store(asset("refused", { "owner.team": "us" }), [{ id: 1 }])).rejects.toMatchObject({
    code: "ASSET_INVALID",
    hint: expect.stringContaining("iceberg.allowed-extra-properties=owner.team"),
  });
  const found: string[] = [];
  for await (const { key } of lake.store().list(`${lake.schema}/refused/data/`)) found.push(key);
  expect(found).toEqual([]);
});
