import {
  boolean,
  daily,
  date,
  decimal,
  defineAsset,
  given,
  hourly,
  int64,
  isSluiceError,
  monthly,
  type PartitionRule,
  string,
  table,
  timestamp,
  value,
  yearly,
  zonedTimestamp,
} from "@sluice/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nullPartition, parsePartitionPath, partitionPath } from "../src/partition/path.js";
import { lakeOf } from "./lakes.js";

const columns = {
  id: int64(),
  region: string({ nullable: true }),
  flag: boolean(),
  amount: decimal(6, 2),
  on: date(),
  at: timestamp(3),
  exact: timestamp(6),
  instant: zonedTimestamp(9),
};
const row = {
  id: -7,
  region: "EU",
  flag: true,
  amount: "-1.5",
  on: "1969-12-31",
  at: "1969-12-31T23:59:59.999",
  exact: "1969-12-31T23:59:59.999999",
  instant: "2024-02-29T23:00:00.000000001-02:00",
};
const special = [
  ..."hyphen- . : / \\ \\\\ = ? ! % %% %2F + ' \" * # { } [ ] ^ ~ , ; & ü 🛫 日本".split(" "),
  " ",
  " leading",
  "trailing ",
  "..",
  "a\nb",
  "_hidden",
  ".hidden",
  "x".repeat(248),
];

describe("rules", () => {
  const rules: [string, PartitionRule<keyof typeof columns & string>, string][] = [
    ["value of text", value("region"), "EU"],
    ["value of integers", value("id"), "-7"],
    ["value of booleans", value("flag"), "true"],
    ["value of decimals", value("amount"), "-1.50"],
    ["value of days", value("on"), "1969-12-31"],
    ["daily of days", daily("on"), "1969-12-31"],
    ["monthly of days", monthly("on"), "1969-12"],
    ["hourly before 1970", hourly("at"), "1969-12-31T23"],
    ["daily of microseconds", daily("exact"), "1969-12-31"],
    ["yearly of microseconds", yearly("exact"), "1969"],
    ["hourly of an instant, in UTC", hourly("instant"), "2024-03-01T01"],
  ];
  it.each(rules)("%s", async (_name, rule, expected) => {
    const asset = defineAsset({ key: "a", type: table(columns), partitions: { part: rule } });
    const io = lakeOf();
    await io.store(asset, [row], { split: true });
    expect(await io.partitions(asset)).toMatchObject([{ partition: { part: expected }, rows: 1 }]);
    await io.store(asset, [row, row], { partition: expected });
    expect(await io.load(asset, { partition: expected })).toHaveLength(2);
  });

  it("take special characters and null, and keep them apart", async () => {
    const asset = defineAsset({
      key: "a",
      type: table({ region: columns.region }),
      partitions: { region: value("region") },
    });
    const io = lakeOf();
    const rows = [...special, null].map((region) => ({ region }));
    await io.store(asset, rows, { split: true });
    const found = await io.partitions(asset);
    expect(new Set(found.map((each) => each.partition.region))).toEqual(new Set([...special, null]));
    for (const region of [...special, null]) {
      expect(await io.load(asset, { partition: { region } })).toEqual([{ region }]);
    }
  });

  it("of several dimensions and of what rows do not carry", async () => {
    const asset = defineAsset({
      key: "a",
      type: table({ id: int64(), region: string() }),
      partitions: { region: value("region"), loaded: given(date()) },
    });
    const io = lakeOf();
    for (const loaded of ["2024-05-01", "2024-05-02", "2024-06-01"]) {
      for (const region of ["EU", "US"])
        await io.store(asset, [{ id: 1, region }], { partition: { region, loaded } });
    }
    expect(await io.load(asset, { partition: { loaded: { to: "2024-05-31" } } })).toHaveLength(4);
    expect(
      await io.load(asset, { partition: { region: "US", loaded: ["2024-05-02", "2024-06-01"] } }),
    ).toHaveLength(2);
  });

  it("refuse what no folder can keep", async () => {
    const asset = defineAsset({
      key: "a",
      type: table({ region: string() }),
      partitions: { region: value("region") },
    });
    const io = lakeOf();
    for (const region of ["", nullPartition]) {
      const error = await io.store(asset, [{ region }], { split: true }).catch((thrown: unknown) => thrown);
      expect(isSluiceError(error, "PARTITION_INVALID")).toBe(true);
    }
    const day = defineAsset({ key: "b", type: table({ on: date() }), partitions: { day: daily("on") } });
    for (const partition of ["2024-05-32", "2024-5-1", "yesterday", ""]) {
      const error = await io.store(day, [], { partition }).catch((thrown: unknown) => thrown);
      expect(isSluiceError(error, "PARTITION_INVALID")).toBe(true);
    }
  });
});

describe("definitions", () => {
  const fails = (define: () => unknown): unknown => {
    try {
      return define();
    } catch (error) {
      return isSluiceError(error) ? error.code : error;
    }
  };
  it.each([
    ["a key with a space", () => defineAsset({ key: "a b", type: table({ id: int64() }) })],
    ["a key that leaves", () => defineAsset({ key: "../a", type: table({ id: int64() }) })],
    ["a hidden key", () => defineAsset({ key: "_a", type: table({ id: int64() }) })],
    ["a data table's key", () => defineAsset({ key: "a__DATA", type: table({ id: int64() }) })],
    ["no columns", () => defineAsset({ key: "a", type: table({}) })],
    ["names that differ by case", () => defineAsset({ key: "a", type: table({ id: int64(), ID: int64() }) })],
    [
      "a derived name that a column has",
      () => defineAsset({ key: "a", type: table({ at: timestamp(3) }), partitions: { At: daily("at") } }),
    ],
    ["a decimal that is none", () => table({ a: decimal(39, 2) })],
    [
      "hours of days",
      () => defineAsset({ key: "a", type: table({ on: date() }), partitions: { h: hourly("on") } }),
    ],
  ])("%s", (_name, define) => {
    expect(fails(define)).toBe("ASSET_INVALID");
  });
});

it("paths and values undo each other, and no path leaves its folder or hides", () => {
  const dimensions = ["a", "b c", "d=e/f"].map(
    (name) => ({ name, rule: "value", source: name, type: { id: "string" } }) as const,
  );
  const text = fc.string({ unit: "binary", minLength: 1 }).filter((each) => each !== nullPartition);
  fc.assert(
    fc.property(fc.tuple(...dimensions.map(() => fc.option(text))), (values) => {
      const path = partitionPath(dimensions, values);
      expect(parsePartitionPath(path)).toEqual(values);
      expect(path.split("/")).toHaveLength(dimensions.length);
      for (const segment of path.split("/")) expect(segment).toMatch(/^[a-z][^/]*=/);
    }),
    { numRuns: 2000 },
  );
});
