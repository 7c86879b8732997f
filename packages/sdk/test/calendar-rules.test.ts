import {
  daily,
  date,
  defineAsset,
  hourly,
  monthly,
  type PartitionRule,
  table,
  timestamp,
  weekly,
  yearly,
  zonedTimestamp,
} from "@sluice/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packTable } from "../src/pack/table-input.js";
import { calendarSpan, calendarText, weekDays } from "../src/partition/calendar-partition.js";
import { PartitionIds } from "../src/partition/partition-ids.js";
import { ZoneClock } from "../src/partition/zone-clock.js";
import { lakeOf } from "./lakes.js";
import { codeOf, failure } from "./packing.js";

type Column = "millis" | "micros" | "instant" | "on";
const columns = {
  millis: timestamp(3, { nullable: true }),
  micros: timestamp(6, { nullable: true }),
  instant: zonedTimestamp(3, { nullable: true }),
  on: date({ nullable: true }),
};
/** Zones with summer time, offsets of 30 and 45 minutes, of seconds once, and days that never were or came twice. */
const zones = [
  ...["UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Kathmandu"],
  ...["Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Apia", "Africa/Monrovia", "America/Juneau"],
  ...["Asia/Manila", "Europe/Dublin", "America/Havana", "Africa/Casablanca"],
];
const clocks = new Map(
  zones.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat("en-US", {
      ...{ timeZone, hourCycle: "h23", era: "short", weekday: "short" },
      ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit" },
    }),
  ]),
);

/** What a clock in the zone shows: asked of the runtime for each instant by itself. */
function shown(zone: string, millis: number) {
  const parts = Object.fromEntries(
    (clocks.get(zone) as Intl.DateTimeFormat).formatToParts(millis).map(({ type, value }) => [type, value]),
  );
  const day = `${String(parts.year).padStart(4, "0")}-${parts.month}-${parts.day}`;
  return { day, hour: String(parts.hour), weekday: String(parts.weekday), possible: parts.era === "AD" };
}

async function partitionsOf(rule: PartitionRule<Column>, rows: object[]): Promise<(string | null)[]> {
  const { description } = defineAsset({ key: "a", type: table(columns), partitions: { part: rule } });
  const ids = new PartitionIds(description, undefined);
  const texts: (string | null)[] = [];
  for await (const batch of packTable(rows, {
    asset: "a",
    schema: description.schema,
    ignoreExtra: false,
  })) {
    for (const id of ids.of(batch, texts.length)) texts.push(ids.values(id)[0] as string | null);
  }
  return texts;
}

/** Instants at and beside the changes of the zone's clocks, to the millisecond. */
function changesOf(zone: string, from: string, to: string): number[] {
  const clock = new ZoneClock(zone);
  const found: number[] = [];
  for (let at = Date.parse(from) / 1000; at < Date.parse(to) / 1000; at += 259_200) {
    if (clock.offsetAt(at) === clock.offsetAt(at + 259_200)) continue;
    let [low, high] = [at, at + 259_200];
    const before = clock.offsetAt(low);
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (clock.offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    found.push(high * 1000);
  }
  return found.flatMap((change) =>
    [-7_200_000, -3_600_001, -1000, -1, 0, 1, 999, 1_800_000, 3_599_999, 3_600_000, 86_400_000].map(
      (more) => change + more,
    ),
  );
}

describe("a rule in a zone goes by the clocks there", () => {
  const check = async (zone: string, instants: number[], column: "millis" | "micros" | "instant") => {
    const rows = instants.map((millis) => {
      const text = new Date(millis).toISOString();
      return {
        [column]: column === "instant" ? text : `${text.slice(0, -1)}${column === "micros" ? "999" : ""}`,
      };
    });
    const options = { zone };
    const expected = instants.map((millis) => shown(zone, millis));
    expect(await partitionsOf(hourly(column, options), rows)).toEqual(
      expected.map(({ day, hour }) => `${day}T${hour}`),
    );
    expect(await partitionsOf(daily(column, options), rows)).toEqual(expected.map(({ day }) => day));
    expect(await partitionsOf(monthly(column, options), rows)).toEqual(
      expected.map(({ day }) => day.slice(0, 7)),
    );
    expect(await partitionsOf(yearly(column, options), rows)).toEqual(
      expected.map(({ day }) => day.slice(0, 4)),
    );
  };

  it.each(zones)("whenever they are changed: %s", async (zone) => {
    await check(zone, changesOf(zone, "1840-01-01", "2040-01-01"), "millis");
  });

  it("at any instant, in any column", async () => {
    const range = { min: Date.parse("0001-01-03T00:00:00Z"), max: Date.parse("9999-12-29T00:00:00Z") };
    const near = { min: Date.parse("1880-01-01T00:00:00Z"), max: Date.parse("2040-01-01T00:00:00Z") };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...zones),
        fc.array(fc.oneof(fc.integer(range), fc.integer(near)), { minLength: 1, maxLength: 50 }),
        fc.constantFrom("millis" as const, "micros" as const, "instant" as const),
        check,
      ),
      { numRuns: 200 },
    );
  });

  it("and an hour that comes twice is one partition", async () => {
    const instant = ["2024-10-27T00:30Z", "2024-10-27T01:30Z", "2024-10-27T02:30Z"];
    const rows = instant.map((each) => ({ instant: each }));
    expect(await partitionsOf(hourly("instant", { zone: "Europe/Berlin" }), rows)).toEqual([
      "2024-10-27T02",
      "2024-10-27T02",
      "2024-10-27T03",
    ]);
  });
});

