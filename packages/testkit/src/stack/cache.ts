import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { claim } from "./claim.js";
import { checkAborted } from "./errors.js";
import { identifyProcess, isRunning, type ProcessIdentity } from "./process-identity.js";
import type { Environment } from "./tools.js";
import { pause } from "./until.js";

/** Where servers are installed: SLUICE_CACHE, else `sluice` in the user's cache folder. */
export function cacheDirectory(environment: Environment): string {
  if (environment.SLUICE_CACHE) return environment.SLUICE_CACHE;
  return join(environment.XDG_CACHE_HOME || join(homedir(), ".cache"), "sluice");
}

export interface Fill {
  /** Puts everything into an empty folder. */
  readonly fill: (directory: string) => Promise<void>;
  /** Called once when another process is filling the same folder. */
  readonly onWait: (holder: ProcessIdentity) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes sure that the folder is there and whole. It is filled under another name and renamed at the end, so one
 * that exists is complete; of several processes one fills it and the others wait.
 */
export async function cached(target: string, { fill, onWait, signal }: Fill): Promise<string> {
  const lock = `${target}.lock`;
  const self = identifyProcess(process.pid)!;
  for (let waited = false; !existsSync(target); waited = true) {
    checkAborted(signal);
    const holder = await claim(lock, self, isRunning);
    if (holder === undefined) {
      try {
        if (!existsSync(target)) await fillAside(target, fill);
      } finally {
        await rm(lock, { force: true });
      }
    } else {
      if (!waited) onWait(holder);
      await pause(500);
    }
  }
  return target;
}

async function fillAside(target: string, fill: Fill["fill"]): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const prefix = `${basename(target)}.part-`;
  // Whoever left these was killed: the lock is ours.
  for (const name of await readdir(dirname(target))) {
    if (name.startsWith(prefix)) await rm(join(dirname(target), name), { recursive: true, force: true });
  }
  const part = await mkdtemp(join(dirname(target), prefix));
  try {
    await fill(part);
    await rename(part, target);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw error;
  }
}
