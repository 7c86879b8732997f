import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { typesPage, typesPagePath } from "../scripts/types-page.mjs";

it("docs/types.md is what the code says; if that is meant, run: npm run docs:types", () => {
  expect(readFileSync(typesPagePath, "utf8")).toBe(typesPage());
});
