import type { ObjectStore } from "@sluice/sdk/plugin";

export type StoreCall = "put" | "get" | "head" | "list" | "delete";

/** Is told of calls; `key` is the prefix of a list. May throw; a promise is waited for. */
type Watch = (call: StoreCall, key: string) => unknown;

/** The store, telling of each call before it is made, and of each that succeeded: of a list once it has ended. */
export function watchedStore(
  store: ObjectStore,
  { before = () => {}, after = () => {} }: { readonly before?: Watch; readonly after?: Watch },
): ObjectStore {
  const watched = async <Result>(
    call: StoreCall,
    key: string,
    make: () => Promise<Result>,
  ): Promise<Result> => {
    await before(call, key);
    const result = await make();
    await after(call, key);
    return result;
  };
  return {
    specVersion: store.specVersion,
    name: store.name,
    scheme: store.scheme,
    put: (key, body, options) => watched("put", key, () => store.put(key, body, options)),
    get: (key, options) => watched("get", key, () => store.get(key, options)),
    head: (key, options) => watched("head", key, () => store.head(key, options)),
    async *list(prefix, options) {
      await before("list", prefix);
      yield* store.list(prefix, options);
      await after("list", prefix);
    },
    delete: (key, options) => watched("delete", key, () => store.delete(key, options)),
    locate: (key) => store.locate(key),
    close: async () => store.close?.(),
  };
}
