import { isSluiceError, SluiceError } from "../error.js";
import { jsonBytes } from "../log/json-object.js";
import type { ObjectStore } from "../plugin/object-store.js";

const probeKey = "_probe.json";

/**
 * A store that accepts a create-only put and ignores it would lose commits silently: `STORE_UNSAFE`. Costs one request
 * where the probe has run before.
 */
export async function probeCreateOnly(store: ObjectStore, signal?: AbortSignal): Promise<void> {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await store.put(probeKey, jsonBytes({}), { mode: "create", contentType: "application/json", signal });
    } catch (error) {
      if (isSluiceError(error, "OBJECT_EXISTS")) return;
      throw error;
    }
  }
  throw new SluiceError("STORE_UNSAFE", {
    message: `${store.name} lets a create-only put overwrite what is there.`,
    details: { store: store.name },
    hint: "Two writers could commit the same number there. Use a store that honours If-None-Match, or a newer version of it.",
  });
}
