import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { isMissing } from "./file-error.js";

/** So few names are asked one by one for what they are. */
const fewNames = 64;

/**
 * What is in a folder: names of files, and names of folders with a slash, in no order. Where only those after a text are
 * wanted, others may be left out.
 */
export async function folderNames(path: string, after: string | undefined): Promise<string[]> {
  // Of ten thousand names nearly all may lie before it: they are not worth an object each.
  if (after !== undefined && !hasHighUnits.test(after)) {
    const names: string[] = [];
    for (const name of await readdir(path)) {
      if (name >= after || (name.length < after.length && after.startsWith(name))) names.push(name);
    }
    if (names.length <= fewNames) {
      return (
        await Promise.all(names.map(async (name) => named(name, await kindOf(join(path, name)))))
      ).flat();
    }
  }
  const entries = await readdir(path, { withFileTypes: true });
  return entries.flatMap((entry) => named(entry.name, entry));
}

// UTF-16 units, which `>=` compares, are in the order of code points as long as one side has none of these.
const hasHighUnits = /[\ud800-\uffff]/;

interface Kind {
  isFile(): boolean;
  isDirectory(): boolean;
}

/** Nothing for what is neither, such as a link. */
function named(name: string, kind: Kind | undefined): string[] {
  if (kind?.isDirectory()) return [`${name}/`];
  return kind?.isFile() ? [name] : [];
}

async function kindOf(path: string): Promise<Kind | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
