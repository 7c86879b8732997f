import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a file that only one process can hold. Undefined means it is ours now; otherwise the answer is what its
 * live holder wrote. A file whose holder is gone is taken over.
 */
export async function claim<Content>(
  path: string,
  content: Content,
  isLive: (holder: Content) => boolean,
): Promise<Content | undefined> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const own = `${path}.${randomUUID()}`;
  await writeFile(own, JSON.stringify(content), { mode: 0o600 });
  try {
    while (!(await linked(own, path))) {
      const text = await textOf(path);
      if (text === undefined) continue;
      const holder = parsed<Content>(text);
      if (holder !== undefined && isLive(holder)) return holder;
      await removeStale(path, text);
    }
    return undefined;
  } finally {
    await rm(own, { force: true });
  }
}

/** Puts new content in place at once: a reader sees the old text or the new. */
export async function replaceFile(path: string, content: unknown): Promise<void> {
  const own = `${path}.${randomUUID()}`;
  await writeFile(own, JSON.stringify(content, undefined, 2), { mode: 0o600 });
  await rename(own, path);
}

/** What a file made by `claim` or `replaceFile` holds; undefined when there is none. */
export async function readClaim<Content>(path: string): Promise<Content | undefined> {
  const text = await textOf(path);
  return text === undefined ? undefined : parsed<Content>(text);
}

// A link appears with its whole content, and fails when the name is taken.
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

// Another process may have taken the file over since it was read, so what was moved away is looked at again.
async function removeStale(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  if ((await textOf(aside)) !== stale) await linked(aside, path);
  await rm(aside, { force: true });
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function parsed<Content>(text: string): Content | undefined {
  try {
    return JSON.parse(text) as Content;
  } catch {
    return undefined;
  }
}
