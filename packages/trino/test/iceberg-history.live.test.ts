import { defineAsset, int64, string, table } from "@sluice/sdk";
import { iceberg } from "@sluice/trino";
import { describe, expect, it } from "vitest";
import { liveLake } from "./live-lake.js";

const lake = liveLake("icehistory", { catalog: "iceberg", tables: iceberg() });
const relation = (name: string) => `iceberg.${lake.schema}.${name}`;
const run = async (sql: string) => (await lake.client.run(sql)).rows;
const asset = (name: string) =>
  defineAsset({
    key: `${lake.schema}/${name}`,
    type: table({ id: int64({ as: "number" }) }),
    mode: "append",
  });
const timeout = 300_000;
const later = () => new Promise((resolve) => setTimeout(resolve, 50));

describe("the history of a table", () => {
  it("has what others did, and of stores their run and metadata", { timeout }, async () => {
    await using io = lake.open();
    const orders = asset("told");
    const first = await io.store(orders, [{ id: 1 }, { id: 2 }], {
      metadata: { why: "first" },
      run: { id: "r1" },
    });
    await run(`DELETE FROM ${relation("told")} WHERE id = 1`);
    await run(`INSERT INTO ${relation("told")} VALUES 7, 8, 9`);
    await io.store(orders, [{ id: 3 }]);
    await run(`ALTER TABLE ${relation("told")} EXECUTE optimize`);
    const history = await io.snapshots(orders, { of: "table" });
    const told = history.map(({ operation, addedRows, deletedRows, store }) => [
      operation,
      addedRows,
      deletedRows,
      store?.snapshot,
    ]);
    expect(told).toEqual([
      ["replace", 5, 5, undefined],
      ["append", 1, 0, 2],
      ["append", 3, 0, undefined],
      [expect.stringMatching(/delete|overwrite/), 0, 1, undefined],
      ["append", 2, 0, 1],
      ["append", 0, 0, undefined],
    ]);
    const own = history.find(({ store }) => store?.snapshot === 1);
    expect(own?.store).toMatchObject({ metadata: { why: "first" }, run: { id: "r1" }, rows: 2 });
    expect(own?.store?.write).toBe((await io.snapshots(orders)).at(-1)?.write);
    expect(first.snapshot).toBe(1);
    const [newest, before] = history;
    expect(newest).toMatchObject({ isCurrent: true, refs: ["main"], parent: before?.id });
    expect(history.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
    expect(Math.abs(Date.now() - Number(newest?.committedAt))).toBeLessThan(3_600_000);
    expect(await io.snapshots(orders, { of: "table", limit: 2 })).toEqual(history.slice(0, 2));
  });

  it("has each of many stores, also where only some are asked for", { timeout }, async () => {
    await using io = lake.open();
    const orders = asset("many");
    for (let id = 1; id <= 10; id++) await io.store(orders, [{ id }]);
    const numbers = async (limit: number) =>
      (await io.snapshots(orders, { of: "table", limit })).map(({ store }) => store?.snapshot);
    expect(await numbers(3)).toEqual([10, 9, 8]);
    expect((await numbers(Number.POSITIVE_INFINITY)).slice(0, 10)).toEqual(
      Array.from({ length: 10 }, (_, index) => 10 - index),
    );
  });
});

describe("a state of the table", () => {
  it("loads by its id and by a time, from files where a store made it", { timeout }, async () => {
    await using io = lake.open();
    const orders = asset("states");
    await io.store(orders, [{ id: 1 }]);
    await later();
    const afterFirst = new Date();
    await later();
    await io.store(orders, [{ id: 2 }]);
    await run(`ALTER TABLE ${relation("states")} EXECUTE optimize`);
    await later();
    const rewritten = new Date();
    await later();
    await run(`INSERT INTO ${relation("states")} VALUES 9`);
    await io.store(orders, [{ id: 3 }]);
    const states = (await io.snapshots(orders, { of: "table" })).toReversed();
    const expected = [[], [1], [1, 2], [1, 2], [1, 2, 9], [1, 2, 3, 9]];
    for (const [index, { id }] of states.entries()) {
      const at = { id: index % 2 === 0 ? id : BigInt(id) };
      expect((await io.load(orders, { at })).map((row) => row.id).sort(), id).toEqual(expected[index]);
      const viaSql = await io.load(orders, { at, via: "sql" });
      expect(viaSql.map((row) => row.id).sort(), id).toEqual(expected[index]);
      const isStored = [1, 2, 3].includes(index);
      const files = io.load(orders, { at, via: "files" });
      if (isStored) expect(await files).toHaveLength(expected[index]?.length as number);
      else await expect(files).rejects.toMatchObject({ code: "CATALOG_CONFLICT" });
    }
    expect(await io.load(orders, { at: { time: afterFirst } })).toHaveLength(1);
    expect(await io.load(orders, { at: { time: rewritten } })).toHaveLength(2);
    expect(await io.load(orders, { at: { time: new Date() } })).toHaveLength(4);
  });

  it("loads by a branch and a tag", { timeout }, async () => {
    await using io = lake.open();
    const orders = asset("named");
    await io.store(orders, [{ id: 1 }]);
    await io.store(orders, [{ id: 2 }]);
    expect(await io.load(orders, { at: { branch: "main" } })).toHaveLength(2);
    for (const at of [{ branch: "mian" }, { tag: "main" }, { id: 17n }, { time: new Date(0) }]) {
      const loading = io.load(orders, { at });
      await expect(loading).rejects.toMatchObject({ code: "SNAPSHOT_NOT_FOUND" });
      await expect(loading).rejects.toThrow(/of: "table"/);
    }
  });

  it("loads from the table where a sweep took its files, and not where the table forgot it", {
    timeout,
  }, async () => {
    await using io = lake.open(lake.catalog({ tables: iceberg({ addFiles: false }) }));
    const orders = asset("forgotten");
    await io.store(orders, [{ id: 1 }]);
    const [first] = await io.snapshots(orders, { of: "table" });
    const at = { id: first?.id ?? "" };
    await io.store(orders, [{ id: 2 }], { mode: "replace" });
    await io.sweep(orders, { olderThanMillis: 0, force: true });
    await expect(io.load(orders, { snapshot: 1 })).rejects.toMatchObject({ code: "SNAPSHOT_EXPIRED" });
    expect(await io.load(orders, { at })).toEqual([{ id: 1 }]);
    await lake.client.run(
      `ALTER TABLE ${relation("forgotten")} EXECUTE expire_snapshots(retention_threshold => '0s')`,
      { session: { "iceberg.expire_snapshots_min_retention": "0s" } },
    );
    await expect(io.load(orders, { at })).rejects.toMatchObject({ code: "SNAPSHOT_NOT_FOUND" });
    expect(await io.load(orders)).toEqual([{ id: 2 }]);
    expect(await io.load(orders, { via: "sql" })).toEqual([{ id: 2 }]);
  });

  it("has the columns of its time", { timeout }, async () => {
    await using io = lake.open();
    const orders = asset("narrow");
    await io.store(orders, [{ id: 1 }]);
    await run(`INSERT INTO ${relation("narrow")} VALUES 5`);
    const [before] = await io.snapshots(orders, { of: "table" });
    const wider = defineAsset({
      key: orders.key,
      type: table({ id: int64({ as: "number" }), note: string({ nullable: true }) }),
      mode: "append",
      schemaEvolution: "additive",
    });
    await io.store(wider, [{ id: 2, note: "new" }]);
    const old = await io.load(wider, { at: { id: before?.id ?? "" } });
    expect(old.toSorted((one, other) => one.id - other.id)).toEqual([
      { id: 1, note: null },
      { id: 5, note: null },
    ]);
    expect(await io.load(wider, { where: { note: "new" } })).toEqual([{ id: 2, note: "new" }]);
  });
});
