import {
  defineAsset,
  int64,
  json,
  manifest,
  memoryStore,
  type Receipt,
  string,
  table,
  value,
} from "@sluice/sdk";
import type { Catalog, ObjectInfo, ObjectStore, SealedWrite } from "@sluice/sdk/plugin";
import { beforeEach, describe, expect, it } from "vitest";
import { keysOf, lakeOf, type StoreCall, watched } from "./lakes.js";
import { codeOf, failure } from "./packing.js";

const sales = defineAsset({
  key: "sales",
  type: table({ id: int64({ as: "number" }), region: string() }),
  partitions: { region: value("region") },
});
const row = (id: number, region = "eu") => ({ id, region });
const day = 86_400_000;
const now = { olderThanMillis: 0, force: true } as const;

/** A store whose clock the test sets. */
function timed(inner = memoryStore()) {
  const times = new Map<string, Date>();
  const clock = { millis: Date.UTC(2024, 4, 1) };
  const at = (info: ObjectInfo): ObjectInfo => ({
    ...info,
    modifiedAt: times.get(info.key) ?? info.modifiedAt,
  });
  const store: ObjectStore = {
    ...inner,
    async put(key, ...rest) {
      const info = await inner.put(key, ...rest);
      times.set(key, new Date(clock.millis));
      return at(info);
    },
    async head(...args) {
      const info = await inner.head(...args);
      return info && at(info);
    },
    async *list(...args) {
      for await (const info of inner.list(...args)) yield at(info);
    },
  };
  const pass = (millis: number): void => {
    clock.millis += millis;
  };
  return { store, pass };
}

let { store, pass } = timed();
beforeEach(() => {
  ({ store, pass } = timed());
});
const io = () => lakeOf(store);
const ids = async (options: object = {}): Promise<number[]> =>
  (await io().load(sales, options)).map(({ id }) => id);
const files = () => keysOf(store, "sales/data/");
const put = (id: number, region = "eu", options: object = {}): Promise<Receipt> =>
  io().store(sales, [row(id, region)], { split: true, ...options });

/** Dies after the seal and before the commit. */
const sealOnly = async (id: number, options: object = {}, over = store): Promise<void> => {
  const catalog: Catalog = { ...manifest(), publish: async () => Promise.reject(new Error("killed")) };
  await lakeOf(over, catalog)
    .store(sales, [row(id)], { split: true, ...options })
    .catch(() => {});
};
/** Dies before the seal. */
const filesOnly = (id: number): Promise<unknown> =>
  lakeOf(
    watched(store, {
      before: (call, key) => {
        if (call === "put" && key.includes("_seals")) throw new Error("killed");
      },
    }),
  )
    .store(sales, [row(id)], { split: true })
    .catch(() => {});

