import {
  type AnyAsset,
  binary,
  defineAsset,
  float64,
  given,
  int64,
  isSluiceError,
  json,
  manifest,
  memoryStore,
  monthly,
  string,
  table,
  timestamp,
  value,
} from "@sluice/sdk";
import { type Catalog, deletedRows, type ObjectStore, type SealedWrite } from "@sluice/sdk/plugin";
import { beforeEach, describe, expect, it } from "vitest";
import { keepingCatalog } from "../../testkit/test/keeping-catalog.js";
import { emptySnapshot, foldCommits } from "../src/log/fold.js";
import { packLive, unpackLive } from "../src/log/packed-live.js";
import { StoredSnapshotLog } from "../src/log/snapshot-log.js";
import { sealedWhere } from "../src/where/sealed-where.js";
import { keysOf, lakeOf } from "./lakes.js";
import { codeOf } from "./packing.js";

const type = table({ id: int64(), region: string(), note: string({ nullable: true }) });
const partitions = { region: value("region") };
const orders = defineAsset({ key: "orders", type, partitions, primaryKey: ["region", "id"] });
const row = (id: number, region: string, note: string | null = null) => ({ id: BigInt(id), region, note });

let store: ObjectStore;
beforeEach(() => {
  store = memoryStore();
});
const open = (over: Partial<Catalog> = {}) => lakeOf(store, { ...keepingCatalog(), ...over });
const logOf = ({ key }: AnyAsset) => new StoredSnapshotLog({ asset: key, store });
const byId = (rows: readonly { readonly id: bigint }[]) =>
  rows.toSorted((left, right) => Number(left.id - right.id));
const split = { mode: "upsert", split: true } as const;

describe("the key of an upsert", () => {
  const columns = { id: int64(), region: string(), share: float64(), doc: json(), at: timestamp(3) };
  const wrong = (primaryKey: string[], over: object = {}) =>
    defineAsset({ key: "a", type: table(columns), primaryKey, mode: "upsert", ...over } as never);

  it.each([
    ["none", [], {}],
    ["a fraction", ["share"], {}],
    ["json", ["id", "doc"], {}],
    ["one that leaves the partition open", ["id"], { partitions: { region: value("region") } }],
    ["one that leaves the month open", ["id"], { partitions: { month: monthly("at") } }],
    ["one beside a given partition", ["id"], { partitions: { run: given({ id: "date" } as never) } }],
  ])("cannot be %s", (_what, key, over) => {
    expect(() => wrong(key, over)).toThrowError(expect.objectContaining({ code: "ASSET_INVALID" }));
  });

  it("may be the column the month comes from, and bytes", () => {
    expect(() => wrong(["id", "at"], { partitions: { month: monthly("at") } })).not.toThrow();
    const bytes = {
      key: "b",
      type: table({ hash: binary() }),
      primaryKey: ["hash"],
      mode: "upsert",
    } as const;
    expect(() => defineAsset(bytes)).not.toThrow();
  });

  it("is asked for where a call upserts", async () => {
    const plain = defineAsset({ key: "plain", type });
    expect(await codeOf(open().store(plain, [], { mode: "upsert" }))).toBe("ASSET_INVALID");
    const both = { mode: "upsert", split: true, replace: "all" } as const;
    expect(await codeOf(open().store(orders, [], both))).toBe("CONFIGURATION_INVALID");
    expect(await codeOf(open().store(orders, [], { ...split, verify: "sql" }))).toBe("CAPABILITY_MISSING");
    expect(await keysOf(store)).toEqual([]);
  });

  it("has no null: the row is named, and nothing is stored", async () => {
    const notes = defineAsset({ key: "notes", type, primaryKey: ["note"], mode: "upsert" });
    const rows = [row(1, "a", "x"), row(2, "a"), row(3, "a")];
    await expect(open().store(notes, rows)).rejects.toMatchObject({
      code: "VALUE_UNSUPPORTED",
      details: { row: 1, column: "note", value: "null" },
    });
    expect((await keysOf(store, "notes/")).filter((key) => !key.includes("/data/"))).toEqual([]);
  });

  it("is the same in every use of an idempotency key", async () => {
    const io = open();
    const other = defineAsset({ key: "orders", type, partitions, primaryKey: ["region", "note"] });
    await io.store(orders, [row(1, "a", "x")], { ...split, idempotencyKey: "k" });
    const again = open().store(other, [row(1, "a", "x")], { ...split, idempotencyKey: "k" });
    expect(await codeOf(again)).toBe("IDEMPOTENCY_KEY_REUSED");
  });
});

