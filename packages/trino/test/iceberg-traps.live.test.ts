import { defineAsset, int64, table } from "@sluice/sdk";
import { dyingStore, startFaultProxy } from "@sluice/testkit";
import { iceberg } from "@sluice/trino";
import { describe, expect, it } from "vitest";
import { liveLake } from "./live-lake.js";
import { statementRefused } from "./statement-refused.js";

const lake = liveLake("icetraps", { catalog: "iceberg", tables: iceberg() });
const relation = (name: string) => `iceberg.${lake.schema}.${name}`;
const run = async (sql: string) => (await lake.client.run(sql)).rows;
const asset = (name: string) =>
  defineAsset({ key: `${lake.schema}/${name}`, type: table({ id: int64() }), mode: "append" });
const timeout = 120_000;

async function keys(prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of lake.store().list(prefix)) found.push(key);
  return found;
}

describe("a table that others touch", () => {
  it("is not taken where it is not ours", { timeout }, async () => {
    await using io = lake.open();
    await io.store(asset("ours"), [{ id: 1 }]);
    await run(`CREATE TABLE ${relation("theirs")} (id bigint)`);
    await expect(io.store(asset("theirs"), [{ id: 1 }])).rejects.toMatchObject({ code: "TABLE_NOT_OURS" });
    expect(await keys(`${lake.schema}/theirs/data/`)).toEqual([]);
  });

  it("keeps its folder to itself: cleaning it leaves data, seals and log of the asset", {
    timeout,
  }, async () => {
    await using io = lake.open();
    const orders = asset("cleaned");
    // What is appended the table would take over.
    await io.store(orders, [{ id: 1 }], { mode: "replace" });
    const before = (await keys(`${orders.key}/`)).filter((key) => !key.includes("/iceberg/"));
    const session = { "iceberg.remove_orphan_files_min_retention": "0s" };
    const clean = `ALTER TABLE ${relation("cleaned")} EXECUTE remove_orphan_files(retention_threshold => '0s')`;
    await lake.client.run(clean, { session });
    await lake.client.run(`DROP TABLE ${relation("cleaned")}`);
    const after = (await keys(`${orders.key}/`)).filter((key) => !key.includes("/iceberg/"));
    expect(after).toEqual(before);
  });

  it("leaves no stage behind, and no file goes with one", { timeout }, async () => {
    await using io = lake.open();
    const orders = asset("staged");
    await io.store(orders, [{ id: 1 }], { mode: "replace" });
    expect(await run(`SHOW TABLES FROM hive.${lake.schema} LIKE 'stage%'`)).toEqual([]);
    expect(await keys(`${orders.key}/data/`)).toHaveLength(1);
    expect(await io.load(orders, { verify: true })).toEqual([{ id: 1n }]);
  });
});

describe("branches of a table", () => {
  it("cannot be made in Trino: the connector for Iceberg does not know the statement", {
    timeout,
  }, async () => {
    await using io = lake.open();
    await io.store(asset("branched"), [{ id: 1 }]);
    const making = run(`CREATE BRANCH audited IN TABLE ${relation("branched")}`);
    // Once a server can, stores can be audited on a branch before they become the table.
    await expect(making).rejects.toMatchObject({
      code: "QUERY_FAILED",
      details: { code: expect.stringMatching(/^(SYNTAX_ERROR|NOT_SUPPORTED)$/) },
    });
  });
});

describe("a statement whose publisher is gone", () => {
  interface Page {
    readonly id: string;
    readonly nextUri?: string;
    readonly stats: { readonly state: string };
  }
  const headers = { "x-trino-user": "writer" };
  const get = async (url: string) => (await fetch(url, { headers })).json() as Promise<Page>;

  /** A statement that the server knows, and the intent to let it begin, as a publisher leaves them that is killed. */
  async function register(orders: ReturnType<typeof asset>, sql: string): Promise<string> {
    const url = `${lake.stack.trino.url}/v1/statement`;
    const answer = await fetch(url, { method: "POST", headers, body: sql });
    const { id, nextUri = "" } = (await answer.json()) as Page;
    const table = relation(orders.key.split("/")[1] as string);
    const [[base] = []] = await run(`SELECT snapshot_id FROM ${table.replace(/(\w+)$/, '"$1$refs"')}`);
    const intent = {
      formatVersion: 1,
      number: 2,
      relation: table,
      head: 1,
      base: String(base),
      replacesAll: false,
      user: "writer",
      queryId: id,
      nextUri,
    };
    const body = Buffer.from(JSON.stringify(intent));
    await lake.store().put(`${orders.key}/_iceberg/0000000002.json`, body, { mode: "create" });
    return nextUri;
  }
  const outcome = async (orders: ReturnType<typeof asset>) => {
    const { bytes } = await lake.store().get(`${orders.key}/_iceberg/0000000002-outcome.json`);
    return JSON.parse(Buffer.from(bytes).toString()) as unknown;
  };

  it("never runs once somebody else has looked, also when it is asked late", { timeout }, async () => {
    await using io = lake.open();
    const orders = asset("fenced");
    await io.store(orders, [{ id: 1 }]);
    const nextUri = await register(orders, `INSERT INTO ${relation("fenced")} VALUES 2`);
    await io.store(orders, [{ id: 3 }]);
    expect(await outcome(orders)).toMatchObject({ committed: false });
    for (let page = await get(nextUri); ; page = await get(page.nextUri)) {
      if (page.nextUri === undefined) {
        expect(page.stats.state).toBe("FAILED");
        break;
      }
    }
    expect(await run(`SELECT id FROM ${relation("fenced")} ORDER BY id`)).toEqual([[1n], [3n]]);
  });

  it("is waited for while it runs, and what it commits alone is known", { timeout }, async () => {
    await using io = lake.open();
    const orders = asset("waited");
    await io.store(orders, [{ id: 1 }]);
    const insert = `INSERT INTO ${relation("waited")} SELECT orderkey FROM tpch.sf1.orders`;
    let next: string | undefined = await register(orders, insert);
    for (let state = ""; state !== "RUNNING" && state !== "FINISHING" && next !== undefined; ) {
      const page: Page = await get(next);
      state = page.stats.state;
      next = page.nextUri;
    }
    await io.store(orders, [{ id: 3 }]);
    expect(await outcome(orders)).toMatchObject({ committed: true });
    expect(await run(`SELECT count(*) FROM ${relation("waited")}`)).toEqual([[1_500_002n]]);
  });
});

describe("a history that cannot be read", () => {
  it("is the one case of PUBLISH_STATE_UNKNOWN, and the next look finds out", { timeout }, async () => {
    const orders = asset("unread");
    await using io = lake.open();
    await io.store(orders, [{ id: 1 }]);
    const { store } = dyingStore(lake.store(), "beforePut:_iceberg/0000000002-outcome");
    const dying = lake.openOn(store, {});
    await expect(dying.store(orders, [{ id: 2 }], { idempotencyKey: "k" })).rejects.toThrow();
    await using proxy = await startFaultProxy({ upstream: lake.stack.trino.url });
    proxy.inject(statementRefused("$snapshots", "ICEBERG_INVALID_METADATA", "Metadata is gone"));
    const blind = lake.openOn(lake.store(), { server: proxy.url });
    await expect(blind.store(orders, [{ id: 2 }], { idempotencyKey: "k" })).rejects.toMatchObject({
      code: "PUBLISH_STATE_UNKNOWN",
    });
    await io.store(orders, [{ id: 2 }], { idempotencyKey: "k" });
    expect(await run(`SELECT id FROM ${relation("unread")} ORDER BY id`)).toEqual([[1n], [2n]]);
  });
});
