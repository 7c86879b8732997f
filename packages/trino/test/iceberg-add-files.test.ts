import { defineAsset, int64, table, uuid } from "@sluice/sdk";
import type { CatalogContext, ObjectStore } from "@sluice/sdk/plugin";
import { dyingStore } from "@sluice/testkit";
import { describe, expect, it } from "vitest";
import { whileMapped } from "../src/iceberg/mapping.js";
import { icebergSession } from "../src/iceberg/session.js";
import { failed } from "./failed.js";
import { FakeIceberg, sharedStore } from "./fake-iceberg.js";
import { expectInStep, open, put, rows } from "./fake-lake.js";

/** A server that lets tables take files over, and a store with one row that one did. */
async function begun(): Promise<{ server: FakeIceberg; store: ObjectStore }> {
  const [server, store] = [new FakeIceberg(), sharedStore()];
  server.addsFrom = store;
  await put(open(server, store), 1, "first");
  return { server, store };
}

function sessionOn(server: FakeIceberg, store: ObjectStore) {
  const context = { asset: rows.description, store, emit() {} } as unknown as CatalogContext;
  const options = { server: "http://fake", user: "u", catalog: "iceberg", schema: "s" };
  return icebergSession(context, server.client(), options, {});
}

async function keys(store: ObjectStore, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list(prefix)) found.push(key);
  return found;
}

async function entry(store: ObjectStore, number: number) {
  const { bytes } = await store.get(`${rows.key}/_log/${String(number).padStart(10, "0")}.json`);
  return JSON.parse(Buffer.from(bytes).toString()) as { added: { ownedBy?: string }[] };
}

describe("an append whose files the table takes over", () => {
  it("happens once, wherever its first publisher dies and whoever is next", { timeout: 60_000 }, async () => {
    let deaths = 0;
    for (let call = 1; ; call++) {
      const { server, store } = await begun();
      const dying = dyingStore(store, `beforeCall#${call}`);
      const end = await put(open(server, dying.store), 2, "second").catch((error: Error) => error);
      if (dying.survived()) break;
      if (end instanceof Error) deaths++;
      const others = open(server, store);
      if (call % 2 === 0) await put(others, 3, "third");
      await put(open(server, store), 2, "second");
      expect(await put(others, 2, "second")).toMatchObject({ replayed: true });
      await expectInStep(server, others, `died before call ${call}`);
      const committed = await others.snapshots(rows);
      expect(server.history, `died before call ${call}`).toHaveLength(committed.length + 1);
      for (const { snapshot } of committed) {
        expect((await entry(store, snapshot)).added, `died before call ${call}`).toEqual([
          expect.objectContaining({ ownedBy: "engine" }),
        ]);
      }
    }
    expect(deaths).toBeGreaterThan(8);
  });

  it("is told from others that Trino says no query of, wherever its publisher dies", async () => {
    for (const adds of [true, false]) {
      const { server, store } = await begun();
      server.onBegin = async (commit, queryId) => {
        if (adds) commit();
        server.end(queryId);
        // Somebody else takes files over meanwhile.
        const { folders } = server;
        const id = 2n ** 61n;
        server.history.push({
          id,
          parent: server.history.at(-1)?.id ?? null,
          queryId: null,
          taken: "s3://other",
          folders,
        });
        throw failed("REMOTE_HOST_GONE");
      };
      const end = await put(open(server, store), 2, "second").catch((error: Error) => error);
      server.onBegin = async (commit) => commit();
      expect(end instanceof Error).toBe(!adds);
      const again = await put(open(server, store), 2, "second");
      expect(again).toMatchObject({ replayed: adds, snapshot: 2 });
      expect(server.folders).toHaveLength(2);
    }
  });

  it("can be read in snapshots from before a replace, wherever that dies", { timeout: 60_000 }, async () => {
    let deaths = 0;
    for (let call = 1; ; call++) {
      const { server, store } = await begun();
      const dying = dyingStore(store, `beforeCall#${call}`);
      const end = await put(open(server, dying.store), 2, "second", "replace").catch((error: Error) => error);
      if (dying.survived()) {
        expect(server.mapped).toBe(true);
        break;
      }
      if (end instanceof Error) deaths++;
      const others = open(server, store);
      await others.republish(rows);
      expect(server.mapped, `died before call ${call}`).toBe(true);
      await put(others, 2, "second", "replace");
      expect(server.mapped, `died before call ${call}`).toBe(true);
      expect(await others.load(rows)).toEqual([{ id: 2n }]);
    }
    expect(deaths).toBeGreaterThan(8);
  });

  it("makes no stage, and is an INSERT where the server or the caller says so", async () => {
    const { server, store } = await begun();
    const statements: string[] = [];
    const told = async (io: ReturnType<typeof open>, id: number) => {
      const off = io.on((event) => event.type === "statement-run" && statements.push(event.sql));
      await put(io, id, String(id));
      off();
      return statements.splice(0).filter((sql) => /^(INSERT|ALTER TABLE .* EXECUTE|CREATE TABLE)/.test(sql));
    };
    expect(await told(open(server, store), 2)).toEqual([expect.stringContaining("EXECUTE add_files")]);
    const inserts = [expect.stringContaining("CREATE TABLE hive."), expect.stringContaining("INSERT INTO")];
    expect(await told(open(server, store, { addFiles: false }), 3)).toEqual(inserts);
    server.addsFrom = undefined;
    expect(await told(open(server, store), 4)).toEqual(inserts);
    expect((await entry(store, 4)).added[0]?.ownedBy).toBeUndefined();
  });

  it("is an INSERT where the table refuses the files, but not where it has them", async () => {
    const { server, store } = await begun();
    const refuse = (why: string) => {
      server.onBegin = async (commit, queryId) => {
        if (server.begun.at(-1) !== queryId || !server.adding) return commit();
        throw failed("ICEBERG_COMMIT_ERROR", `Failed to add files: ${why}`);
      };
    };
    refuse("NULL value not allowed for NOT NULL column: id");
    await put(open(server, store), 2, "second");
    expect((await entry(store, 2)).added[0]?.ownedBy).toBeUndefined();
    await expectInStep(server, open(server, store));
    refuse("File already exists: s3://bucket/a");
    await expect(put(open(server, store), 3, "third")).rejects.toMatchObject({ code: "QUERY_FAILED" });
    expect(server.folders).toHaveLength(2);
  });

  it("is said in a plan, with the reason where it is not so", async () => {
    const { server, store } = await begun();
    const plan = (io: ReturnType<typeof open>, asset = rows) => io.plan(asset, { mode: "append" });
    const { statements, notes } = await plan(open(server, store));
    expect(statements).toEqual([expect.stringContaining("EXECUTE add_files")]);
    expect(notes).toEqual([expect.stringContaining("by add_files: the table takes the files over")]);
    expect((await plan(open(server, store, { addFiles: false }))).notes).toEqual([
      "Rows are appended by INSERT: iceberg({ addFiles: false }) says so.",
    ]);
    server.addsFrom = undefined;
    expect((await plan(open(server, store))).notes).toEqual([
      "Rows are appended by INSERT: iceberg has no iceberg.add-files-procedure.enabled=true.",
    ]);
  });

  it("is not made of types that Iceberg keeps otherwise, nor for other tables", async () => {
    const { server, store } = await begun();
    const io = open(new FakeIceberg(), store);
    const noted = async (asset: Parameters<typeof io.plan>[0]) =>
      (await io.plan(asset, { mode: "append" } as never)).notes.at(-1);
    const asset = (key: string, iceberg = {}) =>
      defineAsset({ key, type: table({ id: int64(), token: uuid() }), on: { iceberg } });
    expect(await noted(asset("uuids"))).toBe(
      'Rows are appended by INSERT: Iceberg keeps the UUIDs of "token" in another form than the files.',
    );
    expect(await noted(asset("buckets", { partitioning: ["bucket(id, 4)"] }))).toContain("is partitioned");
    expect(await noted(asset("newest", { formatVersion: 3 }))).toContain("format version 3");
    expect(server.begun).toHaveLength(1);
  });
});

