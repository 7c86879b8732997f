import { existsSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { cleanEnvironment, run } from "./run.mjs";

/**
 * The program `node` of that major version: this process's own, else the one of the npm package `node`, installed once
 * into a cache outside of the repository.
 * @param {number} major
 */
export async function nodeProgram(major) {
  if (process.version.startsWith(`v${major}.`)) return process.execPath;
  const { SLUICE_CACHE, XDG_CACHE_HOME } = process.env;
  const cache = SLUICE_CACHE || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "sluice");
  const folder = join(cache, `node-${major}`);
  const program = join(folder, "node_modules/node/bin/node");
  if (!existsSync(program)) await install(major, cache, folder);
  const { stdout } = await run(program, ["--version"]);
  if (!stdout.startsWith(`v${major}.`)) throw new Error(`${program} is Node ${stdout}`);
  return program;
}

/**
 * Fills another folder and renames it, so that one that exists is whole.
 * @param {number} major @param {string} cache @param {string} folder
 */
async function install(major, cache, folder) {
  await mkdir(cache, { recursive: true });
  const aside = await mkdtemp(join(cache, `node-${major}-`));
  try {
    await npm(process.execPath, ["install", "--prefix", aside, "--no-save", `node@${major}`], aside);
    await rm(folder, { recursive: true, force: true });
    await rename(aside, folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/**
 * Runs npm on that Node, in that folder.
 * @param {string} node @param {readonly string[]} args @param {string} cwd
 */
export async function npm(node, args, cwd) {
  const flags = ["--no-audit", "--no-fund", "--no-progress", "--prefer-offline"];
  return run(node, [await npmProgram(), ...args, ...flags], { cwd, env: cleanEnvironment(dirname(node)) });
}

async function npmProgram() {
  const { npm_execpath: running = "", PATH = "" } = process.env;
  if (running.endsWith("npm-cli.js")) return running;
  const program = PATH.split(delimiter)
    .map((folder) => join(folder, "npm"))
    .find(existsSync);
  if (program === undefined) throw new Error("There is no npm in the path.");
  return realpath(program);
}
