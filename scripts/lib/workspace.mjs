import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * @typedef {object} EntryPoint
 * @property {string} specifier What users import: `@sluice/sdk/plugin`.
 * @property {string} types Declaration file, relative to the package.
 */

/**
 * @typedef {object} Package
 * @property {string} name `@sluice/sdk`
 * @property {string} folder Absolute.
 * @property {Record<string, any>} manifest Its package.json.
 * @property {EntryPoint[]} entryPoints
 */

/** The packages that are published, in order of their folders' names. @returns {Package[]} */
export function publicPackages() {
  return readdirSync(join(root, "packages"))
    .sort()
    .map((name) => readPackage(join(root, "packages", name)));
}

/** @param {string} folder @returns {Package} */
function readPackage(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const entryPoints = Object.entries(manifest.exports)
    .filter(([subpath]) => subpath !== "./package.json")
    .map(([subpath, { types }]) => ({ specifier: manifest.name + subpath.slice(1), types }));
  return { name: manifest.name, folder, manifest, entryPoints };
}