describe("files", () => {
  it("are what is loaded, but for partitions whose rows were changed", async () => {
    const io = open();
    await io.store(orders, [row(1, "a"), row(2, "b")], { split: true });
    await io.store(orders, [row(1, "a", "new"), row(3, "c")], split);
    expect(byId(await io.load(orders))).toEqual([row(1, "a", "new"), row(2, "b"), row(3, "c")]);
    expect(await io.load(orders, { snapshot: 1 })).toEqual([row(1, "a"), row(2, "b")]);
    expect(await codeOf(io.files(orders))).toBe("CATALOG_CONFLICT");
    expect(await codeOf(io.load(orders, { via: "files" }))).toBe("CATALOG_CONFLICT");
    expect(await codeOf(io.load(orders, { verify: true }))).toBe("CATALOG_CONFLICT");
    expect(await codeOf(io.loadEach(orders))).toBe("CATALOG_CONFLICT");
    const listed = await io.partitions(orders);
    expect(listed.map(({ partition, edited }) => [partition.region, edited])).toEqual([
      ["a", true],
      ["b", undefined],
      ["c", undefined],
    ]);
    await io.store(orders, [row(9, "a")], { partition: "a" });
    expect(await io.load(orders, { via: "files" })).toEqual([row(9, "a"), row(2, "b"), row(3, "c")]);
    expect(await io.files(orders)).toHaveLength(3);
  });

  it("of changed rows are not made fewer, nor gone back to", async () => {
    const io = open();
    for (const id of [1, 2]) await io.store(orders, [row(id, "a")], { mode: "append", partition: "a" });
    await io.store(orders, [row(2, "a", "new")], { mode: "upsert", partition: "a" });
    const before = await io.load(orders);
    await io.compact(orders).catch((error: unknown) => {
      if (!isSluiceError(error, "CATALOG_CONFLICT")) throw error;
    });
    expect(await open().load(orders)).toEqual(before);
    await io.store(orders, [row(3, "a")], { partition: "a" });
    expect(await codeOf(io.rollback(orders, { to: 3 }))).toMatch(/CAPABILITY_MISSING|CATALOG_CONFLICT/);
    await io.rollback(orders, { to: 2 });
    expect(await io.load(orders, { via: "files" })).toEqual([row(1, "a"), row(2, "a")]);
  });

  it("of partitions whose rows were not changed are made fewer beside one whose were", async () => {
    const io = open();
    for (const [region, ids] of Object.entries({ a: [1, 2, 3], b: [4, 5, 6] })) {
      for (const id of ids) await io.store(orders, [row(id, region)], { mode: "append", partition: region });
    }
    await io.store(orders, [row(2, "a", "new")], { mode: "upsert", partition: "a" });
    const before = byId(await io.load(orders));
    expect(await io.compact(orders)).toMatchObject({ operation: "compact", files: 1, rows: 3 });
    expect((await io.partitions(orders)).map(({ files, edited }) => [files, edited])).toEqual([
      [4, true],
      [1, undefined],
    ]);
    expect(byId(await open().load(orders))).toEqual(before);
    expect(await codeOf(io.compact(orders, { partition: "a" }))).toBe("CATALOG_CONFLICT");
  });

  it("that others changed too are neither listed nor made fewer", async () => {
    await open().store(orders, [row(1, "a"), row(2, "b")], { split: true });
    await open().store(orders, [row(1, "a", "new")], split);
    const inner = keepingCatalog();
    const io = open({
      scan: async (request, context) => {
        const found = await inner.scan(request, context);
        return { ...found, onlyInTable: { why: "somebody changed it" } };
      },
    });
    expect(await codeOf(io.partitions(orders))).toBe("CATALOG_CONFLICT");
    expect(await codeOf(io.compact(orders))).toBe("CATALOG_CONFLICT");
  });

  it("that do not tell are known to who starts from a checkpoint", async () => {
    await open().store(orders, [row(1, "a"), row(2, "b")], { split: true });
    await open().store(orders, [row(1, "a", "new")], split);
    const { live } = foldCommits(emptySnapshot, await logOf(orders).commits(0, 2));
    expect(live.map(({ edited }) => edited)).toEqual([2, undefined]);
    const kept = JSON.parse(JSON.stringify(packLive(live, orders.key, orders.description.partitions)));
    const again = unpackLive(kept, orders.key, orders.description.partitions);
    expect(again.map(({ edited }) => edited)).toEqual([2, undefined]);
    expect(again.map(({ writes }) => writes)).toEqual(live.map(({ writes }) => writes));
  });

  it("that do not tell are shown by no catalog that goes by them", async () => {
    await open().store(orders, [row(1, "a")], { split: true });
    await open().store(orders, [row(1, "a", "new")], split);
    const others = lakeOf(store, manifest());
    expect(await codeOf(others.load(orders))).toBe("CAPABILITY_MISSING");
    expect(await codeOf(others.store(orders, [row(2, "b")], { split: true }))).toBe("CAPABILITY_MISSING");
    expect(await others.load(orders, { snapshot: 1 }).catch(() => "refused")).toBe("refused");
  });
});

