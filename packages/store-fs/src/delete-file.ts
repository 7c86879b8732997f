import { lstat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { fileError, isMissing } from "./file-error.js";
import { removeEmptyFolders } from "./folder.js";

/** Removes the file and the folders it leaves empty. What is not there, or is a folder, stays as it is. */
export async function deleteFile(store: string, key: string, path: string, root: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (isMissing(error)) return;
    // macOS and Windows answer EPERM for a folder, which is no object.
    if (
      await lstat(path).then(
        (entry) => entry.isDirectory(),
        () => false,
      )
    )
      return;
    throw fileError(store, "delete", key, error);
  }
  await removeEmptyFolders(dirname(path), root);
}