describe("files that a table has taken over", () => {
  it("are neither swept nor compacted", async () => {
    const { server, store } = await begun();
    const io = open(server, store);
    await put(io, 2, "second");
    await expect(io.compact(rows)).rejects.toMatchObject({
      code: "CAPABILITY_MISSING",
      hint: expect.stringContaining("io.maintain"),
    });
    await put(io, 3, "third", "replace");
    const before = await keys(store, `${rows.key}/data/`);
    const { writes } = await io.sweep(rows, { olderThanMillis: 0, force: true });
    expect(writes).toEqual([]);
    expect(await keys(store, `${rows.key}/data/`)).toEqual(before);
  });

  it("load from what the table has in their place", async () => {
    const { server, store } = await begun();
    const io = open(server, store);
    const [own] = await io.files(rows);
    const { bytes } = await store.get((own?.url ?? "").replace("s3://bucket/", ""));
    await store.put(`${rows.key}/iceberg/x/data/rewritten.parquet`, bytes, { mode: "create" });
    server.rewritten = `s3://bucket/${rows.key}/iceberg/x/data`;
    await store.delete((own?.url ?? "").replace("s3://bucket/", ""));
    expect(await io.load(rows)).toEqual([{ id: 1n }]);
    expect((await io.files(rows)).map(({ url }) => url)).toEqual([
      `s3://bucket/${rows.key}/iceberg/x/data/rewritten.parquet`,
    ]);
  });

  it("are not read by SQL in a snapshot from before a replace that came between", async () => {
    for (const dies of [false, true]) {
      const { server, store } = await begun();
      const io = open(server, store);
      await put(io, 1, "second", "delete");
      const version = String(server.history.at(-1)?.id);
      const session = sessionOn(server, store);
      const left: number[] = [];
      let reads = 0;
      const reading = whileMapped(
        version,
        session,
        async () => {
          if (++reads > 1) return reads;
          const other = dies ? dyingStore(store, "afterPut:_log/0000000003").store : store;
          await put(open(server, other), 3, "third", "replace").catch(() => {});
          return reads;
        },
        async (read) => left.push(read),
      );
      if (dies) await expect(reading).rejects.toMatchObject({ code: "CATALOG_CONFLICT" });
      else expect(await reading).toBe(2);
      expect(left).toEqual([1]);
      const newest = String(server.history.findLast(({ taken }) => taken === undefined)?.id);
      expect(await whileMapped(newest, session, async () => "read")).toBe("read");
      await io.republish(rows);
      expect(await whileMapped(version, session, async () => "read")).toBe("read");
    }
  });

  it("are looked for before an older snapshot comes back", async () => {
    const { server, store } = await begun();
    const io = open(server, store);
    await put(io, 2, "second", "replace");
    for (const key of await keys(store, `${rows.key}/data/`)) {
      const { added } = await entry(store, 1);
      if (JSON.stringify(added).includes(key)) await store.delete(key);
    }
    const before = server.history.length;
    await expect(io.rollback(rows, { to: 1 })).rejects.toMatchObject({ code: "FILE_MISSING" });
    expect(server.history).toHaveLength(before);
    expect(await io.load(rows)).toEqual([{ id: 2n }]);
  });
});

