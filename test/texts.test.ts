import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hereTexts, liveTexts, partTexts, preparations } from "./text-outputs.js";
import { CompiledTexts, textPrograms } from "./text-programs.js";

const folders = mkdtempSync(join(tmpdir(), "sluice-texts-"));
let texts: CompiledTexts;
beforeAll(async () => {
  texts = await CompiledTexts.make("texts");
}, 120_000);
afterAll(() => rmSync(folders, { recursive: true, force: true }));

describe("programs in texts compile", () => {
  it.each(textPrograms.map(({ name, line }) => [name, line] as const))("%s, line %i", (name) => {
    expect(texts.errors.get(name) ?? "").toBe("");
  });

  it("with no other error", () => expect(texts.errors.get("") ?? "").toBe(""));

  it("and each is run, here or on servers, or is part of one", () => {
    const known = [...Object.keys(hereTexts), ...Object.keys(liveTexts), ...Object.keys(partTexts)];
    expect(known.sort()).toEqual(textPrograms.map(({ name }) => name).sort());
  });
});

// Those of one text stand on each other.
describe("programs in texts run", () => {
  it.each(Object.entries(hereTexts))("%s", { timeout: 60_000 }, async (name, expected) => {
    const folder = join(folders, name.slice(0, name.indexOf("#")));
    mkdirSync(folder, { recursive: true });
    const prepare = preparations[name];
    if (prepare !== undefined) await texts.runCode(`${name} before`, prepare, { folder });
    const printed = await texts.run(name, { folder });
    for (const text of expected) expect(printed).toContain(text);
  });
});
