import { jsonl } from "@sluice/handler-jsonl";
import { createIOManager, type IOManager, memoryStore } from "@sluice/sdk";
import type { Catalog, ObjectStore } from "@sluice/sdk/plugin";
import { retryingStore } from "../src/retry/retrying-store.js";

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

export type StoreCall = "put" | "get" | "head" | "list" | "delete";

/** A store that tells of each call before it is made, and of each that succeeded. Either may throw. */
export function watched(
  store: ObjectStore,
  watch: { before?(call: StoreCall, key: string): void; after?(call: StoreCall, key: string): void },
): ObjectStore {
  const { before = () => {}, after = () => {} } = watch;
  return {
    ...store,
    async put(key, body, options) {
      before("put", key);
      const info = await store.put(key, body, options);
      after("put", key);
      return info;
    },
    async get(key, options) {
      before("get", key);
      const content = await store.get(key, options);
      after("get", key);
      return content;
    },
    async head(key, options) {
      before("head", key);
      const info = await store.head(key, options);
      after("head", key);
      return info;
    },
    async *list(prefix, options) {
      before("list", prefix);
      yield* store.list(prefix, options);
      after("list", prefix);
    },
    async delete(key, options) {
      before("delete", key);
      await store.delete(key, options);
      after("delete", key);
    },
  };
}