describe("an upsert that was sealed, and not committed", () => {
  const dying: Partial<Catalog> = { publish: async () => Promise.reject(new Error("killed")) };
  const late = { ...split, idempotencyKey: "k" };

  it("is committed by its repeat, unless somebody changed the partition since", async () => {
    await open().store(orders, [row(1, "a"), row(2, "b")], { split: true });
    await expect(open(dying).store(orders, [row(1, "a", "old")], late)).rejects.toThrow("killed");
    await open().store(orders, [row(3, "b")], { mode: "append", partition: "b" });
    expect(await open().store(orders, [], late)).toMatchObject({ snapshot: 3, mode: "upsert", rows: 1 });
    await expect(
      open(dying).store(orders, [row(1, "a", "old")], { ...late, idempotencyKey: "l" }),
    ).rejects.toThrow();
    await open().store(orders, [row(1, "a", "newer")], split);
    const repeat = open().store(orders, [], { ...late, idempotencyKey: "l" });
    expect(await codeOf(repeat)).toBe("STALE_SEAL");
  });

  it("conflicts with a condition on the same partition alone", async () => {
    await open().store(orders, [row(1, "a"), row(2, "b")], { split: true });
    await open().store(orders, [row(1, "a", "new")], split);
    expect(await codeOf(open().store(orders, [row(1, "a")], { ...split, ifSnapshot: 1 }))).toBe(
      "PUBLISH_CONFLICT",
    );
    await open().store(orders, [row(2, "b", "new")], { ...split, ifSnapshot: 1 });
    await open().delete(orders, { where: { region: "b" } });
    const conflicting = { partition: "b", ifSnapshot: 3 } as const;
    expect(await codeOf(open().store(orders, [row(2, "b")], conflicting))).toBe("PUBLISH_CONFLICT");
  });
});

