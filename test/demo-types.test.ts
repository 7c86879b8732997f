import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const root = new URL("..", import.meta.url);

// Seconds depend on the machine; work does not. Ten times this amount would be felt in an editor.
it("the types of the demo take little work to check", { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "sluice-types-"));
  const out = ["--outDir", folder, "--tsBuildInfoFile", join(folder, "info")];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["node_modules/typescript/bin/tsc", "-p", "apps/demo", "--extendedDiagnostics", ...out],
    { cwd: root },
  );
  await rm(folder, { recursive: true });
  const told = (name: string): number => Number(new RegExp(`^${name}: +([\\d.]+)`, "m").exec(stdout)?.[1]);
  console.log(`checked from nothing in ${told("Total time")} s, of which types ${told("Check time")} s`);
  expect(told("Instantiations")).toBeGreaterThan(1000);
  expect(told("Instantiations")).toBeLessThan(20_000);
  expect(told("Types")).toBeLessThan(20_000);
});
