import { jsonl } from "@sluice/handler-jsonl";
import * as s from "@sluice/sdk";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { packTable } from "../src/pack/table-input.js";
import { PartitionIds } from "../src/partition/partition-ids.js";
import { rowFilter } from "../src/where/row-filter.js";
import { lakeOf, watched } from "./lakes.js";
import { codeOf } from "./packing.js";

const n = { nullable: true } as const;
const columns = {
  id: s.int32(),
  small: s.int32(n),
  big: s.int64(n),
  flag: s.boolean(n),
  amount: s.decimal(12, 2, n),
  name: s.string(n),
  on: s.date(n),
  millis: s.timestamp(3, n),
  micros: s.timestamp(6, n),
  nanos: s.zonedTimestamp(9, n),
};
type Name = keyof typeof columns & string;
const define = (key: string, partitions: Record<string, s.PartitionRule<Name>> = {}) =>
  s.defineAsset({ key, type: s.table(columns), partitions });

const calendars = [s.hourly, s.daily, s.weekly, s.monthly, s.yearly];
const instants: Name[] = ["millis", "micros", "nanos"];
const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Pacific/Apia",
  "Asia/Kathmandu",
  "America/Havana",
];
const rules: fc.Arbitrary<s.PartitionRule<Name>> = fc.oneof(
  fc.constantFrom<Name>("small", "big", "flag", "amount", "name", "on").map((column) => s.value(column)),
  fc.constantFrom(...[s.daily, s.weekly, s.monthly, s.yearly].map((rule) => rule("on"))),
  fc
    .tuple(fc.constantFrom(...calendars), fc.constantFrom(...instants), fc.constantFrom(...zones))
    .map(([rule, column, zone]) => rule(column, { zone })),
  fc.constantFrom("sunday", "thursday").map((weekStart) => s.weekly("millis", { weekStart } as const)),
);

/** Values near one another and near the ends of days, months, years and summer times. */
const moments = fc
  .tuple(
    fc.constantFrom(
      ...["1969-12-31T23:00", "2024-02-29T00:00", "2024-03-31T01:00", "2024-10-27T01:00", "2023-12-31T23:59"],
      ...["2011-12-30T10:00", "2024-11-03T05:00", "1883-11-18T17:00", "2025-01-01T00:00"],
    ),
    fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -90_000_000, max: 90_000_000 })),
  )
  .map(([text, more]) => new Date(Date.parse(`${text}Z`) + more));
const wall = (date: Date) => date.toISOString().slice(0, -1);
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { freq: 6 });
const row = fc.record({
  small: maybe(fc.integer({ min: -3, max: 3 })),
  big: maybe(fc.bigInt({ min: -3n, max: 3n })),
  flag: maybe(fc.boolean()),
  amount: maybe(fc.integer({ min: -300, max: 300 }).map((cents) => (cents / 100).toFixed(2))),
  name: maybe(fc.constantFrom("a", "B", "é", "🛫", "\uffff", "a/b", "%2F", "~")),
  on: maybe(moments.map((date) => wall(date).slice(0, 10))),
  millis: maybe(moments.map((date) => date.toISOString().slice(0, -1))),
  micros: maybe(
    fc.tuple(moments, fc.nat(999)).map(([date, more]) => `${wall(date)}${String(more).padStart(3, "0")}`),
  ),
  nanos: maybe(
    fc.tuple(moments, fc.nat(999)).map(([date, more]) => `${wall(date)}000${String(more).padStart(3, "0")}Z`),
  ),
});
const operators = ["eq", "ne", "gt", "gte", "lt", "lte"] as const;

const cases = fc.record({
  values: fc.array(row, { minLength: 1, maxLength: 12 }),
  // Twice the same column is no definition.
  chosen: fc.uniqueArray(rules, { minLength: 1, maxLength: 2, selector: (rule) => rule.source }),
  conditions: fc.array(fc.tuple(row, fc.constantFrom(...operators, "in", "isNull", "null", "both")), {
    minLength: 4,
    maxLength: 12,
  }),
});
type Case = typeof cases extends fc.Arbitrary<infer Each> ? Each : never;

