import {
  date,
  decimal,
  int32,
  list,
  map,
  string,
  struct,
  timestamp,
  uuid,
  zonedTimestamp,
} from "@sluice/sdk";
import { changed, columnsOf, nullable, objectsOf, samples } from "./samples.js";
import { nullableScalars, scalars } from "./scalars.js";

// Floats and JSON cannot be keys.
const { float32: _1, float64: _2, json: _3, ...keys } = scalars;
const { decimal38s38, time, timestamp3, timestamp6, timestamp9, ...others } = nullableScalars;
const { zonedTimestamp3, zonedTimestamp6, zonedTimestamp9, uuid: id, json } = others;
const instants = { timestamp3, timestamp6, timestamp9, zonedTimestamp3, zonedTimestamp6, zonedTimestamp9 };

/** A map from each type that keys can have: all its values, one with a null value, no entry, and no map. */
const byKey = changed(keys, "Keys", ({ column, values }) =>
  samples(map(column, string(nullable), nullable), [
    new Map(values.map((key, index) => [key, `value ${index}`])),
    new Map([[values[0], null]]),
    new Map(),
  ]),
);

/** A map to each type that engines hold as another one: all its values and null, no entry, and no map. */
const toValue = changed({ ...instants, time, decimal38s38, uuid: id, json }, "Values", ({ column, values }) =>
  samples(map(string(), column, nullable), [
    new Map(values.map((value, index) => [`key ${index}`, value])),
    new Map(),
  ]),
);

const visit = struct({ id: uuid(), at: zonedTimestamp(6, nullable), tags: list(string(nullable)) }, nullable);

const everyScalar = struct(columnsOf(nullableScalars), nullable);
const [scalarValues, moreScalarValues] = objectsOf(nullableScalars);

/** Maps that are empty, null, with null values, and of lists, structs and maps. */
export const maps = {
  ...byKey,
  ...toValue,
  mapRequired: samples(map(string(), int32()), [
    new Map(),
    new Map([
      ["", 0],
      ["a.b", -1],
      ["A.B", 1],
    ]),
  ]),
  mapOfStructs: samples(map(string(), everyScalar, nullable), [
    new Map([
      ["some", scalarValues],
      ["others", moreScalarValues],
      ["none", null],
    ]),
    new Map(),
  ]),
  structsInListsInMap: samples(map(string(), list(visit, nullable), nullable), [
    new Map(),
    new Map([
      ["none", null],
      ["empty", []],
    ]),
    new Map([
      ["nothing", [null]],
      [
        "some",
        [
          { id: "00000000-0000-0000-0000-000000000000", at: null, tags: [] },
          null,
          { id: "ffffffff-ffff-ffff-ffff-ffffffffffff", at: "1969-12-31T23:59:59.999999Z", tags: [null, ""] },
        ],
      ],
    ]),
  ]),
  mapOfMaps: samples(map(int32(), map(date(), decimal(38, 10, nullable), nullable), nullable), [
    new Map(),
    new Map([
      [1, new Map()],
      [-1, null],
    ]),
    new Map([
      [
        0,
        new Map([
          ["0001-01-01", "-0.0000000001"],
          ["9999-12-31", null],
        ]),
      ],
    ]),
  ]),
  mapOfLists: samples(map(timestamp(9), list(timestamp(3, nullable)), nullable), [
    new Map([["1969-12-31T23:59:59.999999999", [new Date("1969-12-31T23:59:59.999Z"), null]]]),
  ]),
};
