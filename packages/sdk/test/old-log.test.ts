import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decimal, defineAsset, int32, int64, memoryStore, string, table, value } from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import { beforeEach, expect, it } from "vitest";
import { lakeOf } from "./lakes.js";

/** An asset with a checkpoint, its entry, one after it and a seal, as they were before schemas could change. */
const objects = JSON.parse(
  readFileSync(join(import.meta.dirname, "fixtures/format-1-checkpoint.json"), "utf8"),
) as Record<string, string>;
const maybe = { nullable: true } as const;
const columns = { id: int32(), region: string(), price: decimal(6, 2, { nullable: true }) };
const partitions = { region: value("region") };
const old = defineAsset({ key: "old/evolving", type: table(columns), partitions });
const rows = [
  { id: 98, region: "eu", price: "1.00" },
  { id: 100, region: "eu", price: "1234.50" },
  { id: 99, region: "us", price: null },
  { id: 101, region: "us", price: "0.01" },
];

let store: ObjectStore;
beforeEach(async () => {
  store = memoryStore();
  for (const [key, text] of Object.entries(objects)) {
    await store.put(key, Buffer.from(text), { mode: "create" });
  }
});

it("is read, from its checkpoint", async () => {
  expect(await lakeOf(store).load(old)).toEqual(rows);
});

it("has its checksums compared", async () => {
  expect(await lakeOf(store).load(old, { verify: true })).toEqual(rows);
  const [key = ""] = Object.keys(objects).filter((each) => each.includes("/data/region=us/"));
  const text = objects[key] ?? "";
  await store.put(key, Buffer.from(text.replace('"us"', '"xx"')), { mode: "overwrite" });
  await expect(lakeOf(store).load(old, { verify: true })).rejects.toThrow("checksum");
});

it("is stored to, and repeats what it has", async () => {
  const options = { partition: "us", mode: "append", idempotencyKey: "last" } as const;
  const repeated = await lakeOf(store).store(old, [], options);
  expect(repeated).toMatchObject({ replayed: true, snapshot: 101, rows: 1 });
  await lakeOf(store).store(old, [{ id: 102, region: "as", price: "5.00" }], { partition: "as" });
  expect(await lakeOf(store).load(old)).toEqual([{ id: 102, region: "as", price: "5.00" }, ...rows]);
});

it("takes other columns, and keeps reading its files", async () => {
  const type = table({ id: int64(), region: string(), price: decimal(9, 2, maybe), note: string(maybe) });
  const newer = defineAsset({ key: "old/evolving", type, partitions, schemaEvolution: "additive" });
  const wide = rows.map((row) => ({ ...row, id: BigInt(row.id), note: null }));
  expect(await lakeOf(store).load(newer)).toEqual(wide);
  const last = { id: 2n ** 40n, region: "us", price: "1234567.00", note: "n" };
  await lakeOf(store).store(newer, [last], { partition: "us", mode: "append" });
  expect(await lakeOf(store).load(newer)).toEqual([...wide, last]);
  expect(await lakeOf(store).load(old, { snapshot: 101 })).toEqual(rows);
  await lakeOf(store).rollback(old, { to: 101 });
  expect(await lakeOf(store).load(old)).toEqual(rows);
  const options = { partition: "us", mode: "append", idempotencyKey: "last" } as const;
  expect(await lakeOf(store).store(old, [], options)).toMatchObject({ replayed: true, snapshot: 101 });
});
