import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { codeBlocks } from "./code-blocks.mjs";
import { checkFirstMinute, firstMinuteCode } from "./first-minute.mjs";
import { run } from "./run.mjs";
import { root } from "./workspace.mjs";

/** @typedef {import("./project.mjs").Project} Project */
/** @typedef {import("./workspace.mjs").Package} Package */

/** Every entry point imports, and `require` gives the same. @param {Project} project @param {readonly Package[]} packages */
export async function checkImports(project, packages) {
  const list = JSON.stringify(
    packages.flatMap(({ entryPoints }) => entryPoints.map(({ specifier }) => specifier)),
  );
  const imported = await names(
    project,
    `const found = {};
for (const each of ${list}) found[each] = Object.entries(await import(each)).map(([name, value]) => [name, typeof value]);
console.log(JSON.stringify(found));`,
    "mjs",
  );
  const required = await names(
    project,
    `const found = {};
for (const each of ${list}) found[each] = Object.entries(require(each)).map(([name, value]) => [name, typeof value]);
for (const each of ${JSON.stringify(packages.map(({ name }) => name))}) require(each + "/package.json");
console.log(JSON.stringify(found));`,
    "cjs",
  );
  const empty = Object.keys(imported).filter((each) => imported[each]?.length === 0);
  if (empty.length > 0) throw new Error(`No export: ${empty.join(", ")}`);
  const undefineds = Object.entries(imported).flatMap(([specifier, exports]) =>
    exports.filter(([, type]) => type === "undefined").map(([name]) => `${specifier} ${name}`),
  );
  if (undefineds.length > 0) throw new Error(`Undefined: ${undefineds.join(", ")}`);
  if (JSON.stringify(imported) !== JSON.stringify(required)) {
    throw new Error(`import gives\n${JSON.stringify(imported)}\nrequire gives\n${JSON.stringify(required)}`);
  }
}

/** @param {Project} project @param {string} code @param {string} extension @returns {Promise<Record<string, [string, string][]>>} */
async function names(project, code, extension) {
  const { stdout } = await project.runCode(code, { extension });
  return JSON.parse(stdout);
}

/** The first minute works, and works again in the same folder. @param {Project} project */
export async function checkFirstMinuteIn(project) {
  const cwd = await mkdtemp(join(project.folder, "minute-"));
  for (const snapshot of [1, 2])
    checkFirstMinute(await project.runCode(firstMinuteCode(), { cwd }), snapshot);
}

/** The blocks of a package's README that need no server: those marked as js. @param {Package} pkg */
export function runnableBlocks({ folder }) {
  const file = join(folder, "README.md");
  const markdown = existsSync(file) ? readFileSync(file, "utf8") : "";
  return codeBlocks(markdown, ["js"]).filter(({ text }) => !text.startsWith("// not run: "));
}

/** The types of every entry point resolve and check for users of either module resolution. @param {Project} project @param {readonly Package[]} packages */
export async function checkTypes({ folder }, packages) {
  const lines = packages
    .flatMap(({ entryPoints }) => entryPoints)
    .map(({ specifier }, index) => `import * as e${index} from "${specifier}";\nexport { e${index} };\n`);
  await writeFile(join(folder, "consumer.mts"), lines.join(""));
  const common = ["--noEmit", "--strict", "--target", "es2022", "--lib", "es2022,esnext.disposable"];
  const types = ["--types", "node", "--typeRoots", join(root, "node_modules/@types")];
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  for (const module of [["nodenext"], ["preserve", "--moduleResolution", "bundler"]]) {
    const args = [tsc, ...common, ...types, "--module", ...module, "--skipLibCheck", "false", "consumer.mts"];
    await run(process.execPath, args, { cwd: folder });
  }
}
