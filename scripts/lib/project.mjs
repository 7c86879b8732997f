import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { npm } from "./node-versions.mjs";
import { cleanEnvironment, run } from "./run.mjs";

/**
 * An empty project into which npm, running on `node`, installs what `dependencies` names.
 * @param {{ folder: string, node: string, settings: string, dependencies: readonly string[] }} options
 */
export async function installProject({ folder, node, settings, dependencies }) {
  await mkdir(folder);
  await writeFile(join(folder, "package.json"), '{ "name": "project", "private": true }\n');
  await writeFile(join(folder, ".npmrc"), `engine-strict=true\nstrict-peer-deps=true\n${settings}`);
  await npm(node, ["install", ...dependencies], folder);
  await npm(node, ["ls", "--all"], folder);
  let programs = 0;
  return {
    folder,
    /** Runs code as a file of the project, in an empty folder unless one is named. @param {string} code @param {{ extension?: string, cwd?: string }} [options] */
    async runCode(code, { extension = "mjs", cwd } = {}) {
      const file = join(folder, `program-${++programs}.${extension}`);
      await writeFile(file, code);
      const where = cwd ?? (await mkdtemp(join(folder, "run-")));
      return run(node, [file], { cwd: where, env: cleanEnvironment(dirname(node)), timeoutMillis: 60_000 });
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof installProject>>} Project */
