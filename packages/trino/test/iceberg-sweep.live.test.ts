import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { defineAsset, int64, string, table, value } from "@sluice/sdk";
import { dyingStore, startProgram } from "@sluice/testkit";
import { iceberg } from "@sluice/trino";
import { type StatementClient, statementClient } from "@sluice/trino/client";
import { describe, expect, it, vi } from "vitest";
import { interrupted } from "./interrupted.js";
import { liveLake } from "./live-lake.js";

const common = { catalog: "iceberg", tables: iceberg() };
const lake = liveLake("icesweep", common);
const program = join(import.meta.dirname, "fixtures/iceberg-store.mjs");
const timeout = 120_000;
const now = { olderThanMillis: 0, force: true } as const;
const type = table({ id: int64({ as: "number" }), region: string() });
const old = { id: 1, region: "a" };
const late = { id: 2, region: "b" };
const byId = (rows: readonly { readonly id: number }[]) => rows.toSorted((a, b) => a.id - b.id);

/** Ways in which rows reach a table. */
const ways = {
  add_files: { mode: "append", options: common },
  INSERT: { mode: "append", options: { ...common, tables: iceberg({ addFiles: false }) } },
  MERGE: { mode: "upsert", options: common },
} as const;

describe.each(Object.entries(ways))("a late store by %s", (name, { mode, options }) => {
  const asset = (what: string) =>
    defineAsset({ key: `${lake.schema}/${what}_${name.toLowerCase()}`, type, primaryKey: ["id"] });
  type Any = ReturnType<typeof asset>;
  const request = { mode, idempotencyKey: "late" };
  const open = (store = lake.store(), more = {}) => lake.openOn(store, { ...options, ...more });
  const seal = async (orders: Any): Promise<void> => {
    await using io = open();
    await io.store(orders, [old]);
    const { store } = dyingStore(lake.store(), "beforePut:_iceberg/0000000002");
    await expect(open(store).store(orders, [late], request)).rejects.toThrow(/died/);
  };
  const expectBoth = async (orders: Any): Promise<void> => {
    await using io = open();
    expect(byId(await io.load(orders))).toEqual([old, late]);
    expect(byId(await io.load(orders, { via: "sql" }))).toEqual([old, late]);
    // The log takes further writes.
    await io.store(orders, [{ id: 3, region: "c" }], { ...request, idempotencyKey: "next" });
    expect(byId(await io.load(orders))).toEqual([old, late, { id: 3, region: "c" }]);
  };

  it("does not begin once it is revoked, and is written anew", { timeout }, async () => {
    const orders = asset("revoked");
    await seal(orders);
    await using other = open();
    await using io = open(
      interrupted(lake.store(), "_iceberg/0000000002.json", () => other.sweep(orders, now)),
    );
    expect(await io.store(orders, [late], request)).toMatchObject({ replayed: false, snapshot: 3 });
    await expectBoth(orders);
  });

  it("is waited for by the sweep that revokes it when it has just been let begin", { timeout }, async () => {
    const orders = asset("running");
    await seal(orders);
    const revoked = () =>
      vi.waitFor(
        async () => expect(await lake.store().head(`${orders.key}/_log/0000000002.json`)).toBeDefined(),
        { timeout: 60_000 },
      );
    let began = (): void => {};
    const begun = new Promise<void>((resolve) => {
      began = resolve;
    });
    await using io = open(lake.store(), {
      client: (given: Parameters<typeof statementClient>[0]) =>
        beginningAfter(statementClient(given), () => {
          began();
          return revoked();
        }),
    });
    let stored: Promise<unknown> = Promise.resolve();
    const sweeping = interrupted(lake.store(), "_log/0000000002", async () => {
      stored = io.store(orders, [late], request);
      await begun;
    });
    await using sweeper = open(sweeping);
    expect(await sweeper.sweep(orders, now)).toMatchObject({ snapshot: 2, files: 0 });
    expect(await stored).toMatchObject({ snapshot: 3 });
    await expectBoth(orders);
  });
});

/** What is registered, and would begin, waits for that before it does. */
function beginningAfter(client: StatementClient, until: () => Promise<unknown>): StatementClient {
  return {
    ...client,
    run: (sql, { onRegistered, ...options } = {}) =>
      client.run(sql, {
        ...options,
        ...(onRegistered !== undefined && {
          async onRegistered(statement) {
            await onRegistered(statement);
            await until();
          },
        }),
      }),
  };
}

it.each([
  ["of one folder", ["a"]],
  ["of several folders", ["a", "b"]],
])(
  "a stage %s in the Hive catalog goes with a sweep, also where nothing was committed",
  { timeout },
  async (what, regions) => {
    await using io = lake.open();
    const name = what.replaceAll(" ", "_");
    const key = `${lake.schema}/${name}`;
    const parts = defineAsset({ key, type, primaryKey: ["id"], partitions: { region: value("region") } });
    const rows = regions.map((region, id) => ({ id, region }));
    const options = { mode: "replace", split: true, idempotencyKey: "first" } as const;
    const { stack, schema } = lake;
    const given = { server: stack.trino.url, s3: stack.s3, schema, key, partitioned: true, rows, options };
    const end = await startProgram(program, {
      arguments: [JSON.stringify(given)],
      crashAt: "afterPut:_iceberg/0000000001.json",
    }).ended;
    expect(end.killed, end.output).toBe(true);
    const stages = async () => (await lake.client.run(`SHOW TABLES FROM hive.${schema} LIKE 'stage%'`)).rows;
    const files = async () => {
      const found: string[] = [];
      for await (const object of lake.store().list(`${key}/data/`)) found.push(object.key);
      return found;
    };
    const before = await files();
    expect([(await stages()).length, before.length]).toEqual([1, regions.length]);
    await io.sweep(parts);
    expect(await stages()).toHaveLength(1);
    // The id of a query tells whole seconds.
    await setTimeout(1_100);
    await io.sweep(parts, now);
    expect([await stages(), await files()]).toEqual([[], before]);
    await io.store(parts, rows, options);
    expect(byId(await io.load(parts, { verify: true }))).toEqual(rows);
  },
);
