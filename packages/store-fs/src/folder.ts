import { mkdir, open, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { together } from "@sluice/sdk/plugin";
import { codeOf } from "./file-error.js";

/** Makes the folder and those above it. The ones it made, the lowest first; `syncNames` makes their names durable. */
export async function makeFolder(path: string): Promise<string[]> {
  const first = await mkdir(path, { recursive: true });
  const made: string[] = [];
  if (first === undefined) return made;
  for (let folder = path; folder.length >= first.length; folder = dirname(folder)) made.push(folder);
  return made;
}

/** Each folder is named durably in its parent. */
export async function syncNames(folders: readonly string[]): Promise<void> {
  await together(...folders.map((folder) => syncFolder(dirname(folder))));
}

/** Makes the names in a folder durable. A folder that is gone has none. */
export async function syncFolder(path: string): Promise<void> {
  // Windows opens no folder as a file, and keeps names durable by itself.
  if (process.platform === "win32") return;
  const folder = await open(path, "r").catch((error: unknown) => {
    if (codeOf(error) !== "ENOENT") throw error;
  });
  try {
    await folder?.sync();
  } finally {
    await folder?.close();
  }
}

/** Removes the folder and those above it, below `root`, as long as they are empty. */
export async function removeEmptyFolders(path: string, root: string): Promise<void> {
  try {
    for (let folder = path; folder.length > root.length; folder = dirname(folder)) await rmdir(folder);
  } catch {
    // Not empty, or someone else was faster: an empty folder left behind is no object and harms nobody.
  }
}
