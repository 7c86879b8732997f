import { jsonl } from "@sluice/handler-jsonl";
import { createIOManager, type IOManager, memoryStore } from "@sluice/sdk";
import type { Catalog, ObjectStore } from "@sluice/sdk/plugin";
import { type StoreCall, watchedStore as watched } from "@sluice/testkit";
import { retryingStore } from "../src/retry/retrying-store.js";

export { type StoreCall, watched };

/** An io manager over objects in memory. */
export function lakeOf(store: ObjectStore = memoryStore(), catalog?: Catalog): IOManager {
  return createIOManager({ handlers: [jsonl()], store, ...(catalog && { catalog }) });
}

/** The store as an io manager has it: what fails for the moment is tried again. */
export function patient(store: ObjectStore): ObjectStore {
  return retryingStore(store, { attempts: 3, deadlineMillis: 10_000 }, () => {});
}

export async function keysOf(store: ObjectStore, prefix = ""): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}