describe("sweep", () => {
  it("deletes what has been replaced for longer than the waiting time, and nothing younger", async () => {
    const first = await put(1);
    await put(2, "us");
    pass(day);
    await put(3);
    pass(6 * day);
    expect(await io().sweep(sales)).toMatchObject({ writes: [], files: 0, oldest: 2 });
    pass(day);
    const second = await put(4);
    pass(1);
    const [old] = await keysOf(store, `sales/data/region=eu/write=${first.write}/`);
    const byteLength = (await store.head(old as string))?.byteLength;
    expect(await io().sweep(sales)).toEqual({
      asset: "sales",
      snapshot: 5,
      oldest: 3,
      writes: [{ write: first.write, why: "replaced", files: 1, byteLength }],
      files: 1,
      byteLength,
    });
    expect(await ids()).toEqual([4, 2]);
    expect(await ids({ snapshot: 3 })).toEqual([3, 2]);
    expect(await files()).toHaveLength(3);
    expect((await io().snapshots(sales))[0]).toMatchObject({ snapshot: 5, operation: "sweep", rows: 0 });
    expect(second.snapshot).toBe(4);
    expect(await io().sweep(sales)).toMatchObject({ writes: [], files: 0 });
    expect(await keysOf(store, "sales/_log/")).toHaveLength(5);
    expect(await keysOf(store, "sales/_seals/")).toHaveLength(5);
  });

  it("takes just the folders of a write that are superfluous", async () => {
    await io().store(sales, [row(1, "eu"), row(2, "us")], { split: true });
    await put(3);
    expect(await io().sweep(sales, now)).toMatchObject({ files: 1 });
    expect(await ids()).toEqual([3, 2]);
  });

  it("only tells what it would do, if that is asked for", async () => {
    await put(1);
    await put(2);
    await sealOnly(3);
    const before = (await keysOf(store)).filter((key) => !key.endsWith("_clock.json"));
    const planned = await io().sweep(sales, { olderThanMillis: 0, plan: true });
    expect((await keysOf(store)).filter((key) => !key.endsWith("_clock.json"))).toEqual(before);
    const { snapshot, ...done } = await io().sweep(sales, now);
    expect(snapshot).toBe(3);
    expect(done).toEqual(planned);
    expect(done.writes.map(({ why }) => why).sort()).toEqual(["replaced", "unpublished"]);
  });

  it("refuses a short waiting time unless it is told to be sure", async () => {
    await put(1);
    for (const olderThanMillis of [0, 3_599_999, -1, Number.NaN])
      expect(await codeOf(io().sweep(sales, { olderThanMillis }))).toBe("CONFIGURATION_INVALID");
    for (const olderThanMillis of [-1, Number.NaN])
      expect(await codeOf(io().sweep(sales, { olderThanMillis, force: true }))).toBe("CONFIGURATION_INVALID");
    expect(await codeOf(io().sweep(defineAsset({ key: "none", type: sales.type }), now))).toBe(
      "ASSET_NOT_FOUND",
    );
  });

  it("sweeps values, and leaves other assets and foreign files alone", async () => {
    const settings = defineAsset({ key: "sales/data/settings", type: json() });
    await io().store(settings, { a: 1 });
    await io().store(settings, { a: 2 });
    await put(1);
    await store.put("sales/data/region=eu/notes.txt", Buffer.from("mine"), { mode: "create" });
    await store.put("sales/data/region=eu/write=mine/notes.txt", Buffer.from("mine"), { mode: "create" });
    expect(await io().sweep(sales, now)).toMatchObject({ files: 0 });
    expect(await io().sweep(settings, now)).toMatchObject({ files: 1 });
    expect(await io().load(settings)).toEqual({ a: 2 });
    expect(await files()).toContain("sales/data/region=eu/write=mine/notes.txt");
  });
});

describe("a catalog", () => {
  it("is told to forget folders after they are revoked, before they are deleted, and again by the next sweep", async () => {
    const told: string[][] = [];
    let dies = true;
    const catalog: Catalog = {
      ...manifest(),
      async forget(folders, commits, { log }) {
        expect((await log.head()).sweep).toBe(5);
        expect(await files()).toHaveLength(4);
        told.push([...folders].sort());
        expect(commits.map(({ number }) => number)).toEqual([1, 2]);
        if (dies) throw new Error("killed");
      },
    };
    const written = [await put(1), await put(2)]
      .map(({ write }) => `sales/data/region=eu/write=${write}`)
      .sort();
    for (const id of [3, 4]) await put(id, id === 3 ? "eu" : "us");
    await lakeOf(store, catalog)
      .sweep(sales, now)
      .catch(() => {});
    dies = false;
    await lakeOf(store, catalog).sweep(sales, now);
    expect(told).toEqual([written, written]);
    expect(await files()).toHaveLength(2);
  });
});

