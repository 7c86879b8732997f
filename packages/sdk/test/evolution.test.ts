import { jsonl } from "@sluice/handler-jsonl";
import {
  type AnyAsset,
  type Columns,
  createIOManager,
  decimal,
  defineAsset,
  float32,
  float64,
  type IOManager,
  int8,
  int32,
  int64,
  isSluiceError,
  json,
  list,
  map,
  memoryStore,
  string,
  struct,
  table,
  timestamp,
  uuid,
  value,
} from "@sluice/sdk";
import type { Commit, ObjectStore, TypeHandler } from "@sluice/sdk/plugin";
import { beforeEach, describe, expect, it } from "vitest";
import { arrowIpc } from "../src/memory/arrow-ipc.js";
import { keysOf, watched } from "./lakes.js";
import { codeOf, failure } from "./packing.js";

type Policy = "strict" | "additive" | "replace";

const maybe = { nullable: true } as const;
const append = { mode: "append" } as const;
const flat = <C extends Columns>(columns: C, schemaEvolution: Policy = "additive") =>
  defineAsset({ key: "sales/orders", type: table(columns), schemaEvolution });
const byRegion = <C extends Columns>(columns: C, schemaEvolution: Policy = "additive") =>
  defineAsset({
    key: "sales/orders",
    type: table({ region: string(), ...columns }),
    partitions: { region: value("region") },
    schemaEvolution,
  });

const v1 = flat({ id: int32() });
const v2 = flat({ id: int32(), note: string(maybe), total: decimal(12, 2, maybe) });

