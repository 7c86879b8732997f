import { inferSchema, schemaFromText, schemaText } from "@sluice/type-mapping";
import { describe, expect, it } from "vitest";

describe("schemaFromText", () => {
  it("reads types as they are printed", () => {
    const columns = {
      id: "int64",
      amount: "decimal(18,2)?",
      at: "zonedTimestamp(6)",
      tags: "list(string?)?",
      props: 'map(string, struct(a int64, "b c" date?))',
    };
    expect(schemaText(schemaFromText(columns))).toBe(
      '"id" int64, "amount" decimal(18,2)?, "at" zonedTimestamp(6), "tags" list(string?)?, "props" map(string, struct("a" int64, "b c" date?))',
    );
  });

  it("names the column of what cannot be read", () => {
    expect(() => schemaFromText({ id: "int64", x: "list(" })).toThrow(SyntaxError);
    expect(() => schemaFromText({ id: "int64", x: "list(" })).toThrow(/^Column "x": Cannot read/);
    expect(() => schemaFromText({ x: "bigint" })).toThrow(/^Column "x": .*no type of that name; there are/);
    expect(() => schemaFromText({ x: "decimal(40,2)" })).toThrow(RangeError);
    expect(() => schemaFromText({ x: "decimal(40,2)" })).toThrow(/^Column "x": .*precision is 1 to 38/);
    expect(() => schemaFromText({ x: { id: "int64" } as never })).toThrow(TypeError);
  });

  it("refuses what is no object of texts", () => {
    for (const given of [null, undefined, "int64"]) {
      expect(() => schemaFromText(given as never)).toThrow("Columns are given as an object of texts");
    }
  });

  it("refuses names that cannot be or are alike", () => {
    expect(() => schemaFromText({ " x": "int64" })).toThrow(/" x" cannot be the name of a column/);
    expect(() => schemaFromText({ x: "int64", X: "int64" })).toThrow('"x" and "X" are named alike');
  });
});

describe("schemaOverride", () => {
  const rows = [
    { id: 1, amount: "12.50", note: null, tags: [] },
    { id: 2, amount: "1", note: null, tags: [] },
  ];

  it("wins for its columns, which stay where they are", () => {
    const schemaOverride = { tags: "list(string)", amount: "decimal(18,2)", note: "string?" };
    expect(schemaText(inferSchema(rows, { schemaOverride }))).toBe(
      '"id" int64, "amount" decimal(18,2), "note" string?, "tags" list(string)',
    );
  });

  it("says all there is of a column: how it loads and whether it is nullable too", () => {
    expect(inferSchema([{ id: 1, x: null }], { schemaOverride: { id: "int64?", x: "string" } })).toEqual({
      fields: [
        { name: "id", type: { id: "int64" }, nullable: true },
        { name: "x", type: { id: "string" }, nullable: false },
      ],
    });
  });

  it("settles what the data leaves open", () => {
    const mixed = [{ x: "a" }, { x: new Set() }];
    expect(schemaText(inferSchema(mixed, { schemaOverride: { x: "json" } }))).toBe('"x" json');
  });

  it("adds nullable columns that the data lacks, behind the others", () => {
    const schemaOverride = { more: "date?", id: "int32" };
    expect(schemaText(inferSchema([{ id: 1 }], { schemaOverride }))).toBe('"id" int32, "more" date?');
  });

  it("refuses required columns that the data lacks", () => {
    expect(() => inferSchema([{ id: 1, at: 2 }], { schemaOverride: { Id: "int64" } })).toThrow(
      'schemaOverride has the required column "Id", which the data lacks; it has "id", "at".',
    );
    expect(() => inferSchema([{ id: 1 }], { schemaOverride: { Id: "int64?" } })).toThrow(
      '"id" and "Id" are named alike',
    );
  });

  it("needs rows nevertheless", () => {
    expect(() => inferSchema([], { schemaOverride: { id: "int64" } })).toThrow("There are no rows");
  });
});
