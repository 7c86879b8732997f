import { defineAsset, int64, string, table, value } from "@sluice/sdk";
import type { Snapshot } from "@sluice/sdk/plugin";
import { expect, it } from "vitest";
import { writeFloors } from "../src/hive/floor-file.js";
import { fakeClient, refused } from "./fake-client.js";
import { fakeSession } from "./fake-context.js";

const { description: asset } = defineAsset({
  key: "sales/orders",
  type: table({ id: int64(), region: string() }),
  partitions: { region: value("region") },
});
const snapshot: Snapshot = {
  number: 8,
  schema: asset.schema,
  dimensions: asset.partitions,
  live: [{ partition: ["north"], floor: 8, writes: [] }],
  floor: 0,
};

/** Writes floors where those of the snapshot are registered at `location` already. */
function writeOver(location: (own: string) => string): Promise<void> {
  const client = fakeClient((sql) => {
    if (!sql.startsWith("CALL")) return undefined;
    const own = /location => '([^']+)'/.exec(sql)?.[1] ?? "";
    const message = `Partition [sluice_base=8] is already registered with location ${location(own)}`;
    throw refused("ALREADY_EXISTS", message, sql);
  });
  return writeFloors(fakeSession(client, asset), snapshot);
}

it("floors that are registered already are taken if they are at the same place", async () => {
  await writeOver((own) => own);
});

it("floors of another place are never taken for ours", async () => {
  const error = await writeOver(() => "s3://other/lake/sales/orders/_floors/8").catch((thrown) => thrown);
  expect(error).toMatchObject({
    code: "CATALOG_CONFLICT",
    details: { relation: "hive.sales.orders__data_floors" },
  });
  expect(error.message).toContain("sluice_base=8");
});
