import { defineAsset, int64, string, table, value } from "@sluice/sdk";
import { iceberg } from "@sluice/trino";
import { describe, expect, it } from "vitest";
import { icebergCatalog, liveLake } from "./live-lake.js";

const lake = liveLake("icemaintain", { catalog: icebergCatalog, tables: iceberg() });
const relation = (name: string) => `${icebergCatalog}.${lake.schema}.${name}`;
const run = async (sql: string, session = {}) => (await lake.client.run(sql, { session })).rows;
const timeout = 180_000;
const type = table({ id: int64(), region: string() });
const now = { olderThanMillis: 0 };
const minute = 60_000;

const regions = (name: string) =>
  defineAsset({ key: `${lake.schema}/${name}`, type, partitions: { region: value("region") } });

describe("maintaining a table", () => {
  it("tells first, then merges files, forgets snapshots and leaves the rows", { timeout }, async () => {
    await using io = lake.open();
    const asset = regions("merged");
    const rows = (from: number) => ["a", "b"].map((region, index) => ({ id: from + index, region }));
    for (const from of [1, 3, 5]) await io.store(asset, rows(from), { split: true, mode: "append" });
    await io.store(asset, [{ id: 9, region: "a" }], { partition: "a" });
    const policy = { optimize: true, expireSnapshots: now, removeOrphans: now, force: true };
    const planned = await io.maintain(asset, { ...policy, plan: true });
    expect(planned.steps).toMatchObject([
      { step: "optimize", statement: expect.stringContaining("EXECUTE optimize("), candidates: 7 },
      { step: "expireSnapshots", statement: expect.stringContaining("expire_snapshots(") },
      { step: "removeOrphans", statement: expect.stringContaining("remove_orphan_files(") },
    ]);
    expect(planned).toMatchObject({ before: { files: 7, snapshots: 5 } });
    expect(planned.after).toBeUndefined();
    expect(await io.maintain(asset, { ...policy, plan: true })).toMatchObject({ before: planned.before });
    const { before, after, notes } = await io.maintain(asset, policy);
    expect(before).toEqual(planned.before);
    expect(after).toMatchObject({ files: 2, snapshots: 1 });
    expect(notes).toHaveLength(2);
    const ids = await run(`SELECT id FROM ${relation("merged")} ORDER BY id`);
    expect(ids).toEqual([[2n], [4n], [6n], [9n]]);
    expect((await io.load(asset)).map(({ id }) => id).toSorted()).toEqual([2n, 4n, 6n, 9n]);
    // Stores, retries and loads go on from there.
    await io.store(asset, rows(10), { split: true });
    await io.maintain(asset, policy);
    await io.maintain(asset, policy);
    expect((await io.load(asset)).map(({ id }) => id).toSorted()).toEqual([10n, 11n]);
  });

  it("keeps to the times of the server unless told otherwise", { timeout }, async () => {
    await using io = lake.open();
    const asset = regions("young");
    await io.store(asset, [{ id: 1, region: "a" }], { partition: "a" });
    const day = { olderThanMillis: 24 * 60 * minute };
    for (const option of ["expireSnapshots", "removeOrphans"] as const) {
      await expect(io.maintain(asset, { [option]: day })).rejects.toMatchObject({
        code: "CONFIGURATION_INVALID",
        details: { option },
        message: expect.stringContaining("7.00d"),
        hint: expect.stringContaining("min-retention"),
      });
      const { notes } = await io.maintain(asset, { [option]: day, plan: true });
      expect(notes).toEqual([expect.stringContaining("refused without { force: true }")]);
    }
    expect((await io.maintain(asset, { expireSnapshots: true, removeOrphans: true })).notes).toEqual([]);
    await io.maintain(asset, { expireSnapshots: day, force: true });
    expect(await io.load(asset)).toHaveLength(1);
  });

  it("is right while others rewrite the table, too", { timeout }, async () => {
    await using io = lake.open();
    const asset = regions("foreign");
    for (const id of [1, 2]) await io.store(asset, [{ id, region: "a" }], { partition: "a", mode: "append" });
    await run(`ALTER TABLE ${relation("foreign")} EXECUTE optimize`);
    await io.maintain(asset, { expireSnapshots: now, force: true });
    await run(`ALTER TABLE ${relation("foreign")} EXECUTE optimize_manifests`).catch(() => []);
    await io.maintain(asset, { expireSnapshots: now, force: true });
    expect(await io.load(asset)).toHaveLength(2);
    await io.store(asset, [{ id: 3, region: "a" }], { partition: "a", mode: "append" });
    expect(await io.load(asset)).toHaveLength(3);
  });

  it("does not touch a table that lies elsewhere", { timeout }, async () => {
    await using io = lake.open();
    const asset = regions("above");
    await io.store(asset, [{ id: 1, region: "a" }], { partition: "a" });
    const [[sql] = []] = await run(`SHOW CREATE TABLE ${relation("above")}`);
    const comment = /COMMENT '(.*)'/.exec(String(sql))?.[1];
    await run(`DROP TABLE ${relation("above")}`);
    const location = lake.store().locate(`${lake.schema}/elsewhere`);
    await run(
      `CREATE TABLE ${relation("above")} (id bigint, region varchar) COMMENT '${comment}' WITH (location = '${location}')`,
    );
    await expect(io.maintain(asset, { removeOrphans: true })).rejects.toMatchObject({
      code: "CATALOG_CONFLICT",
      message: expect.stringContaining("lies in"),
    });
    expect(await io.load(asset, { snapshot: 1 })).toHaveLength(1);
  });
});
