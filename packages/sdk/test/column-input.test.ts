import { createRequire } from "node:module";
import { date, decimal, int64, string, table, timestamp } from "@sluice/sdk";
import * as arrow from "apache-arrow";
import { describe, expect, it } from "vitest";
import { codeOf, failure, packed } from "./packing.js";

const { schema } = table({
  id: int64(),
  text: string({ nullable: true }),
  money: decimal(9, 2, { nullable: true }),
  at: timestamp(3, { nullable: true }),
  day: date({ nullable: true }),
});
const at = new Date("1969-12-31T23:59:59.999Z");
const none = { text: null, money: null, at: null, day: null };

describe("an object of columns", () => {
  it("takes arrays, typed arrays and what is left out", async () => {
    const value = { id: BigInt64Array.of(1n, 2n), text: ["a", undefined], money: undefined };
    expect(await packed(schema, value)).toEqual([
      { ...none, id: 1n, text: "a" },
      { ...none, id: 2n },
    ]);
  });

  it("takes Arrow vectors of any type a batch may have, whatever their chunks", async () => {
    const chunked = (...chunks: string[][]): arrow.Vector =>
      new arrow.Vector(chunks.flatMap((chunk) => arrow.vectorFromArray(chunk, new arrow.Utf8()).data));
    const value = {
      id: arrow.makeVector(BigInt64Array.of(1n, 2n, 3n)),
      text: chunked(["a"], ["b", "c"]),
      at: arrow.vectorFromArray([at, at, null], new arrow.TimestampMillisecond()),
      day: arrow.vectorFromArray([new Date(0), null, null], new arrow.DateDay()),
    };
    expect(await packed(schema, value)).toEqual([
      { ...none, id: 1n, text: "a", at, day: "1970-01-01" },
      { ...none, id: 2n, text: "b", at },
      { ...none, id: 3n, text: "c" },
    ]);
  });

  it("takes arrays and vectors side by side", async () => {
    const length = 70_000;
    const ids = Array.from({ length }, (_, index) => index);
    const value = {
      id: ids,
      at: arrow.makeVector(
        arrow.makeData({ type: new arrow.TimestampMillisecond(), data: new BigInt64Array(length) }),
      ),
    };
    const rows = await packed(schema, value);
    expect(rows).toHaveLength(length);
    expect(rows.at(-1)).toEqual({ ...none, id: BigInt(length - 1), at: new Date(0) });
    expect(
      await packed(schema, { id: [], at: arrow.vectorFromArray([], new arrow.TimestampMillisecond()) }),
    ).toEqual([]);
  });

  it("takes vectors of a second copy of the library", async () => {
    const other = createRequire(import.meta.url)("apache-arrow") as typeof arrow;
    expect(other.Vector).not.toBe(arrow.Vector);
    const id = other.makeVector(BigInt64Array.of(7n));
    const text = other.vectorFromArray(["ü"], new other.Utf8());
    expect(await packed(schema, { id, text })).toEqual([{ ...none, id: 7n, text: "ü" }]);
    expect(await packed(schema, new other.Table({ id, text }))).toEqual([{ ...none, id: 7n, text: "ü" }]);
  });

  it("names the row of a value it refuses", async () => {
    const text = Array.from({ length: 66_000 }, (_, row) => (row === 65_999 ? 5 : "a"));
    const id = new BigInt64Array(66_000);
    expect(await failure(packed(schema, { id, text }))).toMatchObject({
      code: "VALUE_UNSUPPORTED",
      details: { row: 65_999, column: "text", value: "5" },
    });
  });

  it("refuses columns of different lengths, none, and unknown ones", async () => {
    const vector = arrow.makeVector(BigInt64Array.of(1n));
    for (const value of [
      {},
      { id: [1], text: [] },
      { id: vector, text: ["a", "b"] },
      { id: 5 },
      { id: "5" },
    ]) {
      expect(await codeOf(packed(schema, value))).toMatch(/^VALUE_(INVALID|UNSUPPORTED)$/);
    }
    expect(await failure(packed(schema, { id: [1], txet: ["a"] }))).toMatchObject({
      code: "UNKNOWN_COLUMN",
      details: { column: "txet", nearest: ["text"] },
    });
    expect(await packed(schema, { id: [1], txet: ["a"] }, true)).toEqual([{ ...none, id: 1n }]);
    expect(await packed(schema, { id: vector, txet: vector }, true)).toEqual([{ ...none, id: 1n }]);
  });
});
