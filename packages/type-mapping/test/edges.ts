import type { LogicalType } from "@sluice/type-mapping";

const text: LogicalType = { id: "string" };
const nullableText = { type: text, nullable: true };

/** Every type with the values at its ends and those that are easily lost. */
export const edges: readonly (readonly [LogicalType, readonly unknown[]])[] = [
  [{ id: "boolean" }, [true, false]],
  [{ id: "int8" }, [-128, 127, 0]],
  [{ id: "int16" }, [-32_768, 32_767]],
  [{ id: "int32" }, [-(2 ** 31), 2 ** 31 - 1]],
  [{ id: "int64" }, [-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n + 1n, -1n]],
  [
    { id: "float32" },
    [Number.NaN, Infinity, -Infinity, -0, 0, 2 ** -149, 3.4028234663852886e38, Math.fround(0.1)],
  ],
  [
    { id: "float64" },
    [Number.NaN, Infinity, -Infinity, -0, 5e-324, 1.7976931348623157e308, 2.2250738585072014e-308, 0.1],
  ],
  [{ id: "decimal", precision: 38, scale: 0 }, [`-${"9".repeat(38)}`, "9".repeat(38), "0"]],
  [{ id: "decimal", precision: 38, scale: 38 }, [`-0.${"9".repeat(38)}`, `0.${"0".repeat(37)}1`]],
  [{ id: "decimal", precision: 12, scale: 2 }, ["-9999999999.99", "0.00", "-0.01"]],
  [
    text,
    [
      "",
      "it's",
      '"',
      "\\",
      "\\0041",
      "a\0b",
      "\0",
      "\n\r\t",
      "U&'\\0041'",
      "🦋",
      "\ufeffa",
      "\u2028\u202e\u200b",
      "\uffff",
      "é",
      "--x",
      "/*",
    ],
  ],
  [{ id: "binary" }, [new Uint8Array(), new Uint8Array([0, 39, 92, 255])]],
  [{ id: "date" }, ["0001-01-01", "9999-12-31", "1969-12-31", "2024-02-29", "1582-10-10"]],
  [{ id: "time" }, ["00:00:00.000000", "23:59:59.999999"]],
  [
    { id: "timestamp", precision: 3 },
    [new Date("0001-01-01T00:00:00Z"), new Date("9999-12-31T23:59:59.999Z"), new Date(-1), new Date(0)],
  ],
  [
    { id: "timestamp", precision: 6 },
    ["0001-01-01T00:00:00.000000", "9999-12-31T23:59:59.999999", "1969-12-31T23:59:59.999999"],
  ],
  [
    { id: "timestamp", precision: 9 },
    ["1677-09-22T00:00:00.000000000", "2262-04-11T23:47:16.854775806", "1969-12-31T23:59:59.999999999"],
  ],
  [
    { id: "zonedTimestamp", precision: 3 },
    [new Date("0001-01-01T00:00:00Z"), new Date("9999-12-31T23:59:59.999Z"), new Date(-1)],
  ],
  [
    { id: "zonedTimestamp", precision: 6 },
    ["0001-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"],
  ],
  [
    { id: "zonedTimestamp", precision: 9 },
    ["1677-09-22T00:00:00.000000000Z", "2262-04-11T23:47:16.854775806Z"],
  ],
  [{ id: "uuid" }, ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"]],
  [{ id: "json" }, ["null", '"it\'s \\"\\\\ \\n"', '{"a":[1,{"b":null}]}', "[]", "true", "9007199254740993"]],
  [{ id: "list", element: nullableText }, [[], [null], [null, "", "'"]]],
  [
    { id: "map", key: { type: text, nullable: false }, value: nullableText },
    [
      new Map(),
      new Map([["", null]]),
      new Map([
        ["a'b", "x"],
        ["NULL", null],
      ]),
    ],
  ],
  [
    {
      id: "struct",
      fields: [
        { name: "a \"b\" 'c'", ...nullableText },
        { name: "row", type: { id: "int64" }, nullable: true },
      ],
    },
    [
      { "a \"b\" 'c'": null, row: null },
      { "a \"b\" 'c'": "x", row: -(2n ** 63n) },
    ],
  ],
  [
    {
      id: "list",
      element: {
        nullable: true,
        type: {
          id: "map",
          key: { type: { id: "int64" }, nullable: false },
          value: {
            nullable: true,
            type: {
              id: "struct",
              fields: [{ name: "when", type: { id: "timestamp", precision: 6 }, nullable: true }],
            },
          },
        },
      },
    },
    [
      [
        null,
        new Map(),
        new Map<bigint, unknown>([
          [1n, null],
          [-(2n ** 63n), { when: null }],
          [2n, { when: "0001-01-01T00:00:00.000001" }],
        ]),
      ],
    ],
  ],
];
