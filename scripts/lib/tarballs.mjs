import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { npm } from "./node-versions.mjs";
import { run } from "./run.mjs";
import { publicPackages, root } from "./workspace.mjs";

/** @typedef {import("./registry.mjs").Tarball} Tarball */

/** Packs every package into the folder. @param {string} folder @returns {Promise<Tarball[]>} */
export async function pack(folder) {
  const args = ["pack", "--workspaces", "--ignore-scripts", "--json", "--pack-destination", folder];
  const { stdout } = await npm(process.execPath, [...args, "--include-workspace-root=false"], root);
  /** @type {{ name: string, filename: string, integrity: string, files: { path: string }[] }[]} */
  const packed = JSON.parse(stdout);
  return publicPackages().map((pkg) => {
    const found = packed.find(({ name }) => name === pkg.name);
    if (found === undefined) throw new Error(`npm packed no ${pkg.name}.`);
    const files = found.files.map(({ path }) => path);
    return { pkg, path: join(folder, found.filename), integrity: found.integrity, files };
  });
}

/** Throws for a file that is missing and for one too many. @param {Tarball} tarball */
export function checkContent({ files }) {
  const sources = files.filter((file) => /^src\/.*\.ts$/.test(file));
  // Programs in another language are run, or compiled where they are used, from where they were written.
  const programs = files.filter((file) => /^src\/.*\/programs\/\w+\.java$/.test(file));
  // What is compiled into a module comes with the list of what that is.
  const modules = files.filter((file) => /^\w+\/\w+\.wasm$/.test(file));
  const licenses = modules.map((file) => join(dirname(file), "licenses.txt"));
  const outputs = sources.flatMap((source) => {
    const stem = source.replace(/^src/, "dist").replace(/\.ts$/, "");
    return [".js", ".js.map", ".d.ts", ".d.ts.map"].map((extension) => stem + extension);
  });
  const wanted = [
    "package.json",
    "README.md",
    "LICENSE",
    "src/index.ts",
    ...sources,
    ...programs,
    ...modules,
    ...licenses,
    ...outputs,
  ];
  const missing = wanted.filter((file) => !files.includes(file));
  const spare = files.filter((file) => !wanted.includes(file));
  const problems = [...missing.map((file) => `lacks ${file}`), ...spare.map((file) => `has ${file}`)];
  if (problems.length === 0) return;
  const hint = spare.some((file) => file.startsWith("dist/"))
    ? "What an earlier build left in dist goes away with: rm -r dist && npx tsc -b"
    : "";
  throw new Error([...problems, hint].join("\n").trimEnd());
}

/** @param {Tarball} tarball */
export async function checkByPublint({ pkg, path }) {
  const bytes = readFileSync(path);
  const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages } = await publint({ pack: { tarball }, strict: true });
  if (messages.length === 0) return;
  throw new Error(
    messages.map((message) => formatMessage(message, pkg.manifest, { color: false })).join("\n"),
  );
}

const attw = join(
  dirname(createRequire(import.meta.url).resolve("@arethetypeswrong/cli/package.json")),
  "dist/index.js",
);

/** @param {Tarball} tarball */
export async function checkTypeResolution({ path }) {
  const args = [
    attw,
    path,
    "--profile",
    "esm-only",
    "--no-definitely-typed",
    "--no-color",
    "--format",
    "ascii",
  ];
  await run(process.execPath, args, { cwd: dirname(path) });
}