describe("a delete", () => {
  it("is one commit, once for each idempotency key, and leaves other partitions to their files", async () => {
    await open().store(orders, [row(1, "a", "x"), row(2, "a"), row(3, "b", "x")], { split: true });
    const where = { region: "a", note: { ne: "y" } };
    const first = await open().delete(orders, { where, idempotencyKey: "k", metadata: { why: "asked" } });
    expect(first).toMatchObject({ operation: "delete", snapshot: 2, rows: 0, replayed: false });
    expect(await open().delete(orders, { where, idempotencyKey: "k" })).toMatchObject({
      snapshot: 2,
      replayed: true,
    });
    const other = open().delete(orders, { where: { region: "b" }, idempotencyKey: "k" });
    expect(await codeOf(other)).toBe("IDEMPOTENCY_KEY_REUSED");
    expect(byId(await open().load(orders))).toEqual([row(2, "a"), row(3, "b", "x")]);
    const [newest] = await open().snapshots(orders);
    expect(newest).toMatchObject({ operation: "delete", metadata: { why: "asked" } });
    expect((await open().partitions(orders)).map(({ edited }) => edited)).toEqual([true, undefined]);
    expect(await open().snapshots(orders, { partition: "a", limit: 1 })).toMatchObject([{ snapshot: 2 }]);
    expect(await open().snapshots(orders, { partition: "b", limit: 1 })).toMatchObject([{ snapshot: 1 }]);
  });

  it("is refused without a condition, of what was never stored, and where nobody deletes", async () => {
    expect(await codeOf(open().delete(orders, { where: {} }))).toBe("CONFIGURATION_INVALID");
    expect(await codeOf(open().delete(orders, undefined as never))).toBe("CONFIGURATION_INVALID");
    expect(await codeOf(open().delete(orders, { where: { id: undefined } }))).toMatch(
      /CONFIGURATION_INVALID|ASSET_NOT_FOUND/,
    );
    expect(await codeOf(open().delete(orders, { where: { id: 1 } }))).toBe("ASSET_NOT_FOUND");
    await open().store(orders, [row(1, "a")], { split: true });
    expect(await codeOf(open().delete(orders, { where: { id: {} } }))).toBe("CONFIGURATION_INVALID");
    for (const left of [{}, undefined, { gte: undefined }, { gte: 0, lt: undefined }, { in: undefined }]) {
      const where = { region: "a", id: left } as never;
      expect(await codeOf(open().delete(orders, { where }))).toBe("CONFIGURATION_INVALID");
    }
    expect(byId(await open().load(orders))).toEqual([row(1, "a")]);
    expect(await codeOf(open().delete(orders as AnyAsset, { where: { ids: 1 } as never }))).toBe(
      "UNKNOWN_COLUMN",
    );
    expect(await codeOf(lakeOf(store, manifest()).delete(orders, { where: { id: 1 } }))).toBe(
      "CAPABILITY_MISSING",
    );
  });

  it("that is late does not take rows that came since", async () => {
    await open().store(orders, [row(1, "a")], { split: true });
    const dying = open({ publish: async () => Promise.reject(new Error("killed")) });
    const late = { where: { note: null }, idempotencyKey: "k" };
    await expect(dying.delete(orders, late)).rejects.toThrow("killed");
    await open().store(orders, [row(2, "b")], { split: true });
    expect(await codeOf(open().delete(orders, late))).toBe("STALE_SEAL");
  });

  it("keeps conditions of every type through its seal", () => {
    const every = table({
      id: int64(),
      share: float64(),
      hash: binary(),
      at: timestamp(6),
      note: string({ nullable: true }),
    });
    const where = {
      id: { gte: -(2n ** 63n), lt: 2n ** 63n - 1n },
      share: { gt: Number.NEGATIVE_INFINITY, in: [0.1, Number.POSITIVE_INFINITY] },
      hash: new Uint8Array([0, 255]),
      at: "1969-12-31T23:59:59.999999",
      note: { isNull: false, ne: "" },
    };
    const sealed = JSON.parse(JSON.stringify(sealedWhere(where, every.schema, "a")));
    const write = { asset: "a", schema: every.schema, deletes: sealed } as SealedWrite;
    expect(deletedRows(write)).toEqual([
      { column: "id", comparison: "gte", value: -(2n ** 63n) },
      { column: "id", comparison: "lt", value: 2n ** 63n - 1n },
      { column: "share", comparison: "gt", value: Number.NEGATIVE_INFINITY },
      { column: "share", comparison: "in", values: [0.1, Number.POSITIVE_INFINITY] },
      { column: "hash", comparison: "eq", value: new Uint8Array([0, 255]) },
      { column: "at", comparison: "eq", value: -1n },
      { column: "note", comparison: "isNull", value: false },
      { column: "note", comparison: "ne", value: "" },
    ]);
  });
});
