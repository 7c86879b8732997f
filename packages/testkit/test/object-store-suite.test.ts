import { memoryStore } from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import { describeObjectStore } from "@sluice/testkit";
import { describe, expect, it } from "vitest";

describe("the memory store", () => describeObjectStore({ describe, it }, memoryStore));

/** Runs the suite on a store and gives back the names of the tests that fail. */
async function failuresOf(store: ObjectStore): Promise<string[]> {
  const tests: { name: string; body: () => Promise<void> }[] = [];
  describeObjectStore(
    { describe: (_name, body) => body(), it: (name, body) => tests.push({ name, body }) },
    () => store,
  );
  const failed: string[] = [];
  for (const { name, body } of tests) await body().catch(() => failed.push(name));
  return failed;
}

/** A store with one fault, and a test that must notice it. */
const faults: [fault: string, test: RegExp, make: (store: ObjectStore) => Partial<ObjectStore>][] = [
  [
    "overwrites when told to create",
    /^creates a key once/,
    (store) => ({
      put: (key, body, options) => store.put(key, body, { ...options, mode: "overwrite" }),
    }),
  ],
  [
    "looks before it creates",
    /^lets one of 20/,
    (store) => ({
      put: async (key, body, options) => {
        if (options.mode === "create" && (await store.head(key))) return store.put(key, body, options);
        await new Promise((resolve) => setTimeout(resolve, 5));
        return store.put(key, body, { ...options, mode: "overwrite" });
      },
    }),
  ],
  [
    "takes equal bytes for its own",
    /also with the same bytes/,
    (store) => ({
      put: async (key, body, options) => {
        const there = options.mode === "create" && body instanceof Uint8Array && (await store.head(key));
        if (there && Buffer.compare((await store.get(key)).bytes, body as Uint8Array) === 0) return there;
        return store.put(key, body, options);
      },
    }),
  ],
  [
    "keeps what came before a body threw",
    /small body that throws/,
    (store) => ({
      put: async (key, body, options) => {
        if (body instanceof Uint8Array) return store.put(key, body, options);
        const source = body;
        async function* cut() {
          try {
            yield* source;
          } catch {}
        }
        return store.put(key, cut(), options);
      },
    }),
  ],
  [
    "wraps the body's error",
    /small body that throws/,
    (store) => ({
      put: (key, body, options) =>
        store.put(key, body, options).catch((cause: unknown) => {
          throw new Error("put failed", { cause });
        }),
    }),
  ],
  [
    "shows a stream while it comes",
    /^shows nothing before/,
    (store) => ({
      put: async (key, body, options) => {
        if (!(body instanceof Uint8Array)) await store.put(key, new Uint8Array(), options);
        return store.put(key, body, { ...options, mode: "overwrite" });
      },
    }),
  ],
  [
    "ends ranges inclusively",
    /^gets ranges/,
    (store) => ({
      get: (key, options) => {
        const range = options?.range;
        return store.get(
          key,
          range && "end" in range ? { range: { ...range, end: range.end + 1 } } : options,
        );
      },
    }),
  ],
  [
    "tells the length of the range",
    /^gets ranges/,
    (store) => ({
      get: async (key, options) => {
        const { bytes } = await store.get(key, options);
        return { bytes, byteLength: bytes.length };
      },
    }),
  ],
  [
    "decodes keys",
    /^keeps names/,
    (store) => ({
      put: (key, body, options) => store.put(key.replaceAll("%20", " "), body, options),
    }),
  ],
  [
    "lists in UTF-16 order",
    /UTF-8 bytes/,
    (store) => ({
      list: (prefix, options) =>
        sorted(store, prefix, options?.startAfter, (left, right) => (left < right ? -1 : 1)),
    }),
  ],
  [
    "takes the prefix for a folder",
    /not as a folder/,
    (store) => ({
      list: (prefix, options) => store.list(prefix.replace(/\/?$/, "/"), options),
    }),
  ],
  [
    "starts at a key instead of after it",
    /^starts after/,
    (store) => ({
      list: (prefix, options) =>
        sorted(store, prefix, options?.startAfter?.slice(0, -1), (left, right) =>
          Buffer.compare(Buffer.from(left), Buffer.from(right)),
        ),
    }),
  ],
  [
    "lists one page",
    /1,500/,
    (store) => ({
      list: async function* (prefix, options) {
        let count = 0;
        for await (const info of store.list(prefix, options)) if (count++ < 1000) yield info;
      },
    }),
  ],
  [
    "complains when nothing is there to delete",
    /^deletes, also/,
    (store) => ({
      delete: async (key) => {
        await store.get(key);
        await store.delete(key);
      },
    }),
  ],
  [
    "passes over the signal",
    /aborted already/,
    (store) => ({
      head: (key) => store.head(key),
    }),
  ],
  [
    "writes on after an abort",
    /aborted on the way/,
    (store) => ({
      put: (key, body, { mode }) => store.put(key, body, { mode }),
    }),
  ],
];

async function* sorted(
  store: ObjectStore,
  prefix: string,
  startAfter: string | undefined,
  order: (left: string, right: string) => number,
) {
  const infos = [];
  for await (const info of store.list(prefix))
    if (startAfter === undefined || order(info.key, startAfter) > 0) infos.push(info);
  yield* infos.sort((left, right) => order(left.key, right.key));
}

describe("describeObjectStore", () => {
  it.each(faults)("notices a store that %s", async (_fault, test, make) => {
    const store = memoryStore();
    expect(await failuresOf({ ...store, ...make(store) })).toContainEqual(expect.stringMatching(test));
  });
});
