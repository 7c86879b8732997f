import type { ObjectStore } from "@sluice/sdk/plugin";
import { crashTrigger } from "./crash-point.js";
import { watchedStore } from "./watched-store.js";

/** Says the point to the process that is to crash. */
export const crashVariable = "SLUICE_CRASH_AT";

/**
 * The store of a program that `startProgram` is to kill: at the point it was given, this very process ends as by a power
 * failure, with nothing cleaned up. Without one it is the store alone.
 */
export function crashingStore(store: ObjectStore): ObjectStore {
  const point = process.env[crashVariable];
  if (point === undefined || point === "") return store;
  const isPoint = crashTrigger(point);
  const check = (when: "before" | "after") => async (call: Parameters<typeof isPoint>[1], key: string) => {
    if (!isPoint(when, call, key)) return;
    process.kill(process.pid, "SIGKILL");
    // Nothing runs on, also where the signal takes a moment.
    await new Promise<never>(() => setInterval(() => {}, 1_000));
  };
  return watchedStore(store, { before: check("before"), after: check("after") });
}
