import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { read, root } from "./tree.js";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "sluice-examples-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the example programs", () => {
  it("are short", () => {
    const programs = readdirSync(join(root, "examples/src"));
    expect(programs.filter((name) => read(`examples/src/${name}`).trim().split("\n").length > 25)).toEqual(
      [],
    );
  });

  it("pipeline.ts computes a range of days, and the second time nothing", async () => {
    const program = join(root, "examples/dist/pipeline.js");
    const lastLine = async (): Promise<string | undefined> =>
      (await run(process.execPath, [program], { cwd: folder })).stdout.trim().split("\n").at(-1);
    expect(await lastLine()).toMatch(/: 6 tasks, 6 stored$/);
    expect(await lastLine()).toMatch(/: 6 tasks, 6 up-to-date$/);
  });
});
