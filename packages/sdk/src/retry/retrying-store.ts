import type { SluiceEvent } from "../plugin/event.js";
import type { ObjectInfo, ObjectStore, RequestOptions } from "../plugin/object-store.js";
import type { RetryPolicy } from "./policy.js";
import { type RepeatOptions, repeat, Tries } from "./repeat.js";

type Emit = (event: SluiceEvent) => void;

/**
 * The store, with requests that fail for the moment made again. A list goes on behind the last key it gave. A put of a
 * stream is passed on as it is: what was read of it is gone.
 */
export function retryingStore(store: ObjectStore, policy: RetryPolicy, emit: Emit): ObjectStore {
  const tries = (
    request: "put" | "get" | "head" | "list" | "delete",
    target: string,
    options: RequestOptions | undefined,
  ): RepeatOptions => ({
    ...policy,
    what: `${request} ${target}`,
    signal: options?.signal,
    onRetry: (failed) => emit({ type: "request-retried", request, target, ...failed }),
  });
  return {
    specVersion: store.specVersion,
    name: store.name,
    scheme: store.scheme,
    put(key, body, options) {
      if (!(body instanceof Uint8Array)) return store.put(key, body, options);
      return repeat(() => store.put(key, body, options), tries("put", key, options));
    },
    get: (key, options) => repeat(() => store.get(key, options), tries("get", key, options)),
    head: (key, options) => repeat(() => store.head(key, options), tries("head", key, options)),
    list: (prefix, options) => listed(store, prefix, options, tries("list", prefix, options)),
    delete: (key, options) => repeat(() => store.delete(key, options), tries("delete", key, options)),
    locate: (key) => store.locate(key),
    close: async () => store.close?.(),
  };
}

async function* listed(
  store: ObjectStore,
  prefix: string,
  options: Parameters<ObjectStore["list"]>[1],
  repeating: RepeatOptions,
): AsyncGenerator<ObjectInfo> {
  const tries = new Tries(repeating);
  for (let from = options; ; ) {
    try {
      for await (const info of store.list(prefix, from)) {
        yield info;
        from = { ...options, startAfter: info.key };
        tries.restart();
      }
      return;
    } catch (error) {
      await tries.next(error);
    }
  }
}
