import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const program = join(import.meta.dirname, "programs/every-type.mjs");
const run = (...flags: string[]): string[] =>
  execFileSync(process.execPath, [...flags, program], { encoding: "utf8" })
    .trim()
    .split("\n");

it("without code generation everything is the same", () => {
  const generated = run();
  const interpreted = run("--disallow-code-generation-from-strings");
  expect([generated.pop(), interpreted.pop()]).toEqual(["generated", "interpreted"]);
  expect(interpreted).toEqual(generated);
  expect(generated.filter((line) => line.includes("hint:"))).toHaveLength(4);
  expect(JSON.parse(generated[0] as string)).toMatchObject({
    single: "-0",
    money: "-1.5000000000000000000",
    constructor: "c",
  });
});
