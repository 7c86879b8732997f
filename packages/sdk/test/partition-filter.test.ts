import {
  daily,
  decimal,
  defineAsset,
  given,
  hourly,
  int64,
  string,
  table,
  timestamp,
  value,
} from "@sluice/sdk";
import { beforeAll, describe, expect, it } from "vitest";
import { lakeOf } from "./lakes.js";
import { codeOf, failure } from "./packing.js";

const io = lakeOf();
// The types forbid most of what is asked for here; not everybody has types.
const load = io.load as unknown as (asset: unknown, options: object) => Promise<{ id: bigint }[]>;
const ids = async (asset: unknown, partition: unknown): Promise<number[]> =>
  (await load(asset, { partition })).map((row) => Number(row.id));

const byNumber = defineAsset({
  key: "by-number",
  type: table({ id: int64(), amount: decimal(6, 1, { nullable: true }) }),
  partitions: { id: value("id"), amount: value("amount") },
});
const byDay = defineAsset({
  key: "by-day",
  type: table({ id: int64(), at: timestamp(6, { nullable: true }) }),
  partitions: { day: daily("at") },
});
beforeAll(async () => {
  const amounts = ["-10.5", "-9", "0", "2", "10", "100", null];
  await io.store(
    byNumber,
    amounts.map((amount, index) => ({ id: (index - 3) * 5, amount })),
    { split: true },
  );
  const days = ["1969-12-30", "1969-12-31", "1970-01-01", "2024-02-29", "9999-12-31"];
  const rows = days.map((day, id) => ({ id, at: `${day}T23:59:59.999999` }));
  await io.store(byDay, [...rows, { id: 5, at: null }], { split: true });
});

describe("a range", () => {
  it.each([
    [{ id: { from: -9 } }, [-5, 0, 5, 10, 15]],
    [{ id: { from: -10n, to: "5" } }, [-10, -5, 0, 5]],
    [{ amount: { from: "-9", to: 10 } }, [-10, -5, 0, 5]],
    [{ amount: { to: "2.0" } }, [-15, -10, -5, 0]],
    [{ id: { from: 0 }, amount: { to: 10 } }, [0, 5]],
  ])("of numbers goes by their size, both ends included: %o", async (partition, expected) => {
    const found = await ids(byNumber, partition);
    expect(found.sort((left, right) => left - right)).toEqual(expected);
  });

  it.each([
    [{ from: "1969-12-31", to: "1970-01-01" }, [1, 2]],
    [{ day: { to: "1969-12-31" } }, [0, 1]],
    [{ from: new Date("2024-02-29T12:00:00Z") }, [3, 4]],
    [{ from: "0001-01-01" }, [0, 1, 2, 3, 4]],
  ])("of days leaves the null partition out: %o", async (partition, expected) => {
    expect(await ids(byDay, partition)).toEqual(expected);
  });

  it("without a partition in it is PARTITION_NOT_FOUND", async () => {
    expect(await codeOf(ids(byDay, { from: "2025-01-01", to: "2025-12-31" }))).toBe("PARTITION_NOT_FOUND");
    expect(await codeOf(ids(byDay, []))).toBe("PARTITION_NOT_FOUND");
  });
});

describe("named partitions", () => {
  it.each([
    ["2024-02-29", [3]],
    [
      ["9999-12-31", "1969-12-30"],
      [0, 4],
    ],
    [{ day: ["1970-01-01", null] }, [5, 2]],
    [null, [5]],
    [{ day: undefined }, [5, 0, 1, 2, 3, 4]],
    [{}, [5, 0, 1, 2, 3, 4]],
    [undefined, [5, 0, 1, 2, 3, 4]],
  ])("%o", async (partition, expected) => {
    expect((await ids(byDay, partition)).sort()).toEqual([...expected].sort());
  });

  it("that are not there are named with what is near", async () => {
    expect(await failure(ids(byDay, ["2024-02-29", "2024-02-28"]))).toMatchObject({
      code: "PARTITION_NOT_FOUND",
      details: {
        partition: "day=2024-02-28",
        nearest: ["day=2024-02-29", "day=1970-01-01", "day=1969-12-31"],
      },
    });
    expect(await failure(ids(byNumber, { id: [0, 1] }))).toMatchObject({
      code: "PARTITION_NOT_FOUND",
      details: { partition: "id=1" },
    });
    expect(await codeOf(ids(byNumber, { id: 0, amount: 10 }))).toBe("PARTITION_NOT_FOUND");
  });
});

describe("what names no partition is refused", () => {
  it.each([
    ["a misspelt dimension", byDay, { dya: "2024-02-29" }],
    ["a misspelt dimension beside a good one", byNumber, { id: 0, amonut: 1 }],
    ["a value alone where there are two dimensions", byNumber, "0"],
    ["a Date alone where there are two dimensions", byNumber, new Date(0)],
    ["no day", byDay, "2024-02-30"],
    ["a Date of the year 10000", byDay, new Date("+010000-01-01T00:00:00Z")],
    ["no Date", byDay, new Date(Number.NaN)],
    ["a fraction", byNumber, { id: 1.5 }],
    ["an end of a range that is no number", byNumber, { id: { from: "a" } }],
    ["more digits than the column has", byNumber, { amount: "0.25" }],
  ])("%s", async (_name, asset, partition) => {
    expect(await codeOf(ids(asset, partition))).toBe("PARTITION_INVALID");
  });

  it("also in a store, before a byte is written", async () => {
    const store = io.store as unknown as (
      asset: unknown,
      rows: unknown,
      options?: object,
    ) => Promise<unknown>;
    const loaded = defineAsset({
      key: "g",
      type: table({ id: int64() }),
      partitions: { g: given(string()) },
    });
    const hours = defineAsset({
      key: "h",
      type: table({ at: timestamp(3) }),
      partitions: { h: hourly("at") },
    });
    const plain = defineAsset({ key: "p", type: table({ id: int64() }) });
    const asked: [unknown, object?][] = [
      [byDay],
      [byDay, { partition: "2024-02-30" }],
      [byDay, { partition: { dya: "2024-02-29" } }],
      [byDay, { partition: "2024-02-29", split: true }],
      [byDay, { partition: ["2024-02-29"] }],
      [byDay, { partition: new Date("+010000-01-01T00:00:00Z") }],
      [byNumber, { partition: { id: 0 } }],
      [byNumber, { partition: "0" }],
      [loaded, { split: true }],
      [loaded, { partition: "" }],
      [hours, { partition: "2024-05-01T24" }],
      [hours, { partition: "2024-05-01" }],
      [plain, { split: true }],
      [plain, { partition: "x" }],
    ];
    for (const [asset, options] of asked)
      expect(await codeOf(store(asset, [], options))).toBe("PARTITION_INVALID");
    expect(await io.assets()).toEqual(["by-day", "by-number"]);
  });
});

describe("a partition is written like", () => {
  it.each([
    [value("id"), ["007", "+7", 7, 7n], "7"],
    [value("amount"), ["7", "7.0", 7], "7.0"],
  ])("its column's values: %o", async (rule, spellings, text) => {
    const asset = defineAsset({ key: "s", type: byNumber.type, partitions: { part: rule } });
    const lake = lakeOf();
    for (const part of spellings) await lake.store(asset, [{ id: 7, amount: "7" }], { partition: { part } });
    expect((await lake.partitions(asset)).map((each) => each.partition.part)).toEqual([text]);
  });
});
