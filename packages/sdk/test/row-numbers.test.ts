import { defineAsset, int64, string, table, timestamp } from "@sluice/sdk";
import { describe, expect, it } from "vitest";
import { lakeOf } from "./lakes.js";
import { codeOf, failure, packed } from "./packing.js";

const rowsThen = function* (count: number, last: object): Generator<object> {
  for (let id = 0; id < count; id++) yield { id, text: "a" };
  yield last;
};
const { schema } = table({ id: int64(), text: string() });

describe("errors count rows from the first one of the store", () => {
  it("however many batches there were", async () => {
    const bad = rowsThen(200_000, { id: 1, text: null });
    expect(await failure(packed(schema, bad))).toMatchObject({
      code: "VALUE_UNSUPPORTED",
      details: { row: 200_000, column: "text", value: "null", type: "string" },
      hint: expect.stringContaining("nullable"),
    });
  });

  it("for properties that are no column, with the nearest one", async () => {
    const bad = rowsThen(66_000, { id: 1, text: "a", txt: 1 });
    expect(await failure(packed(schema, bad))).toMatchObject({
      code: "UNKNOWN_COLUMN",
      message: expect.stringContaining("row 66000"),
      details: { column: "txt", nearest: ["text"] },
    });
    expect(await packed(schema, rowsThen(1, { id: 1, text: "a", txt: 1 }), true)).toHaveLength(2);
  });

  it("also in a load", async () => {
    const asset = defineAsset({
      key: "a",
      type: table({ id: int64({ as: "number" }), at: timestamp(6, { as: "date" }) }),
    });
    const io = lakeOf();
    const rows = Array.from({ length: 70_000 }, (_, id) => ({ id, at: new Date(id) }));
    await io.store(asset, rows);
    expect((await io.load(asset)).at(-1)).toEqual({ id: 69_999, at: new Date(69_999) });
    await io.store(asset, [...rows, { id: 2n ** 53n, at: "1969-12-31T23:59:59.999999" }]);
    for (const column of ["id", "at"] as const) {
      expect(await failure(io.load(asset, { columns: [column] }))).toMatchObject({
        code: "VALUE_UNSUPPORTED",
        details: { row: 70_000, column },
      });
    }
  });
});

describe("a row is an object with its own properties", () => {
  it("that may be named like what every object inherits", async () => {
    const { schema: odd } = table({
      constructor: string({ nullable: true }),
      toString: int64({ nullable: true }),
      id: int64(),
    });
    const rows: object[] = [{ id: 1 }, { id: 2, constructor: "a", toString: 5n }];
    expect(await packed(odd, rows)).toEqual([
      { id: 1n, constructor: null, toString: null },
      { id: 2n, constructor: "a", toString: 5n },
    ]);
  });

  it("or of a class", async () => {
    class Named {
      id = 1;
      get text(): string {
        return `n${this.id}`;
      }
    }
    expect(await packed(schema, [new Named()])).toEqual([{ id: 1n, text: "n1" }]);
  });

  it("and nothing else", async () => {
    for (const row of [null, undefined, 5, "row"]) {
      expect(await codeOf(packed(schema, [row]))).toBe("VALUE_INVALID");
    }
  });
});
