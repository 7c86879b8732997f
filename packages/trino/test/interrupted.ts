import type { ObjectStore } from "@sluice/sdk/plugin";
import { watchedStore } from "@sluice/testkit";

/** The store, where something else happens once: right before the first put of a key with the piece in it. */
export function interrupted(store: ObjectStore, piece: string, once: () => Promise<unknown>): ObjectStore {
  let did = false;
  return watchedStore(store, {
    async before(call, key) {
      if (did || call !== "put" || !key.includes(piece)) return;
      did = true;
      await once();
    },
  });
}