describe("an asset that stores began and none came to commit", () => {
  it("keeps what it has, but for what the catalog keeps of the dead", async () => {
    const told: Date[] = [];
    const catalog: Catalog = {
      ...manifest(),
      async forget(folders, commits, { before }) {
        expect([[...folders], commits]).toEqual([[], []]);
        told.push(before);
      },
    };
    const sweep = (options: object) => lakeOf(store, catalog).sweep(sales, options);
    expect(await codeOf(sweep(now))).toBe("ASSET_NOT_FOUND");
    await filesOnly(1);
    await sealOnly(2);
    const before = await keysOf(store, "sales/");
    const nothing = { asset: "sales", oldest: 1, writes: [], files: 0, byteLength: 0 };
    expect(await sweep({ ...now, plan: true })).toEqual(nothing);
    expect(told).toEqual([]);
    expect(await sweep({ olderThanMillis: day })).toEqual(nothing);
    expect(told).toEqual([new Date(Date.UTC(2024, 3, 30))]);
    expect((await keysOf(store, "sales/")).filter((key) => !key.endsWith("_clock.json"))).toEqual(before);
    expect(await codeOf(io().load(sales))).toBe("ASSET_NOT_FOUND");
    await put(3);
    expect(await io().sweep(sales, now)).toMatchObject({ files: 2 });
  });

  it("is found by its files alone", async () => {
    await filesOnly(1);
    expect(await io().sweep(sales, now)).toMatchObject({ files: 0 });
  });
});

describe("a snapshot whose files were swept", () => {
  it("is expired for loads and for rollback, also after more sweeps", async () => {
    for (const id of [1, 2]) await put(id);
    await put(3, "us");
    for (const id of [4, 5]) await put(id);
    await io().sweep(sales, now);
    await put(6);
    await io().sweep(sales, now);
    expect(await ids()).toEqual([6, 3]);
    for (const snapshot of [1, 2, 3, 4, 5, 6]) {
      const error = await failure(io().load(sales, { snapshot }));
      expect(error).toMatchObject({ code: "SNAPSHOT_EXPIRED", details: { snapshot, oldest: 7 } });
    }
    expect(await ids({ snapshot: 7 })).toEqual([6, 3]);
    expect(await codeOf(io().rollback(sales, { to: 3 }))).toBe("SNAPSHOT_EXPIRED");
  });

  it("is told from an old one that still has all of its files", async () => {
    await put(1, "us");
    await put(2);
    await put(3);
    await io().sweep(sales, now);
    expect(await ids({ snapshot: 1 })).toEqual([1]);
    expect(await codeOf(io().load(sales, { snapshot: 2 }))).toBe("SNAPSHOT_EXPIRED");
  });

  it("does not come back by a rollback that started before", async () => {
    await put(1);
    await put(2);
    let swept = false;
    const racing = watched(store, {});
    const slow: ObjectStore = {
      ...racing,
      async put(key, ...rest) {
        if (key.includes("_log/") && !swept) {
          swept = true;
          await io().sweep(sales, now);
        }
        return store.put(key, ...rest);
      },
    };
    expect(await codeOf(lakeOf(slow).rollback(sales, { to: 1 }))).toBe("PUBLISH_CONFLICT");
    expect(await ids()).toEqual([2]);
  });
});

