import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createIOManager, decimal, defineAsset, float64, int64, list, memoryStore, table } from "@sluice/sdk";
import type { TypeHandler } from "@sluice/sdk/plugin";
import { describeTypeHandler } from "@sluice/testkit";
import { describe, expect, it } from "vitest";
import { codeBlocks } from "../scripts/lib/code-blocks.mjs";
import { root } from "./tree.js";

const page = readFileSync(join(root, "docs/write-a-handler.md"), "utf8");
const code =
  codeBlocks(page, ["ts"]).find(({ text }) => text.includes("export function rowLines"))?.text ?? "";
const { rowLines } = await load(code);

describe("the handler of the page", () => {
  it("has at most 60 lines of code", () => {
    const lines = code.split("\n").filter((line) => !/^(\s*|import .*|\/\*\*.*)$/.test(line));
    expect(lines.length).toBeGreaterThan(40);
    expect(lines.length).toBeLessThanOrEqual(60);
  });

  describeTypeHandler({ describe, it }, rowLines, { lacks: ["list", "map", "struct"], openEnded: true });

  it("refuses what it has no place for before a byte is written", async () => {
    const store = memoryStore();
    const io = createIOManager({ handlers: [rowLines()], store });
    const tags = defineAsset({ key: "shop/tags", type: table({ id: int64(), tags: list(int64()) }) });
    await expect(io.store(tags, [{ id: 1, tags: [2] }])).rejects.toMatchObject({
      code: "CAPABILITY_MISSING",
      details: { capability: "nested columns", plugin: "row-lines" },
    });
    const keys: string[] = [];
    for await (const { key } of store.list("shop/tags/data/")) keys.push(key);
    expect(keys).toEqual([]);
  });

  // As long as before, so that it is not the length that tells.
  it.each([
    { from: "7", to: "x", verify: false },
    { from: "7", to: " ", verify: false },
    { from: "12.50", to: "12.5o", verify: false },
    { from: "12.50", to: "1.505", verify: false },
    { from: "0.25", to: "0.2e", verify: false },
    { from: "7", to: "8", verify: true },
  ])("says FILE_CORRUPT where $from became $to, with verify: $verify", async ({ from, to, verify }) => {
    const store = memoryStore();
    const io = createIOManager({ handlers: [rowLines()], store });
    const type = table({ id: int64(), price: decimal(12, 2), rate: float64() });
    const prices = defineAsset({ key: "shop/prices", type });
    await io.store(prices, [{ id: 7, price: "12.50", rate: 0.25 }]);
    for await (const { key } of store.list("shop/prices/data/")) {
      const text = Buffer.from((await store.get(key)).bytes).toString();
      expect(text).toContain(`"${from}"`);
      const changed = text.replace(`"${from}"`, `"${to}"`);
      await store.put(key, Buffer.from(changed), { mode: "overwrite" });
    }
    await expect(io.load(prices, { verify })).rejects.toMatchObject({ code: "FILE_CORRUPT" });
  });
});

/** Compiles the module as a user would and imports it. */
async function load(text: string): Promise<{ rowLines: () => TypeHandler }> {
  const folder = join(root, "node_modules/.cache/write-a-handler");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "row-lines.mts"), text);
  const compilerOptions = { composite: false, declaration: false, declarationMap: false, sourceMap: false };
  const config = {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: { ...compilerOptions, rootDir: ".", outDir: "out" },
    include: ["*.mts"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], {
    stdio: "inherit",
  });
  return import(pathToFileURL(join(folder, "out/row-lines.mjs")).href);
}