describe("weekly", () => {
  it("names the week by its first day, also before 1970", async () => {
    const of = (text: string, weekStart?: (typeof weekDays)[number]) =>
      partitionsOf(weekly("on", weekStart && { weekStart }), [{ on: text }, { on: null }]);
    expect(await of("2024-05-01")).toEqual(["2024-04-29", null]);
    expect(await of("2024-04-29")).toEqual(["2024-04-29", null]);
    expect(await of("2024-05-05")).toEqual(["2024-04-29", null]);
    expect(await of("2024-05-05", "sunday")).toEqual(["2024-05-05", null]);
    expect(await of("1969-12-31")).toEqual(["1969-12-29", null]);
    expect(await of("1969-12-28")).toEqual(["1969-12-22", null]);
    expect(await of("0001-01-01")).toEqual(["0001-01-01", null]);
    expect(await codeOf(of("0001-01-01", "sunday"))).toBe("PARTITION_INVALID");
  });

  it("begins on the day asked for, at most six days before", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -719_155, max: 2_932_896 }),
        fc.constantFrom(...weekDays),
        (day, weekStart) => {
          const dimension = { rule: "weekly", weekStart } as const;
          const span = calendarSpan(dimension, calendarText(dimension, day) as string);
          expect(span).toBeDefined();
          const { start, end } = span as { start: number; end: number };
          expect([start <= day, day < end, end - start]).toEqual([true, true, 7]);
          const name = new Date(start * 86_400_000).toLocaleDateString("en-US", {
            weekday: "long",
            timeZone: "UTC",
          });
          expect(name.toLowerCase()).toBe(weekStart);
        },
      ),
    );
  });

  it("goes by the zone", async () => {
    const rows = [{ instant: "2024-05-05T21:59Z" }, { instant: "2024-05-05T22:00Z" }];
    expect(await partitionsOf(weekly("instant", { zone: "Europe/Berlin" }), rows)).toEqual([
      "2024-04-29",
      "2024-05-06",
    ]);
  });
});

it("partitions and what they span undo each other", () => {
  const rules = fc.constantFrom("hourly", "daily", "weekly", "monthly", "yearly");
  fc.assert(
    fc.property(rules, fc.integer({ min: -719_162, max: 2_932_896 }), fc.nat(23), (rule, day, hour) => {
      const unit = rule === "hourly" ? day * 24 + hour : day;
      const text = calendarText({ rule }, unit) as string;
      const { start, end } = calendarSpan({ rule }, text) ?? { start: 0, end: 0 };
      expect([start <= unit, unit < end]).toEqual([true, true]);
      expect([calendarText({ rule }, start), calendarText({ rule }, end - 1)]).toEqual([text, text]);
      expect(calendarText({ rule }, end)).not.toBe(text);
    }),
    { numRuns: 1000 },
  );
});

it("rows whose local day is in no year of four digits are refused", async () => {
  const rows = [{ millis: "2024-01-01" }, { millis: "9999-12-31T23:30" }];
  expect(await failure(partitionsOf(daily("millis", { zone: "Asia/Kolkata" }), rows))).toMatchObject({
    code: "PARTITION_INVALID",
    details: { row: 1, column: "millis", value: "9999-12-31T23:30:00.000Z" },
  });
});

describe("a caller's", () => {
  const io = lakeOf();
  const define = (rule: PartitionRule<Column>) =>
    defineAsset({
      key: `a/${Object.values(rule).join("-").replaceAll("/", "-")}`,
      type: table(columns),
      partitions: { part: rule },
    });

  it("Date falls into the partition that its rows do", async () => {
    for (const rule of [hourly, daily, weekly, monthly, yearly]) {
      const asset = define(rule("instant", { zone: "Pacific/Apia" }));
      const instant = new Date("2023-12-31T11:30:00Z");
      await io.store(asset, [{ instant }], { partition: { part: instant } });
      expect(await io.load(asset, { partition: { part: instant } })).toHaveLength(1);
    }
  });

  it("week is named by its first day, and an error says which that is", async () => {
    const asset = define(weekly("on"));
    expect(await failure(io.store(asset, [], { partition: "2024-05-01" }))).toMatchObject({
      code: "PARTITION_INVALID",
      hint: "The week of 2024-05-01 is 2024-04-29: weeks are named by their first day.",
    });
    await io.store(asset, [{ on: "2024-05-01" }], { split: true });
    expect(await codeOf(io.load(asset, { partition: { part: { from: "2024-05-01" } } }))).toBe(
      "PARTITION_INVALID",
    );
  });
});