/** For each column that makes partitions, conditions on it. */
function wheresOf({ values, chosen, conditions }: Case): Record<string, unknown>[] {
  return chosen.flatMap(({ source = "id" }) =>
    conditions.map(([given, operator]) => {
      const [value, other] = [given, values[0]].map((each) => (each as Record<string, unknown>)[source]);
      return { [source]: conditionOf(operator, value, other) };
    }),
  );
}

it("no partition is passed over that has a row for which the conditions hold", async () => {
  const { description } = define("plain");
  let [passed, kept] = [0, 0];
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const partitions = Object.fromEntries(given.chosen.map((rule, index) => [`p${index}`, rule]));
      const divided = define("divided", partitions).description;
      const ids = new PartitionIds(divided, undefined);
      const rows = given.values.map((each, id) => ({ id, ...each }));
      for await (const batch of packTable(rows, {
        asset: "a",
        schema: description.schema,
        ignoreExtra: false,
      })) {
        const of = ids.of(batch, 0);
        for (const where of wheresOf(given)) {
          const filter = rowFilter(where, description.schema, description.schema, "a");
          const found = filter.keep(batch)?.data.children[0]?.values ?? [];
          for (const id of found)
            expect(filter.mayKeep(divided.partitions, ids.values(of[id] as number))).toBe(true);
          const may = [...new Set(of)].map((id) => filter.mayKeep(divided.partitions, ids.values(id)));
          passed += may.filter((each) => !each).length;
          kept += may.filter((each) => each).length;
        }
      }
    }),
    { numRuns: 300 },
  );
  // Most partitions have no such row; that they are passed over is the point.
  expect(passed).toBeGreaterThan(kept);
}, 120_000);

it("a read of partitions gives the rows that a read of one table gives", async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const io = lakeOf();
      const partitions = Object.fromEntries(given.chosen.map((rule, index) => [`p${index}`, rule]));
      const [plain, divided] = [define("plain"), define("divided", partitions)];
      const rows = given.values.map((each, id) => ({ id, ...each }));
      // The types take it for partitioned.
      await io.store(plain, rows, {} as never);
      await io.store(divided, rows, { split: true });
      for (const where of wheresOf(given)) {
        const of = async (asset: typeof plain) =>
          (await io.load(asset, { where, columns: ["id"] }))
            .map(({ id }) => id)
            .sort((left, right) => left - right);
        expect(await of(divided)).toEqual(await of(plain));
      }
    }),
    { numRuns: 25 },
  );
}, 120_000);

function conditionOf(operator: string, value: unknown, other: unknown): unknown {
  if (operator === "null" || value === null) return null;
  if (operator === "isNull") return { isNull: value === other };
  if (operator === "in") return { in: other === null ? [value] : [value, other] };
  if (operator === "both") return { gte: value, ...(other === null ? {} : { lt: other }) };
  return { [operator]: value };
}

