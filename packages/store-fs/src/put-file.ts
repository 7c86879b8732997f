import { type FileHandle, link, lstat, open, rename, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SluiceError } from "@sluice/sdk";
import { type ObjectInfo, type PutOptions, together } from "@sluice/sdk/plugin";
import { codeOf, fileError, throwIfAborted } from "./file-error.js";
import { makeFolder, syncFolder, syncNames } from "./folder.js";
import { nameTemporary } from "./key.js";

export interface PutFileRequest extends PutOptions {
  readonly store: string;
  readonly key: string;
  readonly target: string;
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
  readonly sync: boolean;
}

/** Writes beside the target, then gives the finished file its name in one step. */
export async function putFile(request: PutFileRequest): Promise<ObjectInfo> {
  const { store, key, target, sync, signal } = request;
  const attempt = <T>(step: Promise<T>) =>
    step.catch((error: unknown) => {
      throw fileError(store, "put", key, error);
    });
  throwIfAborted(signal, store, "put", key);
  const folder = dirname(target);
  const temporary = join(folder, nameTemporary());
  const { file, made } = await attempt(openNew(temporary));
  try {
    // What is written and the names of new folders are made durable at the same time; the file's own name comes after both.
    const [info] = await together(fill(file, request, attempt), sync ? attempt(syncNames(made)) : undefined);
    throwIfAborted(signal, store, "put", key);
    if (request.mode === "overwrite") await attempt(rename(temporary, target));
    else await linkNew(temporary, request);
    // A hard link leaves the temporary name; it goes before the folder is synced, so that neither returns.
    await removeIfThere(temporary);
    if (sync) await attempt(syncFolder(folder));
    return info;
  } finally {
    await removeIfThere(temporary);
  }
}

/** Opens a new file; its folder may be missing, or be removed by a delete while this runs. With the folders it made. */
async function openNew(path: string): Promise<{ readonly file: FileHandle; readonly made: string[] }> {
  const made: string[] = [];
  for (let attempts = 1; ; attempts++) {
    try {
      if (attempts > 1) made.push(...(await makeFolder(dirname(path))));
      return { file: await open(path, "wx"), made };
    } catch (error) {
      const code = codeOf(error);
      // Node says ENOTDIR of a folder that goes while it is made.
      const isGone = code === "ENOENT" || (code === "ENOTDIR" && attempts > 1);
      if (!isGone || attempts === 10) throw error;
    }
  }
}

/** A temporary file that stays is hidden and harmless, and hides no other error. */
async function removeIfThere(path: string): Promise<void> {
  await unlink(path).catch(() => {});
}

async function fill(
  file: FileHandle,
  { store, key, body, sync, signal }: PutFileRequest,
  attempt: <T>(step: Promise<T>) => Promise<T>,
): Promise<ObjectInfo> {
  try {
    if (body instanceof Uint8Array) await attempt(file.writeFile(body));
    else {
      for await (const chunk of body) {
        throwIfAborted(signal, store, "put", key);
        await attempt(file.writeFile(chunk));
      }
    }
    if (sync) await attempt(file.sync());
    const { size, mtime } = await attempt(file.stat());
    return { key, byteLength: size, modifiedAt: mtime };
  } finally {
    await file.close();
  }
}

const noHardLinks = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

/** The commit of a create-only put: of all who link to one name, the system lets one succeed. */
async function linkNew(temporary: string, { store, key, target }: PutFileRequest): Promise<void> {
  try {
    await link(temporary, target);
  } catch (error) {
    // NFS may repeat a link whose answer was lost and then say EEXIST; two names mean it was made.
    const linked = await stat(temporary).then(
      ({ nlink }) => nlink > 1,
      () => false,
    );
    if (linked) return;
    if (noHardLinks.has(codeOf(error))) {
      throw new SluiceError("CAPABILITY_MISSING", {
        message: `${store}: could not create ${JSON.stringify(key)}, the file system makes no hard links (${codeOf(error)})`,
        details: { capability: "create", plugin: "@sluice/store-fs" },
        hint: "Put the root on a file system with hard links, such as ext4, XFS, APFS, NTFS or NFS.",
        cause: error,
      });
    }
    if (codeOf(error) !== "EEXIST" || (await isFolder(target))) throw fileError(store, "create", key, error);
    throw new SluiceError("OBJECT_EXISTS", {
      message: `${store} already has an object ${JSON.stringify(key)}`,
      details: { key },
      hint: "Someone else created it first. Read it, or create another key.",
      cause: error,
    });
  }
}

function isFolder(path: string): Promise<boolean> {
  return lstat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
