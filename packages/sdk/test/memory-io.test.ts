import {
  bytes,
  daily,
  defineAsset,
  int64,
  json,
  memoryIO,
  object,
  string,
  table,
  timestamp,
} from "@sluice/sdk";
import { allTypes, differences } from "@sluice/testkit";
import { describe, expect, it } from "vitest";
import { codeOf } from "./packing.js";

const everything = defineAsset({ key: "everything", type: table(allTypes.columns) });
const days = defineAsset({
  key: "days",
  type: table({ id: int64({ as: "number" }), name: string({ nullable: true }), at: timestamp(3) }),
  partitions: { day: daily("at") },
});
const row = (id: number, day: number) => ({ id, name: null, at: new Date(Date.UTC(2024, 4, day)) });
const model = defineAsset({ key: "model", type: object<{ weights: number[] }>() });

it("columns are loaded by their names", async () => {
  const asset = defineAsset({ key: "a", type: table({ a: int64(), b: int64(), c: int64() }) });
  const io = memoryIO();
  await io.store(asset, [{ a: 1, b: 2, c: 3 }]);
  expect(await io.load(asset, { columns: ["c", "b"] })).toEqual([{ c: 3n, b: 2n }]);
  expect(await io.load(asset, { columns: [] })).toEqual([{}]);
});

describe("tables in memory", () => {
  it("come back with every type, exact", async () => {
    const io = memoryIO();
    await io.store(everything, allTypes.rows as never);
    expect(differences(await io.load(everything), allTypes.rows)).toEqual([]);
    await io.store(everything, io.batches(everything));
    expect(differences(await io.load(everything, { verify: true }), allTypes.rows)).toEqual([]);
    await io.store(everything, []);
    expect(await io.load(everything)).toEqual([]);
  });

  it("have columns, partitions, modes and more rows than a batch", async () => {
    const io = memoryIO();
    await io.store(days, [row(1, 1), row(2, 2)], { split: true });
    await io.store(days, [row(3, 1)], { partition: "2024-05-01", mode: "append" });
    expect(await io.load(days, { columns: ["name", "id"] })).toEqual(
      [1, 3, 2].map((id) => ({ name: null, id })),
    );
    const many = function* () {
      for (let id = 0; id < 200_000; id++) yield row(id, 3);
    };
    await io.store(days, many(), { partition: "2024-05-03" });
    expect(await io.load(days, { partition: "2024-05-03" })).toHaveLength(200_000);
    expect(await io.partitions(days)).toHaveLength(3);
  });

  it("are checked like any others", async () => {
    const io = memoryIO();
    expect(await codeOf(io.store(days, [{ ...row(1, 1), id: "1" as never }], { split: true }))).toBe(
      "VALUE_UNSUPPORTED",
    );
    await expect(
      io.store(
        days,
        (function* () {
          yield row(1, 1);
          throw new Error("the source is gone");
        })(),
        { split: true },
      ),
    ).rejects.toThrow("the source is gone");
    expect(await codeOf(io.load(days))).toBe("ASSET_NOT_FOUND");
    expect(await memoryIO().assets()).toEqual([]);
  });
});

describe("values in memory", () => {
  it("are fresh with each load", async () => {
    const io = memoryIO();
    const stored = { weights: [1, 2] };
    await io.store(model, stored);
    const [first, second] = [await io.load(model), await io.load(model)];
    expect(first).toEqual(stored);
    expect(first).not.toBe(stored);
    expect(first).not.toBe(second);
    const raw = defineAsset({ key: "raw", type: bytes() });
    const sent = new Uint8Array([1, 2, 3]);
    await io.store(raw, sent);
    sent[0] = 9;
    (await io.load(raw))[1] = 9;
    expect(await io.load(raw)).toEqual(new Uint8Array([1, 2, 3]));
  });

  it("are the very object where they are shared, also after a rollback, and are checked all the same", async () => {
    const io = memoryIO({ share: true });
    const [old, fresh] = [{ weights: [1] }, { weights: [2] }];
    await io.store(model, old);
    await io.store(model, fresh);
    expect(await io.load(model)).toBe(fresh);
    expect(await io.load(model, { snapshot: 1 })).toBe(old);
    await io.rollback(model, { to: 1 });
    expect(await io.load(model)).toBe(old);
    const settings = defineAsset({ key: "settings", type: json() });
    expect(await codeOf(io.store(settings, { a: Number.NaN }))).toBe("VALUE_INVALID");
    const list = ["a"];
    await io.store(settings, list);
    expect(await io.load(settings)).toBe(list);
    const raw = defineAsset({ key: "raw", type: bytes() });
    await io.store(
      raw,
      (async function* () {
        yield Buffer.from("ab");
      })(),
    );
    expect(Buffer.from(await io.load(raw)).toString()).toBe("ab");
    await io.store(days, [row(1, 1)], { split: true });
    expect(await io.load(days)).toEqual([row(1, 1)]);
  });
});