describe.each([
  ["jsonl", jsonl],
  ["arrow-ipc", arrowIpc],
])("with %s", (_, handler) => {
  let store: ObjectStore;
  let io: IOManager;
  beforeEach(() => {
    store = memoryStore();
    io = open();
  });
  const open = (over: ObjectStore = store): IOManager =>
    createIOManager({ handlers: [handler()], store: over });

  async function storedColumns(number: number): Promise<string[]> {
    const key = `sales/orders/_log/${String(number).padStart(10, "0")}.json`;
    const commit = JSON.parse(Buffer.from((await store.get(key)).bytes).toString()) as Commit;
    return commit.schema.fields.map((field) => field.name);
  }

  it("refuses any change unless told otherwise, before a byte is written", async () => {
    await io.store(flat({ id: int32() }, "strict"), [{ id: 1 }]);
    const before = await keysOf(store);
    const asset = defineAsset({ key: "sales/orders", type: table({ id: int32(), note: string(maybe) }) });
    const error = await failure(io.store(asset, [{ id: 2, note: "x" }]));
    expect(error).toMatchObject({
      code: "SCHEMA_MISMATCH",
      details: { asset: "sales/orders", changes: ['added column "note" string?'] },
    });
    expect(String(error)).toContain('schemaEvolution: "additive"');
    expect(await keysOf(store)).toEqual(before);
  });

  it("adds nullable columns, which older rows read as null, and says so", async () => {
    await io.store(v1, [{ id: 1 }]);
    const receipt = await io.store(v2, [{ id: 2, note: "two", total: "2.00" }], append);
    const changes = ['added column "note" string?', 'added column "total" decimal(12,2)?'];
    expect(receipt.schemaChanges).toEqual(changes);
    const rows = [
      { id: 1, note: null, total: null },
      { id: 2, note: "two", total: "2.00" },
    ];
    for (const each of [io, open()]) {
      expect(await each.load(v2)).toEqual(rows);
      expect(await each.load(v2, { columns: ["total", "id"] })).toEqual([
        { total: null, id: 1 },
        { total: "2.00", id: 2 },
      ]);
      expect(await each.load(v2, { columns: ["note"] })).toEqual([{ note: null }, { note: "two" }]);
    }
    expect((await io.store(v2, [], append)).schemaChanges).toEqual([]);
    expect((await io.snapshots(v2)).map((each) => each.schemaChanges)).toEqual([[], changes, []]);
  });

  it("keeps the newer columns when an older program stores", async () => {
    await io.store(v1, [{ id: 1 }]);
    await io.store(v2, [{ id: 2, note: "two", total: "2.00" }], append);
    const receipt = await open().store(v1, [{ id: 3 }], append);
    expect(receipt.schemaChanges).toEqual([]);
    expect(await storedColumns(3)).toEqual(["id", "note", "total"]);
    expect(await io.load(v1)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect((await open().load(v2)).map(({ note }) => note)).toEqual([null, "two", null]);
    await open().store(v1, [{ id: 4 }]);
    expect(await storedColumns(4)).toEqual(["id", "note", "total"]);
    expect(await io.load(v2)).toEqual([{ id: 4, note: null, total: null }]);
  });

  it("gives an older program its own columns, and others where they are asked for", async () => {
    await io.store(v2, [{ id: 1, note: "n", total: null }]);
    expect(await io.load(v1)).toEqual([{ id: 1 }]);
    expect(await io.load(v1 as AnyAsset, { columns: ["note", "id"] })).toEqual([{ note: "n", id: 1 }]);
    expect(await io.load(v1 as AnyAsset, { where: { note: "x" } })).toEqual([]);
  });

  it("gives a newer program null for what is not stored yet, and refuses what it requires", async () => {
    await io.store(v1, [{ id: 1 }]);
    expect(await io.load(v2)).toEqual([{ id: 1, note: null, total: null }]);
    expect(await io.load(v2, { columns: ["note"] })).toEqual([{ note: null }]);
    const required = flat({ id: int32(), note: string() });
    const error = await failure(io.load(required));
    expect(error).toMatchObject({
      code: "SCHEMA_MISMATCH",
      details: { changes: ['"note" string is not stored'] },
    });
    expect(await io.load(required, { columns: ["id"] })).toEqual([{ id: 1 }]);
    expect(await codeOf(io.load(required, { columns: ["id"], where: { note: "x" } }))).toBe(
      "SCHEMA_MISMATCH",
    );
  });

  it("refuses a null for an older program that requires the column", async () => {
    await io.store(flat({ id: int32(), note: string() }), [{ id: 1, note: "one" }]);
    await io.store(flat({ id: int32(), note: string(maybe) }), [{ id: 2, note: null }], append);
    const older = flat({ id: int32(), note: string() });
    expect(await failure(io.load(older))).toMatchObject({
      code: "VALUE_UNSUPPORTED",
      details: { column: "note", row: 0 },
    });
    expect(await io.load(older, { columns: ["id"] })).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it("widens, and reads a wider value only where it fits", async () => {
    const narrow = flat({ n: int8(), f: float32(), d: decimal(4, 2) });
    const wide = flat({ n: int64(), f: float64(), d: decimal(20, 2) });
    await io.store(narrow, [{ n: -128, f: 0.5, d: "99.99" }]);
    const { schemaChanges } = await io.store(
      wide,
      [{ n: 2n ** 62n, f: 0.1, d: "123456789012345678.01" }],
      append,
    );
    expect(schemaChanges).toEqual([
      'widened "n" int8 to int64',
      'widened "f" float32 to float64',
      'widened "d" decimal(4,2) to decimal(20,2)',
    ]);
    expect(await open().load(wide)).toEqual([
      { n: -128n, f: 0.5, d: "99.99" },
      { n: 2n ** 62n, f: 0.1, d: "123456789012345678.01" },
    ]);
    // An older program stays narrow: its own rows fit, others are refused by name.
    await io.store(narrow, [{ n: 7, f: 1, d: "1.00" }]);
    expect(await io.load(narrow)).toEqual([{ n: 7, f: 1, d: "1.00" }]);
    await io.store(wide, [{ n: 1000n, f: 1, d: "1.00" }]);
    expect(await failure(io.load(narrow))).toMatchObject({
      code: "VALUE_UNSUPPORTED",
      details: { column: "n" },
    });
  });

  it("adds and widens inside lists, maps and structs", async () => {
    const before = flat({
      who: struct({ name: string() }),
      all: list(struct({ n: int32() })),
      by: map(string(), int8()),
    });
    const after = flat({
      who: struct({ name: string(), age: int32(maybe) }),
      all: list(struct({ n: int64(), at: timestamp(6, maybe) })),
      by: map(string(), int32()),
    });
    await io.store(before, [{ who: { name: "Ada" }, all: [{ n: 1 }], by: new Map([["x", 1]]) }]);
    await io.store(
      after,
      [
        {
          who: { name: "Bob", age: 3 },
          all: [{ n: 2n ** 40n, at: "2024-05-01T00:00:00.000001" }],
          by: new Map([["y", 70_000]]),
        },
      ],
      append,
    );
    expect(await open().load(after)).toEqual([
      { who: { name: "Ada", age: null }, all: [{ n: 1n, at: null }], by: new Map([["x", 1]]) },
      {
        who: { name: "Bob", age: 3 },
        all: [{ n: 2n ** 40n, at: "2024-05-01T00:00:00.000001" }],
        by: new Map([["y", 70_000]]),
      },
    ]);
  });

  it("gives each snapshot its own columns, and goes back to them", async () => {
    await io.store(v1, [{ id: 1 }]);
    await io.store(v2, [{ id: 2, note: "two", total: "2.00" }], append);
    await io.store(flat({ id: int64(), note: string(maybe) }), [{ id: 3n, note: "three" }], append);
    expect(await io.load(v2, { snapshot: 1 })).toEqual([{ id: 1, note: null, total: null }]);
    expect((await io.load(v2, { snapshot: 2 })).map(({ note }) => note)).toEqual([null, "two"]);
    expect(await codeOf(io.load(v1 as AnyAsset, { snapshot: 1, columns: ["note"] }))).toBe("UNKNOWN_COLUMN");
    const back = await io.rollback(v1, { to: 1 });
    expect(back).toMatchObject({ operation: "rollback", snapshot: 4 });
    expect(back.schemaChanges).toEqual([
      'changed "id" from int64 to int32',
      'dropped column "note" string?',
      'dropped column "total" decimal(12,2)?',
    ]);
    expect(await storedColumns(4)).toEqual(["id"]);
    expect(await open().load(v1)).toEqual([{ id: 1 }]);
    await io.rollback(v1, { to: 3 });
    const newest = flat({ id: int64(), note: string(maybe), total: decimal(12, 2, maybe) });
    expect(await open().load(newest)).toEqual([
      { id: 1n, note: null, total: null },
      { id: 2n, note: "two", total: "2.00" },
      { id: 3n, note: "three", total: null },
    ]);
  });

  it("puts conditions on columns that older files do not have", async () => {
    await io.store(v1, [{ id: 1 }]);
    expect(await io.load(v2, { where: { note: null } })).toHaveLength(1);
    await io.store(
      v2,
      [
        { id: 2, note: "two", total: "2.00" },
        { id: 3, note: null, total: "0.50" },
      ],
      append,
    );
    const ids = async (where: object) => (await io.load(v2, { where, columns: ["id"] })).map(({ id }) => id);
    expect(await ids({ note: null })).toEqual([1, 3]);
    expect(await ids({ note: { isNull: false } })).toEqual([2]);
    expect(await ids({ total: { gte: "0.50" } })).toEqual([2, 3]);
    expect(await ids({ total: { lt: "100.00" }, note: "two" })).toEqual([2]);
  });

  it("keeps all columns when two programs add different ones at once", async () => {
    await io.store(v1, [{ id: 1 }]);
    const [left, right] = [
      flat({ id: int32(), left: string(maybe) }),
      flat({ id: int32(), right: string(maybe) }),
    ];
    let raced = false;
    const racing = watched(store, {
      before(call, key) {
        if (call === "put" && /_seals/.test(key)) raced = true;
      },
    });
    const slow: ObjectStore = {
      ...racing,
      async put(key, body, options) {
        const info = await racing.put(key, body, options);
        if (/_seals/.test(key)) await open().store(right, [{ id: 3, right: "r" }], append);
        return info;
      },
    };
    await open(slow).store(left, [{ id: 2, left: "l" }], append);
    expect(raced).toBe(true);
    const both = flat({ id: int32(), right: string(maybe), left: string(maybe) });
    expect(await open().load(both)).toEqual([
      { id: 1, right: null, left: null },
      { id: 3, right: "r", left: null },
      { id: 2, right: null, left: "l" },
    ]);
    expect(await storedColumns(3)).toEqual(["id", "right", "left"]);
  });

  it("lets one of two win that add a column differently, and leaves no trace of the other", async () => {
    await io.store(v1, [{ id: 1 }]);
    const slow: ObjectStore = {
      ...store,
      async put(key, body, options) {
        const info = await store.put(key, body, options);
        if (/_seals/.test(key))
          await open().store(flat({ id: int32(), x: string(maybe) }), [{ id: 2, x: "a" }], append);
        return info;
      },
    };
    const other = flat({ id: int32(), x: int64(maybe) });
    expect(await codeOf(open(slow).store(other, [{ id: 3, x: 1n }], append))).toBe("SCHEMA_MISMATCH");
    expect(await open().load(v1)).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it("answers a repeated store of the old columns after a change", async () => {
    const key = { ...append, idempotencyKey: "first" };
    const first = await io.store(v1, [{ id: 1 }], key);
    await io.store(v2, [{ id: 2, note: "two", total: null }], append);
    expect(await open().store(v1, [{ id: 1 }], key)).toMatchObject({
      replayed: true,
      snapshot: first.snapshot,
    });
    expect(await io.load(v1)).toEqual([{ id: 1 }, { id: 2 }]);
    expect(await codeOf(open().store(v2, [{ id: 1, note: null, total: null }], key))).toBe(
      "IDEMPOTENCY_KEY_REUSED",
    );
  });

  it("finishes a sealed store of the old columns after a change", async () => {
    await io.store(v1, [{ id: 1 }]);
    const dead: ObjectStore = {
      ...store,
      async put(key, body, options) {
        if (/_log/.test(key)) throw new Error("killed");
        return store.put(key, body, options);
      },
    };
    const key = { ...append, idempotencyKey: "sealed" };
    await failure(open(dead).store(v1, [{ id: 2 }], key));
    await io.store(v2, [{ id: 3, note: "three", total: null }], append);
    expect(await open().store(v1, [], key)).toMatchObject({ replayed: false, snapshot: 3, rows: 1 });
    expect(await open().load(v2, { columns: ["id", "note"] })).toEqual([
      { id: 1, note: null },
      { id: 3, note: "three" },
      { id: 2, note: null },
    ]);
  });

  it("reads the same through a checkpoint", async () => {
    await io.store(v1, [{ id: 0 }]);
    await io.store(v2, [{ id: 1, note: "one", total: null }], append);
    for (let id = 2; id < 100; id++) await io.store(v1, [{ id }], append);
    await io.store(v2, [{ id: 100, note: "hundred", total: null }], append);
    expect((await keysOf(store, "sales/orders/_checkpoints/")).length).toBe(2);
    for (let number = 1; number < 100; number++) {
      await store.delete(`sales/orders/_log/${String(number).padStart(10, "0")}.json`);
    }
    const rows = await open().load(v2, { columns: ["id", "note"] });
    expect(rows.filter(({ note }) => note !== null)).toEqual([
      { id: 1, note: "one" },
      { id: 100, note: "hundred" },
    ]);
    expect(rows).toHaveLength(101);
  });

  it("hands the handler the columns each file was written with", async () => {
    const asked: string[][] = [];
    const inner = handler();
    const telling: TypeHandler = {
      ...inner,
      decode(file, context) {
        asked.push(context.schema.fields.map(({ name, type }) => `${name} ${type.id}`));
        return inner.decode(file, context);
      },
    };
    await io.store(v1, [{ id: 1 }]);
    await io.store(v2, [{ id: 2, note: "two", total: null }], append);
    await io.store(v1, [{ id: 3 }], append);
    const wide = flat({ id: int64() });
    await io.store(wide, [{ id: 4n }], append);
    const reading = createIOManager({ handlers: [telling], store });
    expect(await reading.load(wide)).toEqual([{ id: 1n }, { id: 2n }, { id: 3n }, { id: 4n }]);
    expect(asked).toEqual([
      ["id int32"],
      ["id int32", "note string", "total decimal"],
      ["id int32"],
      ["id int64"],
    ]);
    asked.length = 0;
    await reading.rollback(v1, { to: 3 });
    expect(await reading.load(v1)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect(asked).toEqual([["id int32"], ["id int32", "note string", "total decimal"], ["id int32"]]);
  });

  describe("replace", () => {
    it("changes anything where everything is replaced", async () => {
      await io.store(flat({ id: int32(), note: string() }, "replace"), [{ id: 1, note: "x" }]);
      const other = flat({ id: uuid(), extra: json() }, "replace");
      const row = { id: "123e4567-e89b-12d3-a456-426614174000", extra: "[]" };
      const { schemaChanges } = await io.store(other, [row]);
      expect(schemaChanges).toEqual([
        'changed "id" from int32 to uuid',
        'dropped column "note" string',
        'added column "extra" json',
      ]);
      expect(await open().load(other)).toEqual([row]);
      expect(await io.load(flat({ id: int32(), note: string() }), { snapshot: 1 })).toEqual([
        { id: 1, note: "x" },
      ]);
    });

    it("does over files that stay only what these can be read as", async () => {
      const first = byRegion({ n: int32(), note: string(maybe) }, "replace");
      await io.store(first, [{ region: "eu", n: 1, note: "x" }], { split: true });
      const refusedOver = async (columns: Columns, fault: string) => {
        const asset = byRegion(columns, "replace") as AnyAsset;
        for (const options of [{ partition: "us" }, { split: true }, { split: true, mode: "append" }]) {
          const error = await failure(io.store(asset, [], options as never));
          expect(isSluiceError(error, "SCHEMA_MISMATCH") && error.details.changes).toEqual([fault]);
        }
      };
      await refusedOver(
        { n: string(), note: string(maybe) },
        '"n" is int32 in older files, which cannot be read as string',
      );
      await refusedOver(
        { n: int8(), note: string(maybe) },
        '"n" is int32 in older files, which cannot be read as int8',
      );
      await refusedOver({ n: int32(), note: string() }, '"note" is required, and may be null in older files');
      await refusedOver(
        { n: int32(), note: string(maybe), more: string() },
        '"more" is required, and older files do not have it',
      );
      // Its own partition is all there is.
      const text = byRegion({ n: string() }, "replace");
      await io.store(text, [{ region: "eu", n: "one" }], { partition: "eu" });
      expect(await open().load(text)).toEqual([{ region: "eu", n: "one" }]);
    });

    it("hides a dropped column, and does not give its name to another over the same files", async () => {
      const first = byRegion({ n: int32(), note: string(maybe) }, "replace");
      await io.store(first, [{ region: "eu", n: 1, note: "secret" }], { partition: "eu" });
      const without = byRegion({ n: int32() }, "replace");
      await io.store(without, [{ region: "us", n: 2 }], { partition: "us" });
      expect(await open().load(first)).toEqual([
        { region: "eu", n: 1, note: null },
        { region: "us", n: 2, note: null },
      ]);
      expect(await io.load(first, { snapshot: 1 })).toEqual([{ region: "eu", n: 1, note: "secret" }]);
      for (const policy of ["additive", "replace"] as const) {
        const again = byRegion({ n: int32(), note: string(maybe) }, policy);
        const error = await failure(
          io.store(again, [{ region: "us", n: 3, note: "y" }], { partition: "us" }),
        );
        expect(isSluiceError(error, "SCHEMA_MISMATCH") && error.details.changes).toEqual([
          '"note" was dropped, and older files still have values for it',
        ]);
      }
      await io.store(first, [{ region: "eu", n: 4, note: "new" }], { split: true, replace: "all" });
      expect(await open().load(first)).toEqual([{ region: "eu", n: 4, note: "new" }]);
    });

    it("hides a dropped field inside, also from a program that knows it", async () => {
      const first = byRegion({ who: struct({ name: string(), age: int32(maybe) }) }, "replace");
      await io.store(first, [{ region: "eu", who: { name: "Ada", age: 36 } }], { partition: "eu" });
      const without = byRegion({ who: struct({ name: string() }) }, "replace");
      await io.store(without, [{ region: "us", who: { name: "Bob" } }], { partition: "us" });
      expect((await open().load(first)).map(({ who }) => who)).toEqual([
        { name: "Ada", age: null },
        { name: "Bob", age: null },
      ]);
      expect(await codeOf(io.store(first, [], { partition: "us" }))).toBe("SCHEMA_MISMATCH");
    });

    it("never changes partitions", async () => {
      await io.store(byRegion({ n: int32() }, "replace"), [{ region: "eu", n: 1 }], { split: true });
      const error = await failure(io.store(flat({ region: string(), n: int32() }, "replace"), []));
      expect(error).toMatchObject({ code: "SCHEMA_MISMATCH" });
      expect(String(error)).toContain("Partitions never change");
    });
  });

  it("does not go back to other columns when somebody stores meanwhile", async () => {
    await io.store(byRegion({ n: int32() }), [{ region: "eu", n: 1 }], { split: true });
    const wide = byRegion({ n: int64() });
    await io.store(wide, [{ region: "eu", n: 2n ** 40n }], { partition: "eu" });
    const slow: ObjectStore = {
      ...store,
      async put(key, body, options) {
        const info = await store.put(key, body, options);
        if (/_seals/.test(key))
          await open().store(wide, [{ region: "us", n: 2n ** 41n }], { partition: "us" });
        return info;
      },
    };
    expect(await codeOf(open(slow).rollback(wide, { to: 1 }))).toBe("PUBLISH_CONFLICT");
    expect(await open().load(wide)).toEqual([
      { region: "eu", n: 2n ** 40n },
      { region: "us", n: 2n ** 41n },
    ]);
  });
});
