import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arraysDecoder } from "../src/client/decode-rows.js";
import { parseTypeText } from "../src/client/type-text.js";
import { rowsText } from "./rows-text.js";

/** The value as the rows of a page bring it; both ways of reading them agree. */
function decode(type: string, value: unknown): unknown {
  const [fromText] = rowsOf([type], JSON.stringify([[value]]));
  const [parsed] = rowsOf([type], JSON.stringify([[value]], null, 1));
  expect(parsed).toStrictEqual(fromText);
  return fromText?.[0];
}

function rowsOf(types: readonly string[], text: string, count?: number) {
  return [...arraysDecoder(types.map(parseTypeText))(rowsText(text, count))].flat();
}

describe("decoding", () => {
  const table: [type: string, json: unknown, value: unknown][] = [
    ["boolean", true, true],
    ["tinyint", -128, -128],
    ["smallint", 32767, 32767],
    ["integer", -2147483648, -2147483648],
    ["bigint", 1, 1n],
    ["bigint", "9223372036854775807", 9223372036854775807n],
    ["bigint", "-9223372036854775808", -9223372036854775808n],
    ["double", 1.5, 1.5],
    ["double", "NaN", Number.NaN],
    ["double", "Infinity", Number.POSITIVE_INFINITY],
    ["double", "-Infinity", Number.NEGATIVE_INFINITY],
    ["real", 0.1, Math.fround(0.1)],
    ["real", 3.4028235e38, 3.4028234663852886e38],
    ["real", "NaN", Number.NaN],
    ["decimal(38,2)", "-99999999999999999999999999999999999.10", "-99999999999999999999999999999999999.10"],
    ["varchar", "", ""],
    ["char(3)", "a  ", "a  "],
    ["json", '{"a":1}', '{"a":1}'],
    ["uuid", "12151fd2-7586-11e9-8f9e-2a86e4085a59", "12151fd2-7586-11e9-8f9e-2a86e4085a59"],
    ["varbinary", "AP9h", new Uint8Array([0, 255, 97])],
    ["varbinary", "", new Uint8Array()],
    ["date", "2024-02-29", "2024-02-29"],
    ["time(6)", "23:59:59.999999", "23:59:59.999999"],
    ["timestamp(0)", "2024-05-01 10:00:00", "2024-05-01T10:00:00"],
    ["timestamp(3)", "2024-05-01 10:00:00.120", "2024-05-01T10:00:00.120"],
    ["timestamp(12)", "0001-01-01 00:00:00.123456789012", "0001-01-01T00:00:00.123456789012"],
    ["timestamp(6) with time zone", "2024-05-01 10:00:00.123456 UTC", "2024-05-01T10:00:00.123456Z"],
    [
      "timestamp(12) with time zone",
      "2024-05-01 00:30:00.123456789012 +05:30",
      "2024-04-30T19:00:00.123456789012Z",
    ],
    ["timestamp(0) with time zone", "2024-12-31 20:00:00 -05:00", "2025-01-01T01:00:00Z"],
    ["timestamp(3) with time zone", "2024-05-01 10:00:00.120 Europe/Paris", "2024-05-01T08:00:00.120Z"],
    ["timestamp(3) with time zone", "2024-01-01 10:00:00.120 Europe/Paris", "2024-01-01T09:00:00.120Z"],
    ["timestamp(3) with time zone", "2024-03-10 03:00:00.000 America/New_York", "2024-03-10T07:00:00.000Z"],
    ["timestamp(3) with time zone", "2024-03-10 01:59:59.999 America/New_York", "2024-03-10T06:59:59.999Z"],
    ["timestamp(3) with time zone", "2024-01-01 00:00:00.000 Asia/Kolkata", "2023-12-31T18:30:00.000Z"],
    ["timestamp(3) with time zone", "0050-01-01 00:00:00.000 UTC", "0050-01-01T00:00:00.000Z"],
    ["timestamp(3) with time zone", "0050-01-01 00:00:00.000 +00:00", "0050-01-01T00:00:00.000Z"],
    ["timestamp(3) with time zone", "9999-12-31 23:30:00.000 -01:00", "10000-01-01T00:30:00.000Z"],
    ["timestamp(3) with time zone", "1969-12-31 23:59:59.999 +00:00", "1969-12-31T23:59:59.999Z"],
    ["array(bigint)", [1, null, "9007199254740993"], [1n, null, 9007199254740993n]],
    ["array(varchar)", ["a", null], ["a", null]],
    ["array(array(date))", [["2024-01-01"], null, []], [["2024-01-01"], null, []]],
    [
      "map(varchar, bigint)",
      { a: 1, b: null, __proto: 2 },
      new Map<string, unknown>([
        ["a", 1n],
        ["b", null],
        ["__proto", 2n],
      ]),
    ],
    [
      "map(bigint, varchar)",
      { "9223372036854775807": "x", "-1": null },
      new Map([
        [9223372036854775807n, "x"],
        [-1n, null],
      ]),
    ],
    ["map(integer, varchar)", { "7": "x" }, new Map([[7, "x"]])],
    [
      "map(boolean, varchar)",
      { true: "x", false: "y" },
      new Map([
        [true, "x"],
        [false, "y"],
      ]),
    ],
    [
      "map(double, varchar)",
      { "1.0E10": "x", NaN: "y", "-Infinity": "z" },
      new Map([
        [1e10, "x"],
        [Number.NaN, "y"],
        [Number.NEGATIVE_INFINITY, "z"],
      ]),
    ],
    [
      "map(timestamp(6), date)",
      { "2024-05-01 10:00:00.000001": "2024-01-01" },
      new Map([["2024-05-01T10:00:00.000001", "2024-01-01"]]),
    ],
    [
      "row(a bigint, b row(c varbinary, d varchar))",
      [1, ["AA==", null]],
      { a: 1n, b: { c: new Uint8Array([0]), d: null } },
    ],
    ["row(integer, varchar)", [1, "x"], { field0: 1, field1: "x" }],
    ['row("" integer, "A b" integer)', [1, 2], { "": 1, "A b": 2 }],
    ["row(a integer, a integer)", [1, 2], { a: 1, a_1: 2 }],
    ["interval day to second", "0 01:00:00.000", "0 01:00:00.000"],
    ["ipaddress", "::1", "::1"],
    ["somethingnew", "x", "x"],
    ["number", "123456789012345678901234567890.5", "123456789012345678901234567890.5"],
  ];
  for (const [type, json, value] of table) {
    it(`${type}: ${JSON.stringify(json)}`, () => expect(decode(type, json)).toStrictEqual(value));
    it(`${type}: null`, () => expect(decode(type, null)).toBe(null));
  }

  it("keeps a key and a field called __proto__", () => {
    const entries = JSON.parse('{"__proto__": "x"}');
    expect(decode("map(varchar, varchar)", entries)).toEqual(new Map([["__proto__", "x"]]));
    const row = decode('row("__proto__" varchar)', ["x"]) as object;
    expect(Object.entries(row)).toEqual([["__proto__", "x"]]);
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
  });

  it("agrees with JSON.parse on every double, as Trino writes them and as others do", () => {
    const java = (value: number) => value.toExponential().replace("e+", "E").replace("e", "E");
    const check = (value: number) => {
      const texts = [JSON.stringify(value), java(value), value.toPrecision(17), value.toFixed(3), "-0.0"];
      const numbers = rowsOf(["double"], `[${texts.map((text) => `[${text}]`).join(",")}]`).flat();
      expect(numbers).toStrictEqual(texts.map(Number));
    };
    for (const value of [0, 1, 0.1, 1e22, 1e23, 2 ** 53, 5e-324, 1.7976931348623157e308, 4.35, 1e-7])
      check(value);
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });
    const short = fc.tuple(fc.integer(), fc.nat({ max: 8 })).map(([value, digits]) => value / 10 ** digits);
    fc.assert(fc.property(fc.oneof(double, short), check), { numRuns: 10_000 });
  });
});

