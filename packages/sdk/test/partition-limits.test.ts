import * as s from "@sluice/sdk";
import { describe, expect, it } from "vitest";
import { partitioningText } from "../src/log/same-definition.js";
import { lakeOf } from "./lakes.js";
import { codeOf, failure } from "./packing.js";

const n = { nullable: true } as const;
const type = s.table({
  id: s.int32(),
  region: s.string(n),
  level: s.int64(n),
  on: s.date(n),
  at: s.timestamp(3, n),
});
type Name = keyof typeof type.columns & string;
const define = (rule: s.PartitionRule<Name>) => s.defineAsset({ key: "a", type, partitions: { part: rule } });
const hintOf = (call: () => unknown): string | undefined => {
  try {
    call();
  } catch (error) {
    if (s.isSluiceError(error, "ASSET_INVALID")) return error.hint;
  }
  throw new Error("It was not refused.");
};

describe("a start", () => {
  const cases: [s.PartitionRule<Name>, string, string, string, string][] = [
    [
      s.hourly("at", { start: "2024-01-02" }),
      "2024-01-02T00",
      "2024-01-02",
      "2024-01-01T23:59:59.999",
      "T23",
    ],
    [
      s.hourly("at", { start: "2024-01-02T05" }),
      "2024-01-02T05",
      "2024-01-02T05:00",
      "2024-01-02T04:59",
      "T04",
    ],
    [s.daily("at", { start: "2024-01-02" }), "2024-01-02", "2024-01-02", "2024-01-01T23:59:59.999", "01-01"],
    [s.daily("on", { start: "2024-01-02" }), "2024-01-02", "2024-01-02", "2024-01-01", "01-01"],
    [s.weekly("at", { start: "2024-01-08" }), "2024-01-08", "2024-01-14", "2024-01-07T23:59:59.999", "01-01"],
    [s.monthly("on", { start: "2024-02-01" }), "2024-02", "2024-02-29", "2024-01-31", "-01"],
    [s.monthly("at", { start: "2024-02" }), "2024-02", "2024-02-01", "2024-01-31T23:59:59.999", "-01"],
    [s.yearly("at", { start: "2024-01-01" }), "2024", "2024-12-31", "2023-12-31T23:59:59.999", "2023"],
  ];
  it.each(cases)("%o", async (rule, start, inside, before, end) => {
    const asset = define(rule);
    const io = lakeOf();
    const row = (value: string) => ({ id: 1, [rule.source as string]: value });
    await io.store(asset, [row(inside), { id: 2 }], { split: true });
    expect((await io.partitions(asset)).map(({ partition }) => partition.part)).toEqual(
      expect.arrayContaining([null, start]),
    );
    const error = await failure(io.store(asset, [row(inside), row(before)], { split: true }));
    expect(error).toMatchObject({ code: "PARTITION_INVALID", details: { row: 1, column: rule.source } });
    const { partition, value } = (error as s.SluiceError<"PARTITION_INVALID">).details;
    expect([value?.slice(0, 10), partition.endsWith(end)]).toEqual([before.slice(0, 10), true]);
    expect(String(error)).toContain(`before the start ${start}`);
    const earlier = partition.slice(partition.indexOf("=") + 1);
    expect(await codeOf(io.store(asset, [], { partition: earlier }))).toBe("PARTITION_INVALID");
    expect(await codeOf(io.load(asset, { partition: earlier }))).toBe("PARTITION_INVALID");
    expect(await io.load(asset, { partition: { part: { from: earlier } } })).toHaveLength(1);
  });

  it("is the first of a partition, and the error says which", () => {
    expect(hintOf(() => define(s.weekly("at", { start: "2024-01-02" })))).toBe(
      "A partition starts with 2024-01-01.",
    );
    expect(hintOf(() => define(s.monthly("at", { start: "2024-01-02" })))).toBe(
      "A partition starts with 2024-01.",
    );
    expect(hintOf(() => define(s.yearly("on", { start: "2024-02-01" })))).toBe(
      "A partition starts with 2024.",
    );
    for (const start of ["2024-13", "soon", "", 2024 as never]) {
      expect(hintOf(() => define(s.monthly("at", { start })))).toBe(
        "Give its first partition, or the first day of it.",
      );
    }
  });

  it("may change, and partitions before it stay", async () => {
    const io = lakeOf();
    await io.store(define(s.daily("at")), [{ id: 1, at: "2023-12-31" }], { split: true });
    const later = define(s.daily("at", { start: "2024-01-01" }));
    await io.store(later, [{ id: 2, at: "2024-01-01" }], { split: true });
    expect(await io.load(later)).toHaveLength(2);
    const earlier = define(s.daily("at", { start: "2023-01-01" }));
    await io.store(earlier, [{ id: 3, at: "2023-01-01" }], { split: true });
    expect(await io.load(earlier)).toHaveLength(3);
  });
});

