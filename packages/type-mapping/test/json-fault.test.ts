import { duckdbLiteral, jsonFault, trinoLiteral } from "@sluice/type-mapping";
import { describe, expect, it } from "vitest";

const nested = (levels: number, open = "[", close = "]"): string =>
  open.repeat(levels) + close.repeat(levels);

describe("documents that engines read", () => {
  it.each([
    ["a thousand levels", nested(1000)],
    ["many brackets beside each other", `[${Array(5000).fill("[]").join()}]`],
    ["brackets in a text", JSON.stringify("[{".repeat(5000))],
    ["a surrogate that has its other half", '"\\ud83d\\ude00"'],
    ["a name of 50,000 characters", JSON.stringify({ ["n".repeat(50_000)]: 1 })],
  ])("%s", (_, text) => {
    expect(jsonFault(text)).toBeUndefined();
  });
});

describe("documents that an engine would stop at", () => {
  it.each([
    ["more levels of lists", nested(1001), "nested more than 1000 levels deep"],
    ["so many that a walk down would not end well", nested(200_000), "nested more than 1000 levels deep"],
    ["more levels of objects", `${'{"a":'.repeat(1001)}1${"}".repeat(1001)}`, "nested more than 1000"],
    ["half a character", '{"a":["\\ud800"]}', "half a character"],
    ["half a character in a name", '{"\\udc00":1}', "half a character"],
    ["a longer name", JSON.stringify({ ["n".repeat(50_001)]: 1 }), "more than 50000 characters"],
    ["no JSON", "{a:1}", "no JSON"],
  ])("%s", (_, text, fault) => {
    expect(jsonFault(text)).toContain(fault);
    for (const literal of [trinoLiteral, duckdbLiteral]) {
      expect(() => literal({ id: "json" }, text)).toThrow(fault);
    }
  });
});
