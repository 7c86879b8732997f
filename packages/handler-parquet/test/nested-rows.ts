import { boolean, decimal, int32, int64, list, map, string, struct, table, timestamp } from "@sluice/sdk";

const nullable = { nullable: true } as const;

/** Every nesting, with nulls allowed and not at each level. */
export const nestedTable = table({
  id: int32(),
  list: list(int32(nullable), nullable),
  required: list(int64()),
  lists: list(list(string(nullable), nullable), nullable),
  map: map(string(), decimal(20, 3, nullable), nullable),
  requiredMap: map(int32(), timestamp(3)),
  struct: struct({ a: int32(nullable), b: struct({ c: string() }) }, nullable),
  requiredStruct: struct({ instants: list(timestamp(3, nullable)), none: struct({ x: int64() }, nullable) }),
  deep: list(
    map(string(), struct({ x: int32(), flags: list(boolean(nullable), nullable) }, nullable), nullable),
    nullable,
  ),
});

const none = { instants: [], none: null };

export const nestedTypes = nestedTable.schema;

/** Null, empty and holding nulls, at every level. */
export const nestedRows = [
  {
    id: 0,
    list: null,
    required: [],
    lists: null,
    map: null,
    requiredMap: new Map<number, Date>(),
    struct: null,
    requiredStruct: none,
    deep: null,
  },
  {
    id: 1,
    list: [],
    required: [2n ** 63n - 1n],
    lists: [],
    map: new Map<string, string | null>(),
    requiredMap: new Map([[-1, new Date("0001-01-01T00:00:00.001Z")]]),
    struct: { a: null, b: { c: "" } },
    requiredStruct: { instants: [null, new Date(-1)], none: { x: 7n } },
    deep: [],
  },
  {
    id: 2,
    list: [null],
    required: [1n, 2n, 3n],
    lists: [null, [], [null], ["a", null, "b"]],
    map: new Map([["k", null]]),
    requiredMap: new Map([
      [2, new Date(1714521600123)],
      [1, new Date(0)],
    ]),
    struct: { a: -5, b: { c: "zażółć 🚰" } },
    requiredStruct: none,
    deep: [null, new Map()],
  },
  {
    id: 3,
    list: [1, null, 2],
    required: [],
    lists: [[], []],
    map: new Map([
      ["z", "99999999999999999.999"],
      ["", "-0.001"],
      ["a", null],
    ]),
    requiredMap: new Map([[0, new Date("9999-12-31T23:59:59.999Z")]]),
    struct: null,
    requiredStruct: { instants: [new Date(5)], none: null },
    deep: [
      new Map([
        ["a", null],
        ["b", { x: 1, flags: null }],
        ["c", { x: 2, flags: [] }],
        ["d", { x: 3, flags: [true, null, false] }],
      ]),
      new Map([["a", { x: 4, flags: [null] }]]),
    ],
  },
];
