import {
  boolean,
  daily,
  date,
  decimal,
  defineAsset,
  hourly,
  int64,
  monthly,
  string,
  table,
  timestamp,
  value,
  yearly,
} from "@sluice/sdk";
import { describe, expect, it } from "vitest";
import { lakeOf } from "./lakes.js";
import { failure } from "./packing.js";

interface NotFound {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly details: { readonly asset: string; readonly partition: string; readonly nearest: string[] };
}

// The types forbid some of what is asked for here; not everybody has types.
interface Loose {
  store(asset: unknown, rows: unknown, options: object): Promise<unknown>;
  load(asset: unknown, options: object): Promise<unknown>;
}

type Rows = readonly object[];

/** What loading `wanted` says when there are the partitions of just these rows. */
async function missing(partitions: object, rows: Rows, wanted: unknown): Promise<NotFound> {
  const io = lakeOf() as unknown as Loose;
  const asset = defineAsset({ key: "a", type: columns, partitions: partitions as {} });
  await io.store(asset, rows, { split: true });
  return notFound(io.load(asset, { partition: wanted }));
}

async function notFound(call: Promise<unknown>): Promise<NotFound> {
  const error = (await failure(call)) as NotFound;
  expect(error.code).toBe("PARTITION_NOT_FOUND");
  return error;
}

const columns = table({
  at: timestamp(3, { nullable: true }),
  on: date({ nullable: true }),
  id: int64({ nullable: true }),
  amount: decimal(20, 2, { nullable: true }),
  open: boolean({ nullable: true }),
  region: string({ nullable: true }),
});
const ofAt = (...times: string[]): Rows => times.map((at) => ({ at }));
const ofIds = (...ids: (bigint | number)[]): Rows => ids.map((id) => ({ id }));

const day = { day: daily("at") };
const everyDayOf2024 = Array.from({ length: 366 }, (_, index) => ({
  at: new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 19),
}));

describe("the nearest partitions", () => {
  it("of a day are the days before and after", async () => {
    const { message, hint, details } = await missing(day, everyDayOf2024, "2025-01-01");
    expect(details).toEqual({
      asset: "a",
      partition: "day=2025-01-01",
      nearest: ["day=2024-12-31", "day=2024-12-30", "day=2024-12-29"],
    });
    expect(message).toContain("a has no partition day=2025-01-01.");
    expect(hint).toMatch(/^Nearest: day=2024-12-31, .*io\.partitions/);
  });

  it.each<[string, object, Rows, unknown, string[]]>([
    [
      "an hour",
      { p: hourly("at") },
      ofAt("2024-01-31T21:00", "2024-01-31T22:00", "2024-02-01T02:00", "2023-02-01T00:00"),
      "2024-02-01T00",
      ["p=2024-01-31T22", "p=2024-02-01T02", "p=2024-01-31T21"],
    ],
    [
      "a month, though February is shorter",
      { p: monthly("at") },
      ofAt("2024-03-01T00:00", "2024-01-01T00:00", "2023-02-01T00:00", "2024-12-01T00:00"),
      "2024-02",
      ["p=2024-01", "p=2024-03", "p=2024-12"],
    ],
    [
      "a year, though 2024 is longer",
      { p: yearly("at") },
      ofAt("2025-01-01T00:00", "2023-01-01T00:00", "2034-01-01T00:00", "2020-01-01T00:00"),
      "2024",
      ["p=2023", "p=2025", "p=2020"],
    ],
    [
      "a date",
      { on: value("on") },
      ["2024-02-28", "2024-03-02", "2023-03-01", null].map((on) => ({ on })),
      "2024-03-01",
      ["on=2024-03-02", "on=2024-02-28", "on=2023-03-01"],
    ],
    ["an integer", { id: value("id") }, ofIds(99, 200, 10), 100, ["id=99", "id=10", "id=200"]],
    ["an integer below zero", { id: value("id") }, ofIds(-2, 10, 1), -1, ["id=-2", "id=1", "id=10"]],
    [
      "an integer past 2^53",
      { id: value("id") },
      ofIds(9007199254740995n, 9007199254740992n),
      9007199254740994n,
      ["id=9007199254740995", "id=9007199254740992"],
    ],
    [
      "a decimal",
      { amount: value("amount") },
      ["10.00", "9.98", "-10.01"].map((amount) => ({ amount })),
      "9.99",
      ["amount=9.98", "amount=10.00", "amount=-10.01"],
    ],
    ["a boolean", { open: value("open") }, [{ open: true }, {}], false, ["open=true"]],
    [
      "a text are those that look alike",
      { region: value("region") },
      ["south", "nort", "noth"].map((region) => ({ region })),
      "north",
      ["region=nort", "region=noth", "region=south"],
    ],
  ])("of %s", async (_name, partitions, rows, wanted, nearest) => {
    expect((await missing(partitions, rows, wanted)).details.nearest).toEqual(nearest);
  });

  it("agree in the other dimensions, if there are such", async () => {
    const partitions = { ...day, region: value("region") };
    const rows = ["EU 2024-05-01", "EU 2024-05-09", "US 2024-05-04", "US 2024-05-05"].map((each) => ({
      region: each.slice(0, 2),
      at: `${each.slice(3)}T00:00`,
    }));
    expect((await missing(partitions, rows, { day: "2024-05-04", region: "EU" })).details).toMatchObject({
      partition: "day=2024-05-04/region=EU",
      nearest: ["day=2024-05-01/region=EU", "day=2024-05-09/region=EU", "day=2024-05-04/region=US"],
    });
    expect((await missing(partitions, rows, { day: "2024-05-05", region: "USA" })).details).toMatchObject({
      partition: "day=2024-05-05/region=USA",
      nearest: ["day=2024-05-05/region=US", "day=2024-05-04/region=US"],
    });
  });
});

