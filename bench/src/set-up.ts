import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFolder, pythonFolder, pythonPath } from "./installed.js";

/** Ready-made packages only: a compiler is not asked for. The second list must not change what the first one needs. */
const python = [
  ["pandas", "pyarrow", "polars", "trino", "s3fs"],
  ["awswrangler", "pyiceberg[pyarrow,sql-sqlite]"],
];
const node = ["nodejs-polars@0.26.1"];
// npm leaves it out where it runs on an older Node than the one this asks for, and than the one that is measured.
if (process.platform === "linux") node.push(`nodejs-polars-linux-${process.arch}-gnu@0.26.1`);

/** Installs the contenders that are no dependency of this repository into the cache folder. */
async function main(): Promise<void> {
  if (!existsSync(pythonPath())) run("python3", ["-m", "venv", pythonFolder()]);
  for (const names of python) {
    run(pythonPath(), ["-m", "pip", "install", "--quiet", "--only-binary", ":all:", ...names]);
  }
  await mkdir(nodeFolder(), { recursive: true });
  await writeFile(join(nodeFolder(), "package.json"), '{ "private": true }\n');
  run("npm", ["install", "--prefix", nodeFolder(), ...node]);
}

function run(command: string, args: readonly string[]): void {
  console.log([command, ...args].join(" "));
  execFileSync(command, args, { stdio: "inherit" });
}

await main();