describe("instants whose text has no single meaning", () => {
  for (const text of ["2024-10-27 02:30:00.000 Europe/Paris", "2024-11-03 01:30:00.000 America/New_York"]) {
    it(`${text} is an error that names the way out`, () => {
      expect(() => decode("timestamp(3) with time zone", text)).toThrow(
        expect.objectContaining({
          code: "QUERY_FAILED",
          details: { engine: "trino", code: "INSTANT_AMBIGUOUS" },
          hint: expect.stringContaining("AT TIME ZONE 'UTC'"),
        }),
      );
    });
  }

  for (const text of ["2024-05-01 10:00:00.000 Mars/Olympus", "today UTC+", "2024-05-01 10:00:00.000 "]) {
    it(`${text} is unreadable`, () => {
      expect(() => decode("timestamp(3) with time zone", text)).toThrow(
        expect.objectContaining({ details: { engine: "trino", code: "INSTANT_UNREADABLE" } }),
      );
    });
  }

  it("agrees with Intl around the clock changes of spring and autumn", () => {
    for (const zone of [
      "Europe/Paris",
      "America/New_York",
      "Australia/Lord_Howe",
      "Asia/Kathmandu",
      "Africa/Casablanca",
    ]) {
      const format = new Intl.DateTimeFormat("sv-SE", {
        timeZone: zone,
        dateStyle: "short",
        timeStyle: "medium",
      });
      const seen = new Map<string, number>();
      const instants = [Date.UTC(2024, 2, 8), Date.UTC(2024, 9, 1)].flatMap((start) =>
        Array.from({ length: 40 * 48 }, (_, i) => start + i * 1_800_000),
      );
      for (const instant of instants) {
        const wall = format.format(instant);
        seen.set(wall, (seen.get(wall) ?? 0) + 1);
      }
      const single = instants.filter((instant) => seen.get(format.format(instant)) === 1);
      const page = JSON.stringify(single.map((instant) => [`${format.format(instant)} ${zone}`]));
      expect(rowsOf(["timestamp(0) with time zone"], page).flat()).toEqual(
        single.map((instant) => new Date(instant).toISOString().replace(".000", "")),
      );
    }
  });
});

