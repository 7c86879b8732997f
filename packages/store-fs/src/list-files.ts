import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { ObjectInfo } from "@sluice/sdk/plugin";
import { compareObjectKeys } from "@sluice/sdk/plugin";
import { fileError, isMissing, throwIfAborted } from "./file-error.js";
import { folderNames } from "./folder-names.js";
import { faultOfKey } from "./key.js";

const statsAtOnce = 64;

export interface ListFilesRequest {
  readonly store: string;
  readonly root: string;
  readonly prefix: string;
  readonly startAfter?: string;
  readonly signal?: AbortSignal;
}

/**
 * Walks the folders that can hold the prefix, in order: a folder counts as its name and a slash.
 * Holds the names of one folder per level, and of no file more than its name.
 */
export async function* listFiles(request: ListFilesRequest): AsyncGenerator<ObjectInfo> {
  const { store, prefix, signal } = request;
  const start = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  // No key has such a part, so none starts with it; and a walk must not leave the root.
  if (
    start
      .split("/")
      .slice(0, -1)
      .some((segment) => faultOfKey(segment) !== undefined)
  )
    return;

  // A stack, last first. Folders end with a slash, and the root is "".
  const waiting = await entriesOf(start, request);
  while (waiting.length > 0) {
    throwIfAborted(signal, store, "list", prefix);
    if (waiting.at(-1)?.endsWith("/")) {
      for (const entry of await entriesOf(waiting.pop() ?? "", request)) waiting.push(entry);
      continue;
    }
    const files: string[] = [];
    while (files.length < statsAtOnce && waiting.at(-1)?.endsWith("/") === false)
      files.push(waiting.pop() ?? "");
    for (const info of await Promise.all(files.map((key) => infoOf(key, request)))) if (info) yield info;
  }
}

/** What of a folder is asked for, last first. A folder that is gone is empty. */
async function entriesOf(folder: string, request: ListFilesRequest): Promise<string[]> {
  const { store, root, prefix, startAfter } = request;
  throwIfAborted(request.signal, store, "list", prefix);
  try {
    const after = startAfter?.startsWith(folder) ? startAfter.slice(folder.length) : undefined;
    const names = await folderNames(join(root, folder), after);
    const isAskedFor = nameFilter(folder, request);
    return names
      .filter((name) => isAskedFor(name) && faultOfKey(name.replace(/\/$/, "")) === undefined)
      .map((name) => folder + name)
      .sort((left, right) => compareObjectKeys(right, left));
  } catch (error) {
    if (isMissing(error)) return [];
    throw fileError(store, "list", folder, error);
  }
}

/** Whether a name in that folder is asked for, or may be the way to what is. Folders end with a slash. */
function nameFilter(folder: string, { prefix, startAfter }: ListFilesRequest): (name: string) => boolean {
  const start = prefix.slice(folder.length);
  const isBelow = (name: string): boolean =>
    name.startsWith(start) || (name.endsWith("/") && start.startsWith(name));
  if (startAfter === undefined) return isBelow;
  if (!startAfter.startsWith(folder)) {
    return compareObjectKeys(folder, startAfter) > 0 ? isBelow : () => false;
  }
  const after = startAfter.slice(folder.length);
  const isAfter = (name: string): boolean =>
    compareObjectKeys(name, after) > 0 || (name.endsWith("/") && after.startsWith(name));
  return (name) => isAfter(name) && isBelow(name);
}

async function infoOf(key: string, { store, root }: ListFilesRequest): Promise<ObjectInfo | undefined> {
  try {
    const { size, mtime } = await stat(join(root, key));
    return { key, byteLength: size, modifiedAt: mtime };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileError(store, "list", key, error);
  }
}