describe("what was never published", () => {
  it("is kept for the waiting time, counted from its last file or its seal", async () => {
    await put(1);
    await filesOnly(2);
    await sealOnly(3);
    pass(7 * day - 1);
    expect(await io().sweep(sales)).toMatchObject({ files: 0 });
    const key = { idempotencyKey: "late" };
    let seen = 0;
    const slow = watched(store, {
      before: (call, key) => {
        if (call === "put" && key.includes("_seals") && seen++ === 0) pass(8 * day);
      },
    });
    await sealOnly(4, key, slow);
    expect((await io().sweep(sales)).writes.map(({ why }) => why)).toEqual(["unpublished", "unpublished"]);
    expect(await io().store(sales, [row(4)], { split: true, ...key })).toMatchObject({ replayed: false });
    expect(await ids()).toEqual([4]);
  });

  it("loses its seal too, unless a key can still lead to it", async () => {
    await put(1);
    await sealOnly(2);
    await sealOnly(3, { idempotencyKey: "k" });
    expect(await keysOf(store, "sales/_seals/")).toHaveLength(3);
    expect(await io().sweep(sales, now)).toMatchObject({ files: 2 });
    // Of the store, the key, and the sweep itself.
    expect(await keysOf(store, "sales/_seals/")).toHaveLength(3);
  });

  it("is written anew by a repeat with its key, once", async () => {
    await put(1);
    await sealOnly(2, { idempotencyKey: "k", mode: "append" });
    await io().sweep(sales, now);
    const again = () => put(2, "eu", { idempotencyKey: "k", mode: "append" });
    const anew = await again();
    expect(anew).toMatchObject({ replayed: false, snapshot: 3 });
    expect(await again()).toMatchObject({ replayed: true, snapshot: 3, write: anew.write });
    await io().sweep(sales, now);
    expect(await again()).toMatchObject({ replayed: true, snapshot: 3 });
    expect(await ids()).toEqual([1, 2]);
    expect((await keysOf(store, "sales/_seals/")).filter((key) => key.endsWith("/0002.json"))).toHaveLength(
      1,
    );
  });

  it("cannot be published by whoever comes back after the sweep", async () => {
    await put(1);
    const error = await failure(
      lakeOf(store, {
        ...manifest(),
        async publish(write, { log }) {
          await io().sweep(sales, now);
          return { snapshot: (await log.commit(write)).commit.number };
        },
      }).store(sales, [row(2)], { split: true }),
    );
    expect(error).toMatchObject({ code: "WRITE_REVOKED", details: { snapshot: 2 } });
    expect(await ids()).toEqual([1]);
  });

  it("stays if it is published while the sweep looks", async () => {
    await put(1);
    const key = { idempotencyKey: "k", mode: "append" } as const;
    await sealOnly(2, key);
    let published = false;
    const slow: ObjectStore = {
      ...store,
      async put(name, ...rest) {
        if (name.includes("_log/") && !published) {
          published = true;
          await put(2, "eu", key);
        }
        return store.put(name, ...rest);
      },
    };
    const report = await lakeOf(slow).sweep(sales, now);
    expect(published).toBe(true);
    expect(report.files).toBe(0);
    expect(await ids()).toEqual([1, 2]);
  });
});

describe("a sweep", () => {
  it("starts over beside a store that changes the columns", async () => {
    await put(1);
    await put(2);
    const grown = defineAsset({
      key: "sales",
      type: table({ id: int64({ as: "number" }), region: string(), note: string({ nullable: true }) }),
      partitions: { region: value("region") },
      schemaEvolution: "additive",
    });
    let grew = false;
    const busy: ObjectStore = {
      ...store,
      async put(name, ...rest) {
        if (name.includes("_log/") && !grew) {
          grew = true;
          await io().store(grown, [{ id: 3, region: "us", note: "new" }], { split: true });
        }
        return store.put(name, ...rest);
      },
    };
    expect(await lakeOf(busy).sweep(sales, now)).toMatchObject({ snapshot: 4, files: 1 });
    expect((await io().load(grown)).map(({ note }) => note)).toEqual([null, "new"]);
  });

  it("changes no row: a compact of the whole table goes together with it", async () => {
    const flat = defineAsset({ key: "flat", type: table({ id: int64({ as: "number" }) }), mode: "append" });
    await io().store(flat, [{ id: 1 }]);
    await io().store(flat, [{ id: 2 }], { mode: "replace" });
    await io().store(flat, [{ id: 3 }]);
    pass(2 * 3_600_000);
    const puts: string[] = [];
    const busy: ObjectStore = {
      ...store,
      async put(key, ...rest) {
        puts.push(key);
        if (key.endsWith("_log/0000000004.json")) await io().sweep(flat, { olderThanMillis: 3_600_000 });
        return store.put(key, ...rest);
      },
    };
    expect(await lakeOf(busy).compact(flat)).toMatchObject({ operation: "compact", snapshot: 5 });
    expect(puts.filter((key) => key.includes("/data/"))).toHaveLength(1);
    expect(await io().load(flat)).toEqual([{ id: 2 }, { id: 3 }]);
  });

  it("changes no row: neither a condition nor a sealed write of everything minds it", async () => {
    const all = { split: true, replace: "all" } as const;
    const sweeps = async (): Promise<void> => {
      await io().sweep(sales, { olderThanMillis: 3_600_000 });
      expect((await io().snapshots(sales))[0]?.operation).toBe("sweep");
    };
    await put(1);
    await put(2);
    pass(2 * 3_600_000);
    const seal = { ...all, idempotencyKey: "k" };
    await sealOnly(3, seal);
    await sweeps();
    expect(await put(3, "eu", seal)).toMatchObject({ replayed: false, snapshot: 4 });
    pass(2 * 3_600_000);
    await sweeps();
    expect(await put(5, "eu", { ...all, ifSnapshot: 4 })).toMatchObject({ snapshot: 6 });
    expect(await ids()).toEqual([5]);
  });
});

