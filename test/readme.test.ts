import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { codeBlocks } from "../scripts/lib/code-blocks.mjs";
import { root, tree } from "./tree.js";

const folder = join(root, "node_modules/.cache/readme");
const texts = tree().filter((path) => /^(README|docs\/.*|packages\/[^/]+\/README)\.md$/.test(path));
const blocks = texts.flatMap((path) =>
  codeBlocks(readFileSync(join(root, path), "utf8"), ["ts", "js"]).map((block) => ({
    ...block,
    title: `${path}:${block.line}`,
    // Each block is a module of its own, with its code in the lines where it stands in the text.
    file: `${path.replaceAll("/", "_")}_${block.line}.mts`,
  })),
);

describe("code in texts compiles", () => {
  let errors: string[];

  beforeAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const { file, line, text } of blocks) {
      writeFileSync(join(folder, file), `${"\n".repeat(line - 1)}${text}export {};\n`);
    }
    const compilerOptions = {
      ...{ composite: false, declaration: false, declarationMap: false, sourceMap: false, noEmit: true },
      ...{ noUnusedLocals: false, noUnusedParameters: false },
    };
    const config = { extends: join(root, "tsconfig.base.json"), compilerOptions, include: ["*.mts"] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    errors = await compile();
  }, 60_000);

  it("finds blocks", () => expect(blocks.length).toBeGreaterThan(0));

  it.each(blocks.map(({ title, file }) => [title, file]))("%s", (_title, file) => {
    const ofBlock = errors.filter((error) => error.startsWith(`${file}(`));
    expect(ofBlock.map((error) => error.slice(file.length)).join("\n")).toBe("");
  });

  it("has no other error", () => {
    const others = errors.filter((error) => !blocks.some(({ file }) => error.startsWith(`${file}(`)));
    expect(others.join("\n")).toBe("");
  });
});

/** One line for each error of the blocks. */
function compile(): Promise<string[]> {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [tsc, "-p", folder, "--pretty", "false"],
      { cwd: folder },
      (_error, stdout, stderr) =>
        resolve(`${stdout}${stderr}`.split("\n").filter((line) => /^\S/.test(line))),
    );
  });
}