describe("partitions without such rows are not read:", () => {
  const read: string[] = [];
  const store = watched(s.memoryStore(), {
    before: (call, key) => {
      if (call === "get" && key.includes("/data/")) read.push(key.split("/")[2] ?? "");
    },
  });
  const io = s.createIOManager({ handlers: [jsonl()], store });
  const days = define("days", { day: s.daily("micros") });
  const weeks = define("weeks", { week: s.weekly("micros", { zone: "Europe/Berlin" }) });
  const months = define("months", { month: s.monthly("micros") });
  const numbers = define("numbers", { n: s.value("small") });
  const flags = define("flags", { flag: s.value("flag") });
  const prices = define("prices", { price: s.value("amount") });
  const names = define("names", { name: s.value("name") });
  const dates = define("dates", { day: s.daily("on") });
  const rows = ["01", "02", "03", "31", null].map((day, id) => ({
    ...{ id, small: day === null ? null : id, flag: day === null ? null : id > 1, name: day },
    ...{ amount: day === null ? null : `${id}.50`, on: day && `2024-05-${day}` },
    micros: day && `2024-05-${day}T23:30:00.000001`,
  }));
  beforeAll(async () => {
    for (const asset of [days, weeks, months, numbers, flags, prices, names, dates]) {
      await io.store(asset, rows, { split: true });
    }
  });
  const folders = async (asset: typeof days, where: s.Where<typeof columns>): Promise<string[]> => {
    read.length = 0;
    await io.load(asset, { where });
    return [...new Set(read.map((folder) => folder.slice(folder.indexOf("=") + 1)))];
  };
  const none = "__HIVE_DEFAULT_PARTITION__";

  it("days", async () => {
    expect(await folders(days, { micros: { gte: "2024-05-03" } })).toEqual(["2024-05-03", "2024-05-31"]);
    expect(await folders(days, { micros: { lt: "2024-05-02T00:00:00.000001" } })).toEqual([
      "2024-05-01",
      "2024-05-02",
    ]);
    expect(await folders(days, { micros: { lt: "2024-05-02" } })).toEqual(["2024-05-01"]);
    expect(await folders(days, { micros: { lte: "2024-05-02" } })).toEqual(["2024-05-01", "2024-05-02"]);
    expect(await folders(days, { micros: { gt: "2024-05-02T23:59:59.999999" } })).toEqual([
      "2024-05-03",
      "2024-05-31",
    ]);
    expect(await folders(days, { micros: "2024-05-02T12:00" })).toEqual(["2024-05-02"]);
    expect(await folders(days, { micros: { in: ["2024-05-01", "2024-05-31", "2024-06-01"] } })).toEqual([
      "2024-05-01",
      "2024-05-31",
    ]);
    expect(await folders(days, { micros: null })).toEqual([none]);
    expect(await folders(days, { micros: { isNull: false } })).toHaveLength(4);
    expect(await folders(days, { micros: { gte: "2025-01-01" } })).toEqual([]);
    expect(await folders(days, { id: 0 })).toHaveLength(5);
    expect(await folders(dates, { on: { gt: "2024-05-02", ne: "2024-05-31" } })).toEqual(["2024-05-03"]);
  });

  it("weeks in a zone, and months", async () => {
    expect(await folders(weeks, { micros: { lt: "2024-05-26T22:00" } })).toEqual(["2024-04-29"]);
    expect(await folders(weeks, { micros: { gte: "2024-05-26T22:00" } })).toEqual(["2024-05-27"]);
    expect(await folders(months, { micros: { gte: "2024-06-01" } })).toEqual([]);
    expect(await folders(months, { micros: { gte: "2024-05-31T23:59:59.999999" } })).toEqual(["2024-05"]);
  });

  it("values of every type", async () => {
    expect(await folders(numbers, { small: { in: [1, 3] } })).toEqual(["1", "3"]);
    expect(await folders(flags, { flag: { ne: true } })).toEqual(["false"]);
    expect(await folders(prices, { amount: { gt: "1.50", lte: "3" } })).toEqual(["2.50"]);
    expect(await folders(names, { name: { gte: "03" } })).toEqual(["03", "31"]);
    expect(await folders(names, { name: { ne: "03" }, id: { gt: 0 } })).toEqual(["01", "02", "31"]);
  });

  it("and what is missing is still missing, and what is there still has its entry", async () => {
    const where = { micros: { gte: "2030-01-01" } };
    expect(await codeOf(io.load(days, { where, partition: { day: "2024-06-01" } }))).toBe(
      "PARTITION_NOT_FOUND",
    );
    expect([...(await io.loadEach(days, { where, partition: { day: ["2024-05-01"] } }))]).toEqual([
      ["2024-05-01", []],
    ]);
    expect(await io.load(days, { where, partition: { day: "2024-05-01" } })).toEqual([]);
  });

  it("by the rule they were stored with, whatever the reader's definition says", async () => {
    const zoned = define("zoned", { day: s.daily("millis", { zone: "Pacific/Apia" }) });
    await io.store(zoned, [{ id: 1, millis: "2024-05-01T11:30" }], { split: true });
    const reader = define("zoned", { day: s.daily("millis") });
    expect(await io.load(reader, { where: { millis: { lt: "2024-05-01T12:00" } } })).toHaveLength(1);
  });
});
