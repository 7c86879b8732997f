import { int32, int64, list, map, string, struct, time, timestamp } from "@sluice/sdk";
import { columnsOf, nullable, objectsOf, samples } from "./samples.js";
import { nullableScalars, scalars } from "./scalars.js";

const nulls = Object.fromEntries(Object.keys(scalars).map((name) => [name, null]));

/** Names that need quotes in SQL and that every engine holds. */
const names = { "Mixed Case": int32(nullable), order: string(nullable), camelCase: time(nullable) };

const inner = struct({ times: map(string(), list(time(nullable), nullable), nullable) }, nullable);
const middle = struct({ inner, at: timestamp(9, nullable) }, nullable);

/** Structs of every scalar, null ones and ones of nulls, of required fields and in each other. */
export const structs = {
  everyScalar: samples(struct(columnsOf(nullableScalars), nullable), [...objectsOf(nullableScalars), nulls]),
  everyScalarRequired: samples(struct(columnsOf(scalars)), objectsOf(scalars)),
  structOfRequired: samples(struct({ id: int64(), name: string(), at: timestamp(3) }, nullable), [
    { id: -(2n ** 63n), name: "", at: new Date("0001-01-01T00:00:00.000Z") },
    { id: 0n, name: "\u0000", at: new Date("1969-12-31T23:59:59.999Z") },
  ]),
  structOfNames: samples(struct(names, nullable), [
    { "Mixed Case": 1, order: "by", camelCase: "10:00:00.000001" },
    { "Mixed Case": null, order: null, camelCase: null },
  ]),
  structInStruct: samples(struct({ middle, last: int32() }, nullable), [
    { middle: null, last: 1 },
    { middle: { inner: null, at: null }, last: 2 },
    { middle: { inner: { times: null }, at: "1677-09-21T00:12:43.145224193" }, last: 3 },
    {
      middle: {
        inner: {
          times: new Map([
            ["none", null],
            ["some", ["00:00:00.000000", null]],
          ]),
        },
        at: "2262-04-11T23:47:16.854775807",
      },
      last: 4,
    },
  ]),
};
