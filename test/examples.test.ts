import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { exampleOutputs } from "./example-outputs.js";
import { read, root } from "./tree.js";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "sluice-examples-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the example programs", () => {
  it("are short, and each of them runs here", () => {
    const programs = readdirSync(join(root, "examples/src")).map((name) => name.replace(".ts", ""));
    const long = programs.filter((name) => read(`examples/src/${name}.ts`).trim().split("\n").length > 25);
    expect(long).toEqual([]);
    const shared = ["assets", "lake"];
    expect(programs.filter((name) => !shared.includes(name))).toEqual(Object.keys(exampleOutputs).sort());
  });

  it.each(Object.entries(exampleOutputs))(
    "%s on local files",
    { timeout: 60_000 },
    async (name, expected) => {
      const program = join(root, `examples/dist/${name}.js`);
      const { stdout, stderr } = await run(process.execPath, [program], { cwd: folder });
      for (const text of expected) expect(stdout).toContain(text);
      expect(stderr).toBe("");
    },
  );
});
