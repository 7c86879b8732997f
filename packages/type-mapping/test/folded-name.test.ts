import { foldedName, int32, schemaFromText, schemaOf, struct, typeFault } from "@sluice/type-mapping";
import { describe, expect, it } from "vitest";

describe("names that engines do not tell apart", () => {
  it.each([
    ["id", "ID"],
    ["i", "ı"],
    ["i", "İ"],
    ["s", "ſ"],
    ["σ", "ς"],
    ["μ", "µ"],
    ["k", "\u212a"],
    ["å", "\u212b"],
    ["ǆ", "ǅ"],
    ["straße", "STRAßE"],
    ["\u{10400}", "\u{10428}"],
  ])("%s and %s are refused beside each other, as columns and as fields", (left, right) => {
    expect(foldedName(left)).toBe(foldedName(right));
    expect(() => schemaFromText({ [left]: "int32", [right]: "int32" })).toThrow("are named alike");
    const { fields } = schemaOf({ r: struct({ [left]: int32() }) });
    const inside = { id: "struct", fields: [left, right].map((name) => ({ ...fields[0], name })) };
    expect(typeFault(inside as never)).toContain("are named alike");
  });

  it.each([
    ["ß", "ss"],
    ["ﬁ", "fi"],
    ["é", "e"],
    ["é", "e\u0301"],
    ["a", "а"],
  ])("%s and %s are two", (left, right) => {
    expect(foldedName(left)).not.toBe(foldedName(right));
  });
});
