import {
  type Column,
  decimal,
  float64,
  int8,
  int64,
  list,
  schemaOf,
  string,
  timestamp,
} from "@sluice/type-mapping";
import { describe, expect, it } from "vitest";
import { checkOptions } from "../src/options/options.js";
import { planColumns } from "../src/write/column-plan.js";
import { storedSchema } from "../src/write/stored-schema.js";
import { toStored } from "../src/write/to-stored.js";
import { batchesOf, random } from "./helpers.js";

const rows = 20_000;
const next = random(5);
const below = (count: number): number => Math.floor(next() * count);
const ids = Array.from({ length: 3000 }, () => BigInt(below(2 ** 32)) * 1_000_003n);
const start = Date.UTC(2024, 0, 1);

async function plansOf(
  types: Parameters<typeof schemaOf>[0],
  rowOf: (index: number) => object,
  count = rows,
) {
  const schema = schemaOf(types);
  const target = storedSchema(schema);
  const batches = [];
  for await (const batch of batchesOf(
    schema,
    Array.from({ length: count }, (_, index) => rowOf(index)),
    3000,
  )) {
    batches.push(toStored(batch, schema, target, { asset: "test/plan", firstRow: 0 }));
  }
  return planColumns(target, { batches, rows: count }, checkOptions({}));
}

describe("the encoding of a column", () => {
  it.each<[string, Column, (index: number) => unknown, string]>([
    ["ids in sequence", int64(), (index) => BigInt(index), "integer-delta"],
    ["different numbers", int64(), () => BigInt(below(2 ** 32)) * 7_919n, "integer-delta"],
    ["small numbers", int64(), () => BigInt(below(1000)), "integer-delta"],
    ["bytes", int8(), () => below(256) - 128, "integer-delta"],
    ["few large ids", int64(), () => ids[below(100)], "dictionary"],
    ["many large ids that come again", int64(), () => ids[below(3000)], "dictionary"],
    ["many prices below 1,000", decimal(9, 2), () => (below(3000) / 100).toFixed(2), "integer-delta"],
    [
      "instants close to their neighbours",
      timestamp(3),
      (index) => new Date(start + 1000 * ((index >> 2) + below(50))),
      "integer-delta",
    ],
    ["few measures", float64(), () => below(50) / 7, "dictionary"],
    ["different measures", float64(), () => next(), "byte-stream-split"],
    ["few words", string(), () => `word ${below(90)}`, "dictionary"],
    ["different words", string(), () => `word ${below(1e9)}`, "text-delta"],
  ])("of %s", async (_name, type, make, encoding) => {
    const plans = await plansOf({ value: type }, (index) => ({ value: make(index) }));
    expect(plans).toMatchObject([{ name: "value", encoding }]);
  });

  it("is no difference where a table has hundreds of columns", async () => {
    const names = Array.from({ length: 501 }, (_, index) => `c${index}`);
    const types = Object.fromEntries(names.map((name) => [name, name < "c5" ? string() : int64()]));
    const plans = await plansOf(
      types,
      (row) => Object.fromEntries(names.map((name) => [name, name < "c5" ? `${row}` : BigInt(row)])),
      20,
    );
    const { c500: _, ...fewer } = types;
    expect(new Set(plans.flatMap(({ encoding, fallback }) => [encoding, fallback]))).toEqual(
      new Set(["plain"]),
    );
    const narrow = await plansOf(
      fewer,
      (row) => Object.fromEntries(names.map((name) => [name, name < "c5" ? `${row}` : BigInt(row)])),
      20,
    );
    expect(new Set(narrow.map(({ fallback }) => fallback))).toEqual(new Set(["integer-delta", "text-delta"]));
  });

  it("of texts of more than 64 KiB takes them to be different", async () => {
    const [long, short] = ["x".repeat(65_537), "x".repeat(65_536)];
    const plans = await plansOf({ long: string(), short: string() }, () => ({ long, short }), 40);
    expect(plans.map(({ encoding }) => encoding)).toEqual(["text-delta", "dictionary"]);
  });

  it("of a column with others inside is not planned", async () => {
    expect(await plansOf({ tags: list(string()) }, () => ({ tags: ["a"] }), 10)).toEqual([]);
  });
});
