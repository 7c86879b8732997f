import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkReplacedMonth, checkRun, tablesOf } from "./check-demo.js";
import { checkWhole } from "./check-whole.js";
import { localPlace } from "./local-place.js";
import type { Place } from "./place.js";
import { startDemo } from "./start-demo.js";

const timeout = 240_000;

describe("the demo on local files", () => {
  let place: Place;
  beforeAll(async () => {
    place = await localPlace();
  });
  afterAll(async () => {
    await place.close();
    await place.remove();
  });

  it("run twice gives the same tables, in less than 1 GB", { timeout }, async () => {
    await checkRun(place);
    await checkWhole(place);
    const first = await tablesOf(place);
    await checkRun(place);
    await checkWhole(place);
    expect(await tablesOf(place)).toEqual(first);
  });

  it("keeps seven months, each once, when one of them is replaced", { timeout }, async () => {
    await checkReplacedMonth(place);
  });
});

describe("the command", () => {
  it("says how to call it", async () => {
    const help = await startDemo(["--help"]).ended;
    expect(help).toMatchObject({ code: 0, output: expect.stringContaining("Usage: npm run demo") });
    for (const options of [
      ["--target", "moon"],
      ["--schema", "Not a name"],
    ]) {
      const wrong = await startDemo(options).ended;
      expect(wrong).toMatchObject({ code: 2, output: help.output });
    }
  });

  it("ends with an error that helps where the folder is a file", async () => {
    const root = new URL("../package.json", import.meta.url).pathname;
    const { code, output } = await startDemo(["--root", root]).ended;
    expect(code).toBe(1);
    expect(output).toContain(root);
    expect(output).toMatch(/^[A-Z_]+: .*\n {2}hint: /m);
    expect(output).not.toMatch(/\n {4}at /);
  });
});
