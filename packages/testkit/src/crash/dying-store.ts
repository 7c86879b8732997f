import type { ObjectStore } from "@sluice/sdk/plugin";
import { type CrashPoint, crashTrigger } from "./crash-point.js";
import { watchedStore } from "./watched-store.js";

export interface DyingStore {
  readonly store: ObjectStore;
  /** The point never came. */
  survived(): boolean;
}

/** The store up to that point; from then on every call throws, as if the process had died there. */
export function dyingStore(store: ObjectStore, point: CrashPoint): DyingStore {
  const isPoint = crashTrigger(point);
  let dead = false;
  const check = (when: "before" | "after") => (call: Parameters<typeof isPoint>[1], key: string) => {
    dead ||= isPoint(when, call, key);
    if (dead) throw new Error(`The process died at ${point}.`);
  };
  return {
    store: watchedStore(store, { before: check("before"), after: check("after") }),
    survived: () => !dead,
  };
}
