import { parquet } from "@sluice/handler-parquet";
import { createIOManager, type IOManager } from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import { dyingStore, watchedStore } from "@sluice/testkit";
import { describe, expect, it, vi } from "vitest";
import { FakeIceberg, sharedStore } from "./fake-iceberg.js";
import { begun, catalogOf, expectInStep, open, put, rows } from "./fake-lake.js";
import { interrupted } from "./interrupted.js";

const now = { olderThanMillis: 0, force: true } as const;
/** One that knows no table: it goes by the log alone. */
const byLog = (store: ObjectStore): IOManager =>
  createIOManager({ handlers: [parquet({ workers: 0 })], store });
/** Waits for the sweep that is the second commit. */
const revoked = (store: ObjectStore): Promise<void> =>
  vi.waitFor(async () => expect(await store.head(`${rows.key}/_log/0000000002.json`)).toBeDefined());
const ids = async (io: IOManager): Promise<number[]> =>
  (await io.load(rows)).map(({ id }) => Number(id)).sort();

/** The table holds what the log says, and no file of it is gone. */
async function expectWhole(server: FakeIceberg, store: ObjectStore, count: number): Promise<void> {
  await expectInStep(server, open(server, store));
  expect(server.folders).toHaveLength(count);
  for (const folder of server.folders) {
    const files: string[] = [];
    for await (const { key } of store.list(`${folder.replace("s3://bucket/", "")}/`)) files.push(key);
    expect(files).not.toEqual([]);
  }
}