describe("a catalog that commits elsewhere", () => {
  /** It had let the only loose write begin when that was revoked, and finishes it when it is asked to. */
  const late: Catalog = {
    ...manifest(),
    async republish(context) {
      const seals = await keysOf(store, "sales/_seals/");
      const { number, sweep } = await context.log.head();
      const known = new Set((await context.log.commits(0, number)).map(({ seal }) => seal));
      const loose = seals.filter((seal) => !known.has(seal));
      for (const seal of sweep === undefined ? [] : loose) {
        const write = JSON.parse(Buffer.from((await store.get(seal)).bytes).toString()) as SealedWrite;
        await context.log.commit(write, { done: true });
      }
      return manifest().republish(context);
    },
  };

  it("finishes what it has begun before a file is deleted, and that is kept", async () => {
    await put(1);
    await sealOnly(2, { mode: "append" });
    expect(await lakeOf(store, late).sweep(sales, now)).toMatchObject({ snapshot: 2, files: 0, writes: [] });
    expect(await ids()).toEqual([1, 2]);
    expect(await keysOf(store, "sales/_seals/")).toHaveLength(3);
    expect(await io().sweep(sales, now)).toMatchObject({ files: 0 });
    expect(await ids()).toEqual([1, 2]);
  });

  it("can be swept of it later, as of any other write", async () => {
    await put(1);
    await sealOnly(2, { mode: "append" });
    await lakeOf(store, late).sweep(sales, now);
    await put(3);
    expect((await io().sweep(sales, now)).writes.map(({ why }) => why)).toEqual(["replaced", "replaced"]);
    expect(await codeOf(io().load(sales, { snapshot: 3 }))).toBe("SNAPSHOT_EXPIRED");
    expect(await ids()).toEqual([3]);
  });

  it("finds the seal of a write without files, which no sweep can revoke", async () => {
    await put(1);
    const killed: Catalog = { ...manifest(), publish: async () => Promise.reject(new Error("killed")) };
    await lakeOf(store, killed)
      .store(sales, [], { split: true, replace: "all" })
      .catch(() => {});
    await sealOnly(2);
    await io().sweep(sales, now);
    expect(await io().sweep(sales, now)).toMatchObject({ files: 0 });
    await lakeOf(store, late).republish(sales);
    expect(await ids()).toEqual([]);
  });
});

/** A store that answers nothing from the n-th call on, as if the process had died there. */
function dyingAt(inner: ObjectStore, fatal: number, when: "before" | "after") {
  let calls = 0;
  let dead = false;
  const die = (): void => {
    dead = true;
    throw new Error(`died at call ${fatal}`);
  };
  return {
    store: watched(inner, {
      before: () => {
        calls++;
        if (dead || (when === "before" && calls >= fatal)) die();
      },
      after: (call: StoreCall) => {
        if (when === "after" && calls >= fatal && call !== "list") die();
      },
    }),
    survived: () => !dead,
  };
}

