import {
  defineAsset,
  int64,
  type MaintenancePolicy,
  manifest,
  memoryIO,
  memoryStore,
  table,
} from "@sluice/sdk";
import type { Catalog, MaintenanceReport, MaintenanceRequest } from "@sluice/sdk/plugin";
import { describe, expect, it } from "vitest";
import { lakeOf } from "./lakes.js";

const counts = defineAsset({ key: "counts", type: table({ id: int64() }) });
const hour = 3_600_000;
const week = 168 * hour;

/** What a catalog is asked for. */
async function asked(policy: MaintenancePolicy): Promise<MaintenanceRequest | undefined> {
  let request: MaintenanceRequest | undefined;
  const catalog: Catalog = {
    ...manifest(),
    async maintain(given, { asset }): Promise<MaintenanceReport> {
      request = given;
      const before = { files: 1, byteLength: 2, snapshots: 3 };
      return { asset: asset.key, relation: "a.b", steps: [], before, notes: [] };
    },
  };
  const io = lakeOf(memoryStore(), catalog);
  await io.store(counts, [{ id: 1 }]);
  const report = await io.maintain(counts, policy);
  expect(report).toMatchObject({ asset: "counts", relation: "a.b" });
  return request;
}

describe("maintain", () => {
  it("asks the catalog for what is named, with defaults", async () => {
    expect(await asked({ optimize: true })).toEqual({
      optimize: { smallerThanBytes: 100 * 1024 * 1024 },
      plan: false,
      force: false,
    });
    expect(
      await asked({ expireSnapshots: true, removeOrphans: { olderThanMillis: hour }, plan: true }),
    ).toEqual({
      expireSnapshots: { olderThanMillis: week },
      removeOrphans: { olderThanMillis: hour },
      plan: true,
      force: false,
    });
    const forced = {
      optimize: { smallerThanBytes: 5 },
      expireSnapshots: { olderThanMillis: 0 },
      force: true,
    };
    expect(await asked(forced)).toEqual({ ...forced, plan: false });
  });

  it.each<[string, MaintenancePolicy]>([
    ["policy", {}],
    ["policy", { optimize: false, plan: true }],
    ["optimize", { optimize: { smallerThanBytes: 0 } }],
    ["optimize", { optimize: { smallerThanBytes: 1e30 } }],
    ["optimize", { optimize: { smallerThanBytes: 1.5 }, plan: true }],
    ["expireSnapshots", { expireSnapshots: { olderThanMillis: hour - 1 } }],
    ["removeOrphans", { removeOrphans: { olderThanMillis: Number.NaN }, force: true }],
    ["removeOrphans", { removeOrphans: { olderThanMillis: 0.5 }, force: true }],
  ])("refuses a %s that cannot be", async (option, policy) => {
    await expect(asked(policy)).rejects.toMatchObject({ code: "CONFIGURATION_INVALID", details: { option } });
  });

  it("is told where there is nothing to maintain", async () => {
    const io = memoryIO();
    await io.store(counts, [{ id: 1 }]);
    await expect(io.maintain(counts, { optimize: true })).rejects.toMatchObject({
      code: "CAPABILITY_MISSING",
      details: { capability: "maintain" },
      hint: expect.stringContaining("io.compact"),
    });
    const never = lakeOf(memoryStore(), {
      ...manifest(),
      maintain: () => Promise.reject(new Error("asked")),
    });
    await expect(never.maintain(counts, { optimize: true })).rejects.toMatchObject({
      code: "ASSET_NOT_FOUND",
    });
  });
});
