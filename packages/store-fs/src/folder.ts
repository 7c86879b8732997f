import { mkdir, open, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf } from "./file-error.js";

/** Makes the folder and those above it, each named durably in its parent. */
export async function makeFolder(path: string, sync: boolean): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined || !sync) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
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