describe("the text of rows", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[\\",:[\]{} ü0-9-]{0,40}$/));
  const types = [
    "bigint",
    "varchar",
    "double",
    "array(bigint)",
    "map(varchar, bigint)",
    "row(a varchar, b boolean)",
  ];
  const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
  const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  const row = fc.tuple(
    orNull(long),
    orNull(text),
    orNull(fc.double({ noNaN: true, noDefaultInfinity: true })),
    orNull(fc.array(orNull(long))),
    orNull(fc.dictionary(text, orNull(long))),
    orNull(fc.tuple(orNull(text), orNull(fc.boolean()))),
  );

  it("gives what JSON.parse gives of a text with blanks, whatever the values", () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
        expect(rowsOf(types, print(rows, ""))).toEqual(rowsOf(types, print(rows, " ")));
      }),
      { numRuns: 5_000 },
    );
  });

  it("may turn into another hand in the middle", () => {
    const rows = Array.from({ length: 5_000 }, (_, index) => `[${index}]`);
    const mixed = rows.map((one, index) => (index === 4_321 ? ` ${one}` : one)).join(",");
    expect(rowsOf(["bigint"], `[${mixed}]`).flat()).toEqual(rows.map((_, index) => BigInt(index)));
  });

  for (const [name, broken] of [
    ["ends in a string", '[["a'],
    ["ends in an escape", '[["a\\'],
    ["ends between rows", '[["a"],'],
    ["goes on after its rows", '[["a"]]]'],
    ["holds an escape there is none of", '[["\\q"]]'],
    ["is empty", ""],
  ] as const) {
    it(`that ${name} is an error, not an endless loop`, () => {
      expect(() => rowsOf(["varchar"], broken)).toThrow(
        expect.objectContaining({ details: expect.objectContaining({ code: "SEGMENT_DAMAGED" }) }),
      );
    });
  }

  it("of fewer or more rows than said is an error", () => {
    for (const count of [1, 3]) expect(() => rowsOf(["bigint"], "[[1],[2]]", count)).toThrow("2 rows");
    expect(rowsOf(["bigint"], "[[1],[2]]", 2)).toEqual([[1n], [2n]]);
    expect(rowsOf(["bigint"], "[]", 0)).toEqual([]);
  });

  it("that was read keeps its bytes", () => {
    const page = rowsText('[["2024-05-01 10:00:00.000",null],["2024-05-02 10:00:00.000", "x\u00fc"]]');
    const before = page.bytes.toString();
    expect(
      [...arraysDecoder([parseTypeText("timestamp(3)"), parseTypeText("varchar")])(page)].flat(),
    ).toEqual([
      ["2024-05-01T10:00:00.000", null],
      ["2024-05-02T10:00:00.000", "xü"],
    ]);
    expect(page.bytes.toString()).toBe(before);
  });
});

/** JSON text with 64-bit integers as numbers, as Trino writes it but for the blanks. */
function print(value: unknown, blank: string): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value))
    return `[${blank}${value.map((one) => print(one, blank)).join(`${blank},${blank}`)}${blank}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, one]) => `${JSON.stringify(key)}${blank}:${blank}${print(one, blank)}`,
  );
  return `{${blank}${members.join(`${blank},${blank}`)}${blank}}`;
}
