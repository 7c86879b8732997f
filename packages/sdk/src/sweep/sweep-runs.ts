import { mapConcurrent } from "../concurrent.js";
import { layout } from "../log/layout.js";
import type { ObjectInfo, ObjectStore } from "../plugin/object-store.js";
import { storeTime } from "./store-time.js";

/** Objects deleted at once. */
const concurrency = 16;

/** The runs whose assets were deleted, or with `plan` would be. */
export interface RunSweepReport {
  /** Ids, in order. */
  readonly runs: readonly string[];
  readonly files: number;
  readonly byteLength: number;
}

export interface RunSweepRequest {
  readonly olderThanMillis: number;
  readonly plan: boolean;
  readonly signal?: AbortSignal;
}

/** Deletes the assets of runs that have put nothing for that long, whole runs at a time. */
export async function sweepOldRuns(
  store: ObjectStore,
  { olderThanMillis, plan, signal }: RunSweepRequest,
): Promise<RunSweepReport> {
  const now = await storeTime(store, layout.runsFolder.slice(0, -1), signal);
  const cutoff = new Date(now.getTime() - olderThanMillis);
  const runs = await objectsByRun(store, signal);
  const old = [...runs].filter(([, objects]) => objects.every(({ modifiedAt }) => modifiedAt <= cutoff));
  const objects = old.flatMap(([, each]) => each);
  if (!plan) await mapConcurrent(objects, concurrency, ({ key }) => store.delete(key, { signal }));
  return {
    runs: old.map(([run]) => run),
    files: objects.length,
    byteLength: objects.reduce((sum, each) => sum + each.byteLength, 0),
  };
}

async function objectsByRun(store: ObjectStore, signal?: AbortSignal): Promise<Map<string, ObjectInfo[]>> {
  const runs = new Map<string, ObjectInfo[]>();
  for await (const info of store.list(layout.runsFolder, { signal })) {
    const [, run] = /^run=([^/]+)\/./.exec(info.key.slice(layout.runsFolder.length)) ?? [];
    if (run === undefined) continue;
    const id = decodeURIComponent(run);
    const known = runs.get(id) ?? [];
    known.push(info);
    runs.set(id, known);
  }
  return runs;
}