describe("without a Hive catalog", () => {
  it("files are staged in the catalog of the tables, and the stage is unregistered", async () => {
    const { server, store } = await begun();
    server.catalogs = ["iceberg"];
    const io = open(server, store);
    const statements: string[] = [];
    io.on((event) => event.type === "statement-run" && statements.push(event.sql));
    await put(io, 2, "second", "replace");
    await expectInStep(server, io);
    expect(server.stages.size).toBe(0);
    expect(statements.filter((sql) => sql.startsWith("CALL"))).toEqual([
      expect.stringContaining("system.unregister_table(schema_name => 's', table_name => 'stage_"),
    ]);
    expect(statements.filter((sql) => sql.startsWith("DROP"))).toEqual([]);
    expect(await keys(store, `${rows.key}/_stage/`)).toEqual([]);
  });

  it("a sweep unregisters the stages of the dead, and no others", async () => {
    const { server, store } = await begun();
    server.catalogs = ["iceberg"];
    const [dead, gone, other] = ["dead", "gone", "other"];
    for (const id of [dead, other]) server.stages.set(`iceberg.s.stage_${id}`, []);
    for (const id of [dead, gone]) {
      await store.put(`${rows.key}/_stage/${id}/metadata/0.json`, Buffer.from("{}"), { mode: "create" });
    }
    const io = open(server, store);
    const statements: string[] = [];
    io.on((event) => event.type === "statement-run" && statements.push(event.sql));
    await io.sweep(rows, { olderThanMillis: 3_600_000 });
    expect([server.stages.size, (await keys(store, `${rows.key}/_stage/`)).length]).toEqual([2, 2]);

    await io.sweep(rows, { olderThanMillis: 0, force: true });
    expect([...server.stages.keys()]).toEqual(["iceberg.s.stage_other"]);
    expect(await keys(store, `${rows.key}/_stage/`)).toEqual([]);
    expect(statements.filter((sql) => /^(CALL|DROP)/.test(sql))).toEqual([
      "CALL iceberg.system.unregister_table(schema_name => 's', table_name => 'stage_dead')",
    ]);
    await expectInStep(server, io);
  });

  it("a sweep unregisters those of an asset that no store ever came to commit", async () => {
    const [server, store] = [new FakeIceberg(), sharedStore()];
    server.catalogs = ["iceberg"];
    server.stages.set("iceberg.s.stage_dead", []);
    const io = open(server, store);
    const now = { olderThanMillis: 0, force: true } as const;
    await expect(io.sweep(rows, now)).rejects.toMatchObject({ code: "ASSET_NOT_FOUND" });
    await store.put(`${rows.key}/_stage/dead/metadata/0.json`, Buffer.from("{}"), { mode: "create" });
    await io.sweep(rows, { ...now, plan: true });
    await io.sweep(rows);
    expect([...server.stages.keys()]).toEqual(["iceberg.s.stage_dead"]);
    expect(await io.sweep(rows, now)).toMatchObject({ oldest: 1, writes: [], files: 0 });
    expect([...server.stages.keys()]).toEqual([]);
    expect(await keys(store, `${rows.key}/_stage/`)).toEqual([]);
    await expect(io.load(rows)).rejects.toMatchObject({ code: "ASSET_NOT_FOUND" });
  });

  it("that is refused where files cannot be added either", async () => {
    const [server, store] = [new FakeIceberg(), sharedStore()];
    server.catalogs = ["iceberg"];
    await expect(put(open(server, store), 1, "first")).rejects.toMatchObject({
      code: "CAPABILITY_MISSING",
      details: { capability: "add_files" },
    });
    await expect(put(open(server, store, { stage: "lake" }), 1, "first")).rejects.toMatchObject({
      code: "CONFIGURATION_INVALID",
    });
    expect(await keys(store, `${rows.key}/data/`)).toEqual([]);
  });
});
