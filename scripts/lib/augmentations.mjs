import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * What the declarations behind an entry point add to other packages: their `declare module` blocks, as text, comments
 * left out. Only files that the entry point reaches count, as for whoever imports it.
 * @param {string} entryPoint A declaration file.
 * @returns {string[]}
 */
export function augmentations(entryPoint) {
  return [...reachable(entryPoint)]
    .sort()
    .flatMap((file) => readFileSync(file, "utf8").match(/^declare module "[\s\S]*?^\}/gm) ?? [])
    .map((block) => block.replace(/^ *\/\*\*[\s\S]*?\*\/\n/gm, ""));
}

/** @param {string} entryPoint */
function reachable(entryPoint) {
  const found = new Set([entryPoint]);
  // A set is walked to its end also while it grows.
  for (const file of found) {
    for (const [, path = ""] of readFileSync(file, "utf8").matchAll(/["'](\.\.?\/[^"']+)\.js["']/g)) {
      const target = join(dirname(file), `${path}.d.ts`);
      if (existsSync(target)) found.add(target);
    }
  }
  return found;
}
