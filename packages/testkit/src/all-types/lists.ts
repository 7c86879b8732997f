import { decimal, int32, int64, json, list, map, string, struct, timestamp, uuid } from "@sluice/sdk";
import { changed, nullable, samples } from "./samples.js";
import { nullableScalars } from "./scalars.js";

/** A list of each scalar type: all its values and null, no value, one null, and no list. */
const ofEachScalar = changed(nullableScalars, "List", ({ column, values }) =>
  samples(list(column, nullable), [values, [], [null]]),
);

const line = struct(
  {
    id: int32(),
    price: decimal(18, 6, nullable),
    tags: list(string(nullable), nullable),
    doc: json(nullable),
  },
  nullable,
);

/** Lists that are empty, null, of nulls, of lists and of structs. */
export const lists = {
  ...ofEachScalar,
  listRequired: samples(list(int64()), [
    [],
    [1n, -(2n ** 63n)],
    Array.from({ length: 1000 }, (_, n) => BigInt(n)),
  ]),
  listOfLists: samples(list(list(int32(nullable), nullable), nullable), [
    [],
    [[]],
    [null],
    [[null], null, []],
    [[1, null, -2], [], null, [3]],
  ]),
  listOfStructs: samples(list(line, nullable), [
    [],
    [null],
    [{ id: 1, price: null, tags: null, doc: null }],
    [
      { id: 2, price: "-0.000001", tags: [], doc: " null " },
      null,
      { id: 3, price: "12.500000", tags: [null, "", "\u0000"], doc: '{ "n" : 1e400 }' },
    ],
  ]),
  listOfMaps: samples(list(map(string(), uuid(nullable), nullable), nullable), [
    [],
    [null, new Map()],
    [new Map([["a", null]]), new Map([["b", "ffffffff-ffff-ffff-ffff-ffffffffffff"]])],
  ]),
  listOfRequiredStructs: samples(list(struct({ at: timestamp(3), name: string() })), [
    [],
    [
      { at: new Date("0001-01-01T00:00:00.000Z"), name: "" },
      { at: new Date("1969-12-31T23:59:59.999Z"), name: "é" },
    ],
  ]),
};
