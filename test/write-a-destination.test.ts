import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { codeBlocks } from "../scripts/lib/code-blocks.mjs";
import { root } from "./tree.js";

const read = (path: string): string => readFileSync(join(root, path), "utf8");

describe("the destination of the page", () => {
  const source = read("packages/testkit/src/http-destination.ts");

  it("is the one that passes the suite", () => {
    const blocks = codeBlocks(read("docs/write-a-destination.md"), ["ts"]).map(({ text }) => text);
    expect(blocks.find((text) => text.includes("export function httpDestination"))).toBe(source);
  });

  it("has at most 80 lines", () => {
    expect(source.trimEnd().split("\n").length).toBeLessThanOrEqual(80);
  });
});
