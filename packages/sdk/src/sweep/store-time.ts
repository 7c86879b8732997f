import { jsonBytes } from "../log/json-object.js";
import { layout } from "../log/layout.js";
import type { ObjectStore } from "../plugin/object-store.js";

/** What time it is, by the clock that says when objects were put. Puts one object below `folder`. */
export async function storeTime(store: ObjectStore, folder: string, signal?: AbortSignal): Promise<Date> {
  const key = layout.clock(folder);
  const options = { mode: "overwrite", contentType: "application/json", signal } as const;
  const put = await store.put(key, jsonBytes({}), options);
  // The times of all others come from lists, and the answer to a put may tell the time less exactly.
  for await (const info of store.list(key, { signal })) if (info.key === key) return info.modifiedAt;
  return put.modifiedAt;
}
