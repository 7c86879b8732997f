import { defineAsset, int64, string, table } from "@sluice/sdk";
import { iceberg } from "@sluice/trino";
import { expect, it } from "vitest";
import { liveLake } from "./live-lake.js";

const lake = liveLake("icemany", { catalog: "iceberg", tables: iceberg() });
const ids = defineAsset({
  key: `${lake.schema}/ids`,
  type: table({ id: int64(), v: string() }),
  primaryKey: ["id"],
  on: { iceberg: { partitioning: ["id"] } },
});
const rowsTo = (end: number) => Array.from({ length: end }, (_, id) => ({ id, v: `v${id}` }));

it("more partitions than the server lets a statement write are refused, with where that is set", async () => {
  await using io = lake.open();
  await io.store(ids, rowsTo(40));
  for (const mode of ["append", "upsert", "replace"] as const) {
    await expect(io.store(ids, rowsTo(1500), { mode, idempotencyKey: mode })).rejects.toMatchObject({
      code: "CAPABILITY_MISSING",
      message: expect.stringContaining("100 for each of its writers"),
      hint: expect.stringContaining(
        "iceberg.max-partitions-per-writer=10000 in etc/catalog/iceberg.properties",
      ),
    });
  }
  expect(await io.load(ids)).toHaveLength(40);
  await io.store(ids, rowsTo(60), { mode: "upsert" });
  expect(await io.load(ids)).toHaveLength(60);
});
