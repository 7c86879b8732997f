import { isSluiceError } from "../error.js";
import { jsonBytes, readJson } from "../log/json-object.js";
import { layout, stateNumber } from "../log/layout.js";
import type { ObjectStore } from "../plugin/object-store.js";

/** Where the versions of one asset's state are. */
export interface StatePlace {
  readonly asset: string;
  readonly store: ObjectStore;
  readonly signal?: AbortSignal;
}

/**
 * The number of the newest version, 0 if there is none: a look at the advisory pointer and a list of what came since. A
 * pointer that is not there, damaged or ahead of every version costs a list of them all.
 */
export async function newestVersion(place: StatePlace): Promise<number> {
  const pointed = await pointedVersion(place);
  const newest = await newestFrom(pointed, place);
  return newest === 0 && pointed > 1 ? newestFrom(1, place) : newest;
}

/** Remembers that the version is there. Readers do without it. */
export async function pointTo(version: number, { asset, store, signal }: StatePlace): Promise<void> {
  const options = { mode: "overwrite", contentType: "application/json", signal } as const;
  try {
    await store.put(layout.latestState(asset), jsonBytes({ version }), options);
  } catch {
    // It only shortens reading; the version stands without it.
  }
}

async function pointedVersion({ asset, store, signal }: StatePlace): Promise<number> {
  try {
    const latest = await readJson<{ version: unknown }>(store, layout.latestState(asset), asset, signal);
    const version = latest?.version;
    return Number.isInteger(version) && (version as number) > 0 ? (version as number) : 1;
  } catch (error) {
    if (isSluiceError(error, "LOG_INVALID")) return 1;
    throw error;
  }
}

/** The newest version of those from `first` on; 0 if there is none. */
async function newestFrom(first: number, { asset, store, signal }: StatePlace): Promise<number> {
  let newest = 0;
  const startAfter = layout.state(asset, first - 1);
  for await (const { key } of store.list(layout.stateFolder(asset), { startAfter, signal })) {
    newest = Math.max(newest, stateNumber(asset, key) ?? 0);
  }
  return newest;
}