describe("a list of values", () => {
  const asset = define(s.value("region", { values: ["EU", "US"] }));

  it("refuses others, in rows and in calls, with the nearest", async () => {
    const io = lakeOf();
    await io.store(asset, [{ id: 1, region: "EU" }], { split: true });
    expect(
      await failure(
        io.store(
          asset,
          [
            { id: 1, region: "US" },
            { id: 2, region: "EUU" },
          ],
          { split: true },
        ),
      ),
    ).toMatchObject({
      code: "PARTITION_INVALID",
      details: { row: 1, column: "region", value: "EUU", nearest: ["EU", "US"] },
    });
    for (const call of [
      io.store(asset, [], { partition: "EUU" }),
      io.load(asset, { partition: ["EU", "EUU"] }),
    ]) {
      expect(await failure(call)).toMatchObject({
        code: "PARTITION_INVALID",
        details: { partition: "region=EUU", nearest: ["EU", "US"] },
      });
    }
    expect(await io.load(asset)).toHaveLength(1);
  });

  it("takes null only if it is named", async () => {
    const io = lakeOf();
    expect(await codeOf(io.store(asset, [{ id: 1 }], { split: true }))).toBe("PARTITION_INVALID");
    expect(await codeOf(io.store(asset, [], { partition: null }))).toBe("PARTITION_INVALID");
    const withNull = define(s.value("region", { values: ["EU", null] }));
    await io.store(withNull, [{ id: 1 }], { split: true });
    expect(await io.load(withNull, { partition: null })).toHaveLength(1);
  });

  it("is of the column's type, and may grow", async () => {
    const io = lakeOf();
    await io.store(define(s.value("level", { values: [1, 20n] })), [{ id: 1, level: 20 }], { split: true });
    const grown = define(s.value("level", { values: ["1", 20, 3] }));
    await io.store(grown, [{ id: 1, level: 3 }], { split: true });
    expect(await io.load(grown)).toHaveLength(2);
    expect(hintOf(() => define(s.value("level", { values: ["EU"] })))).toBe('Its column "level" is int64.');
    expect(() => define(s.value("level", { values: [1, "01"] }))).toThrow("twice");
    expect(() => define(s.value("level", { values: [] }))).toThrow("no value");
  });
});

describe("a zone", () => {
  it("is one of the IANA database", () => {
    for (const zone of ["Europe/Berln", "", "+01:00", "Mars", 1 as never]) {
      expect(hintOf(() => define(s.daily("at", { zone })))).toContain("Europe/Berlin");
    }
    expect(hintOf(() => define(s.weekly("on", { zone: "Europe/Berlin" })))).toBe("Leave { zone } out.");
    expect(define(s.daily("at", { zone: "UTC" })).description).toEqual(define(s.daily("at")).description);
  });

  it("and the first day of weeks cannot change under an asset, nor can they in a repeated write", async () => {
    const io = lakeOf();
    const rows = [{ id: 1, at: "2024-01-01" }];
    await io.store(define(s.weekly("at")), rows, { split: true, idempotencyKey: "k" });
    for (const options of [{ zone: "Europe/Berlin" }, { weekStart: "sunday" }] as const) {
      const changed = define(s.weekly("at", options));
      expect(await codeOf(io.store(changed, rows, { split: true }))).toBe("SCHEMA_MISMATCH");
      expect(await codeOf(io.store(changed, rows, { split: true, idempotencyKey: "k" }))).toBe(
        "IDEMPOTENCY_KEY_REUSED",
      );
    }
    await io.store(define(s.weekly("at", { weekStart: "monday", zone: "UTC" })), rows, { split: true });
  });

  it("is written to the log; what was written without it is in UTC", () => {
    const [zoned] = define(s.weekly("at", { zone: "Asia/Kolkata", start: "2024-01-01" })).description
      .partitions;
    expect(zoned).toEqual({
      ...{ name: "part", rule: "weekly", source: "at", type: { id: "string" } },
      ...{ weekStart: "monday", zone: "Asia/Kolkata", start: "2024-01-01" },
    });
    const old = { name: "part", rule: "daily", source: "at", type: { id: "string" } } as const;
    expect(define(s.daily("at")).description.partitions).toEqual([old]);
    expect(partitioningText([old])).toBe("daily(part string of at)");
  });
});

it("options that a rule does not know are refused", () => {
  const rule = { ...s.daily("at"), weekStart: "sunday" } as const;
  expect(hintOf(() => define(rule))).toBe("It knows zone, start.");
  expect(hintOf(() => define(s.weekly("at", { weekStart: "moonday" as never })))).toContain("monday");
});

it("a folder's name of more than 255 bytes is refused before a byte is written", async () => {
  const io = lakeOf();
  const asset = define(s.value("region"));
  const fits = "x".repeat(255 - "region=".length);
  await io.store(asset, [{ id: 1, region: fits }], { split: true });
  for (const region of [`${fits}x`, "y".repeat(1000), "é".repeat(125), "%".repeat(90)]) {
    const refused = [
      io.store(asset, [{ id: 1, region }], { partition: region }),
      io.store(
        asset,
        [
          { id: 1, region: fits },
          { id: 1, region },
        ],
        { split: true },
      ),
    ];
    for (const call of refused) {
      const error = await failure(call);
      expect(error).toMatchObject({ code: "PARTITION_INVALID" });
      expect(String(error).length).toBeLessThan(500);
    }
    expect(await codeOf(io.load(asset, { partition: region }))).toBe("PARTITION_NOT_FOUND");
  }
  expect(await io.load(asset)).toHaveLength(1);
});
