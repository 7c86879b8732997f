import {
  date,
  decimal,
  int64,
  json,
  schemaOf,
  schemaText,
  selectFields,
  string,
  timestamp,
  typesEqual,
} from "@sluice/type-mapping";
import { describe, expect, it } from "vitest";

describe("a schema", () => {
  const schema = schemaOf({
    id: int64({ comment: "the key", as: "number" }),
    total: decimal(12, 2),
    "x, y": string({ nullable: true }),
  });

  it("is plain data in the order of the columns", () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual({
      fields: [
        { name: "id", type: { id: "int64" }, nullable: false, comment: "the key", as: "number" },
        { name: "total", type: { id: "decimal", precision: 12, scale: 2 }, nullable: false },
        { name: "x, y", type: { id: "string" }, nullable: true },
      ],
    });
  });

  it("as text tells what is stored, not how it is shown", () => {
    expect(schemaText(schema)).toBe('"id" int64, "total" decimal(12,2), "x, y" string?');
    expect(schemaText(schemaOf({ a: int64({ as: "number", comment: "c" }) }))).toBe(
      schemaText(schemaOf({ a: int64() })),
    );
    expect(schemaText(schemaOf({ a: int64(), b: int64() }))).not.toBe(
      schemaText(schemaOf({ b: int64(), a: int64() })),
    );
  });

  it("selects in the order asked for and leaves out what it does not have", () => {
    expect(selectFields(schema, ["total", "none", "id"]).fields.map((field) => field.name)).toEqual([
      "total",
      "id",
    ]);
  });
});

describe("types", () => {
  it("are equal when their parameters are", () => {
    expect(typesEqual(decimal(12, 2).type, decimal(12, 2).type)).toBe(true);
    expect(typesEqual(decimal(12, 2).type, decimal(12, 3).type)).toBe(false);
    expect(typesEqual(timestamp(3).type, timestamp(6).type)).toBe(false);
    expect(typesEqual(date().type, json().type)).toBe(false);
  });
});