describe("a range without a partition", () => {
  const rows = [...ofAt("2024-05-03T00:00", "2024-05-01T00:00", "2024-05-02T00:00"), {}];

  it.each<[object, string, string]>([
    [{ from: "2025-01-01", to: "2025-12-31" }, "from 2025-01-01 to 2025-12-31", "2025-01-01…2025-12-31"],
    [{ from: new Date("2025-01-01") }, "from 2025-01-01", "2025-01-01…"],
    [{ to: "2023-12-31" }, "to 2023-12-31", "…2023-12-31"],
    [
      { from: "2024-05-03", to: "2024-05-01" },
      "from 2024-05-03 to 2024-05-01: the range begins after its end",
      "2024-05-03…2024-05-01",
    ],
  ])("is named with the first and the last there are: %o", async (range, words, path) => {
    const { message, hint, details } = await missing(day, rows, range);
    expect(message).toContain(`a has no partition with day ${words}.`);
    expect(hint).toMatch(/^The first is day=2024-05-01, the last day=2024-05-03\. .*io\.partitions/);
    expect(details).toEqual({
      asset: "a",
      partition: `day=${path}`,
      nearest: ["day=2024-05-01", "day=2024-05-03"],
    });
  });

  it("names the one partition there is once, and none if there is but the null one", async () => {
    const range = { from: "2025-01-01" };
    const { hint } = await missing(day, ofAt("2024-05-01T00:00"), range);
    expect(hint).toMatch(/^There is day=2024-05-01\. /);
    expect((await missing(day, [{}], range)).details.nearest).toEqual([]);
  });

  it("goes by the size of numbers, among those that agree in the other dimensions", async () => {
    const partitions = { id: value("id"), region: value("region") };
    const some = ["EU 9", "EU 10", "EU 100", "US 1000"].map((each) => ({
      region: each.slice(0, 2),
      id: Number(each.slice(3)),
    }));
    const { message, details } = await missing(partitions, some, { id: { from: 500 }, region: "EU" });
    expect(message).toContain("a has no partition with id from 500, region=EU.");
    expect(details.nearest).toEqual(["id=9/region=EU", "id=100/region=EU"]);
  });
});

describe("without a value", () => {
  it("an empty list is named as one", async () => {
    const { message, details } = await missing(day, ofAt("2024-05-01T00:00"), []);
    expect(message).toContain("No partition of a was asked for: the list of day is empty.");
    expect(details).toEqual({ asset: "a", partition: "day=[]", nearest: [] });
  });

  it("the null partition is named as null, and the text as the text", async () => {
    const regions = { region: value("region") };
    const rows = [{ region: "EU" }, { region: "US" }];
    const { message, details } = await missing(regions, rows, null);
    expect(message).toContain("a has no partition with region null.");
    expect(details).toEqual({
      asset: "a",
      partition: "region=__HIVE_DEFAULT_PARTITION__",
      nearest: ["region=EU", "region=US"],
    });
    expect((await missing(regions, rows, "null")).message).toContain("a has no partition region=null.");
    const two = await missing({ ...regions, id: value("id") }, [{ region: "EU", id: 1 }], {
      region: null,
      id: 1,
    });
    expect(two.message).toContain("a has no partition with region null, id=1.");
    expect(two.details.nearest).toEqual(["region=EU/id=1"]);
  });

  it("an asset that is emptied names none", async () => {
    const io = lakeOf();
    const partitions = { id: value("id"), region: value("region") };
    const asset = defineAsset({ key: "a", type: columns, partitions });
    await io.store(asset, [{ id: 1, region: "EU" }], { split: true });
    await io.store(asset, [], { split: true, replace: "all" });
    const { details } = await notFound(io.load(asset, { partition: { region: "EU" } }));
    expect(details).toEqual({ asset: "a", partition: "region=EU", nearest: [] });
  });
});