function signalled(): { readonly given: Promise<void>; give(): void } {
  let give = (): void => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

/** From now on statements say that they began, and commit when they are let. */
function held(server: FakeIceberg) {
  const [began, goOn] = [signalled(), signalled()];
  server.onBegin = async (commit) => {
    began.give();
    await goOn.given;
    commit();
  };
  return { began: began.given, release: goOn.give };
}

/** A server and a store with one row, and a second sealed in a file that nobody has published. */
async function sealed(mode: "append" | "upsert" | "replace"): ReturnType<typeof begun> {
  const { server, store } = await begun();
  const { store: dying } = dyingStore(store, "beforePut:_iceberg/0000000002");
  await expect(put(open(server, dying), 2, "second", mode)).rejects.toThrow(/died/);
  return { server, store };
}

/** A sweep that waits for the second row, whose statement begins just before the sweep says that its file is dead. */
async function sweptBeside(
  server: FakeIceberg,
  store: ObjectStore,
  { began, release }: ReturnType<typeof held>,
): Promise<Promise<unknown>[]> {
  const stores: Promise<unknown>[] = [];
  const revoking = interrupted(store, "_log/0000000002", async () => {
    stores.push(put(open(server, store), 2, "second"));
    await began;
  });
  const sweep = open(server, revoking).sweep(rows, now);
  await revoked(store);
  setTimeout(release, 100);
  return [...stores, sweep];
}

describe.each(["append", "upsert", "replace"] as const)("a late %s", (mode) => {
  const folders = mode === "replace" ? 1 : 2;

  it("does not begin once a sweep has revoked it, at the last moment too, and is written anew", async () => {
    const { server, store } = await sealed(mode);
    const sweep = () => open(server, store).sweep(rows, now);
    const io = open(server, interrupted(store, "_iceberg/0000000002.json", sweep));
    expect(await put(io, 2, "second", mode)).toMatchObject({ replayed: false, snapshot: 3 });
    expect(server.begun).toHaveLength(2);
    // Nobody has to find out what became of it.
    expect(server.cancelled).toEqual(new Set());
    await expectWhole(server, store, folders);
    expect(await put(open(server, store), 2, "second", mode)).toMatchObject({ replayed: true, snapshot: 3 });
  });

  it("that runs while a sweep revokes it is waited for and stays, with its files and its commit", async () => {
    const { server, store } = await sealed(mode);
    const { began, release } = held(server);
    let late: Promise<unknown> = Promise.resolve();
    const sweeping = interrupted(store, "_log/0000000002", async () => {
      late = put(open(server, store), 2, "second", mode);
      await began;
      setTimeout(release, 100);
    });
    const report = await open(server, sweeping).sweep(rows, now);
    expect(report).toMatchObject({ snapshot: 2, files: 0, writes: [] });
    expect(await late).toMatchObject({ snapshot: 3 });
    expect(server.begun).toHaveLength(2);
    await expectWhole(server, store, folders);
    // What was revoked in vain is as live as any other.
    expect((await open(server, store).sweep(rows, now)).writes.map(({ why }) => why)).toEqual(
      mode === "replace" ? ["replaced"] : [],
    );
    await expectWhole(server, store, folders);
  });
});

it("a sweep beside one that waits for a write does not take it for what that one left", async () => {
  const { server, store } = await sealed("append");
  const statement = held(server);
  const { republish, ...catalog } = catalogOf(server);
  const others: Promise<unknown>[] = [];
  const second = createIOManager({
    handlers: [parquet({ workers: 0 })],
    store,
    catalog: {
      ...catalog,
      async republish(context) {
        const shown = await republish(context);
        if (others.length === 0) {
          others.push(...(await sweptBeside(server, store, statement)));
        }
        return shown;
      },
    },
  });
  expect(await second.sweep(rows, now)).toMatchObject({ files: 0 });
  await Promise.all(others);
  expect(await ids(open(server, store))).toEqual([1, 2]);
});

it("a write that is revoked while a twin of its publisher runs its statement is not written anew", async () => {
  const { server, store } = await sealed("append");
  const statement = held(server);
  const others: Promise<unknown>[] = [];
  let looked = false;
  const twin = watchedStore(store, {
    async before(call, key) {
      // It has seen that no other try is on its way, and not yet what the log says.
      if (looked || call !== "get" || !key.endsWith("_iceberg/0000000001-outcome.json")) return;
      looked = true;
      others.push(...(await sweptBeside(server, store, statement)));
    },
  });
  expect(await put(open(server, twin), 2, "second")).toMatchObject({ snapshot: 3, replayed: true });
  await Promise.all(others);
  await expectInStep(server, open(server, store));
  expect(await ids(open(server, store))).toEqual([1, 2]);
});

it.each([
  ["with a commit", begun],
  ["without one", async () => ({ server: new FakeIceberg(), store: sharedStore() })],
])("drops the old stages in the Hive catalog of the asset, and no others: one %s", async (_, start) => {
  const { server, store } = await start();
  const folder = `${rows.key}/data/write=${"a".repeat(24)}`;
  await store.put(`${folder}/part-00000.parquet`, Buffer.from("dead"), { mode: "create" });
  const stages = {
    old: [`hive.s.stage_${"1".repeat(24)}`, folder, "20200101_100000_00001_abcde"],
    several: [`hive.s.stage_${"2".repeat(24)}`, `${rows.key}/_table`, "20200101_100000_00002_abcde"],
    ofAnother: [`hive.s.stage_${"3".repeat(24)}`, "sales/rows2/data/write=a", "20200101_100000_00003_abcde"],
    young: [`hive.s.stage_${"4".repeat(24)}`, folder, "29990101_100000_00004_abcde"],
    unknown: [`hive.s.stage_${"5".repeat(24)}`, folder, "q1"],
    theirs: ["hive.s.stage_of_a_theatre", folder, "20200101_100000_00005_abcde"],
  } as const;
  for (const [relation, at, query] of Object.values(stages)) {
    server.stages.set(relation, [`s3://bucket/${at}`]);
    server.madeBy.set(relation, query);
  }
  await open(server, store).sweep(rows);
  const { old, several, ...others } = stages;
  expect([...server.stages.keys()]).toEqual(Object.values(others).map(([relation]) => relation));
  expect(await store.head(`${folder}/part-00000.parquet`)).toBeDefined();
});

it("a table that is made from the log is made of what was not swept meanwhile", async () => {
  const { server } = await begun();
  const store = sharedStore();
  for (const id of [1, 2]) await put(byLog(store), id, `k${id}`);
  const tidied = interrupted(store, "_iceberg/0000000001.json", async () => {
    await byLog(store).compact(rows);
    await byLog(store).sweep(rows, now);
  });
  server.history.length = 0;
  await open(server, tidied).republish(rows);
  await expectInStep(server, open(server, store));
  expect(await ids(open(server, store))).toEqual([1, 2]);
});
