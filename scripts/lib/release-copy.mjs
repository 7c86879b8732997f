import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import semver from "semver";
import { run } from "./run.mjs";
import { root } from "./workspace.mjs";

/** What changesets reads, as a repository of its own. @param {string} copy */
export async function copyRepository(copy) {
  mkdirSync(copy);
  for (const name of [".changeset", "package.json", "package-lock.json"]) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  for (const folder of packageFolders(root)) {
    mkdirSync(join(copy, folder), { recursive: true });
    cpSync(join(root, folder, "package.json"), join(copy, folder, "package.json"));
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  writeFileSync(join(copy, ".gitignore"), "node_modules\n");
  const user = ["-c", "user.name=check", "-c", "user.email=check@localhost", "-c", "commit.gpgsign=false"];
  await run("git", ["init", "-q", "-b", "main"], { cwd: copy });
  await run("git", ["add", "-A"], { cwd: copy });
  await run("git", [...user, "commit", "-q", "-m", "copy"], { cwd: copy });
  return copy;
}

/** @param {string} folder */
function packageFolders(folder) {
  return ["packages", "apps"].flatMap((parent) =>
    readdirSync(join(folder, parent)).map((name) => `${parent}/${name}`),
  );
}

/** @param {string} copy @returns {Record<string, any>[]} */
export function manifests(copy) {
  return packageFolders(copy).map((folder) =>
    JSON.parse(readFileSync(join(copy, folder, "package.json"), "utf8")),
  );
}

/** The version of all public packages. Throws where they have more than one. @param {string} copy @returns {string} */
export function sharedVersion(copy) {
  const open = manifests(copy).filter((manifest) => !manifest.private);
  const versions = [...new Set(open.map(({ version }) => version))];
  if (versions.length === 1) return versions[0];
  throw new Error(open.map(({ name, version }) => `${name} ${version}`).join("\n"));
}

/** Throws where a package asks for a version of another that this release has not. @param {string} copy */
export function checkRanges(copy) {
  const version = sharedVersion(copy);
  for (const { name, private: internal, dependencies, peerDependencies } of manifests(copy)) {
    for (const [other, range] of Object.entries({ ...dependencies, ...peerDependencies })) {
      if (internal || !other.startsWith("@sluice/") || semver.satisfies(version, String(range))) continue;
      throw new Error(`${name} ${version} asks for ${other}@${range}.`);
    }
  }
}

/** Whether changesets wait that no pre-release has taken. @param {string} copy */
export function pendingChangesets(copy) {
  const names = readdirSync(join(copy, ".changeset")).filter(
    (name) => name.endsWith(".md") && name !== "README.md",
  );
  const state = readJson(join(copy, ".changeset/pre.json")) ?? { changesets: [] };
  return names.some((name) => !state.changesets.includes(name.replace(/\.md$/, "")));
}

/** Leaves one changeset, of the sdk. @param {string} copy @param {string} bump */
export function keepOnly(copy, bump) {
  const folder = join(copy, ".changeset");
  for (const name of readdirSync(folder)) if (name.endsWith(".md")) rmSync(join(folder, name));
  writeFileSync(join(folder, "only.md"), `---\n"@sluice/sdk": ${bump}\n---\n\nA change.\n`);
}

/** Makes every package 1.0.0. @param {string} copy */
export function setStable(copy) {
  for (const folder of packageFolders(copy)) {
    const file = join(copy, folder, "package.json");
    const manifest = readJson(file);
    manifest.version = "1.0.0";
    for (const ranges of [manifest.dependencies ?? {}, manifest.peerDependencies ?? {}]) {
      for (const name of Object.keys(ranges)) if (name.startsWith("@sluice/")) ranges[name] = "^1.0.0";
    }
    writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  }
}

/** @param {string} file @returns {any} */
function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}