describe.each(["before", "after"] as const)("a sweep that dies %s a storage call", (when) => {
  it("takes nothing that is live, and the next one finishes it", async () => {
    let trials = 0;
    for (let fatal = 1; ; fatal++) {
      ({ store, pass } = timed());
      await io().store(sales, [row(1, "eu"), row(2, "us")], { split: true });
      await put(3);
      await put(4);
      await put(5, "eu", { mode: "append" });
      await sealOnly(6);
      await sealOnly(7, { idempotencyKey: "k" });
      const dying = dyingAt(store, fatal, when);
      await lakeOf(dying.store)
        .sweep(sales, now)
        .catch(() => {});
      expect(await ids()).toEqual([4, 5, 2]);
      await io().sweep(sales, now);
      expect(await ids()).toEqual([4, 5, 2]);
      expect(await files()).toHaveLength(3);
      await put(7, "af", { idempotencyKey: "other" });
      expect(await ids()).toEqual([7, 4, 5, 2]);
      trials++;
      if (dying.survived()) break;
    }
    expect(trials).toBeGreaterThan(15);
  });
});

describe("what runs left", () => {
  const parts = defineAsset({ key: "parts", type: table({ id: int64() }), scope: "run" });
  const inRun = (id: string) => ({ run: { id } });

  it("goes when the run has put nothing for the waiting time", async () => {
    await io().store(parts, [{ id: 1 }], inRun("old/1"));
    await io().store(sales, [row(1)], { split: true, ...inRun("old/1") });
    pass(8 * day);
    await io().store(parts, [{ id: 2 }], inRun("new"));
    const before = await keysOf(store);
    const planned = await io().sweepRuns({ plan: true });
    expect(planned).toMatchObject({ runs: ["old/1"] });
    expect((await keysOf(store)).filter((key) => !key.endsWith("_clock.json"))).toEqual(before);
    expect(await io().sweepRuns()).toEqual(planned);
    expect(before.length - (await keysOf(store)).length).toBe(planned.files - 1);
    await expect(io().load(parts, inRun("old/1"))).rejects.toMatchObject({ code: "ASSET_NOT_FOUND" });
    expect(await io().load(parts, inRun("new"))).toEqual([{ id: 2n }]);
    expect(await ids()).toEqual([1]);
  });

  it("is forgotten, so that the same process can use the id of the run again", async () => {
    const own = io();
    await own.store(parts, [{ id: 1 }], inRun("again"));
    pass(8 * day);
    expect((await own.sweepRuns({ plan: true })).runs).toEqual(["again"]);
    expect(await own.load(parts, inRun("again"))).toHaveLength(1);
    await own.sweepRuns();
    await expect(own.load(parts, inRun("again"))).rejects.toMatchObject({ code: "ASSET_NOT_FOUND" });
    const { snapshot } = await own.store(parts, [{ id: 2 }], { ...inRun("again"), mode: "append" });
    expect(snapshot).toBe(1);
    expect(await io().load(parts, inRun("again"))).toEqual([{ id: 2n }]);
  });

  it("stays where one object of the run is young, and where the waiting time is none", async () => {
    await io().store(parts, [{ id: 1 }], inRun("long"));
    pass(8 * day);
    await io().store(parts, [{ id: 2 }], { ...inRun("long"), mode: "append" });
    expect(await io().sweepRuns()).toEqual({ runs: [], files: 0, byteLength: 0 });
    expect(await io().load(parts, inRun("long"))).toHaveLength(2);
    await expect(io().sweepRuns({ olderThanMillis: 0 })).rejects.toMatchObject({
      code: "CONFIGURATION_INVALID",
    });
  });
});
