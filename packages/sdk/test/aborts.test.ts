import { jsonl } from "@sluice/handler-jsonl";
import {
  createIOManager,
  defineAsset,
  type IOManager,
  int64,
  manifest,
  memoryStore,
  type SluiceEvent,
  sql,
  table,
} from "@sluice/sdk";
import type { Catalog, ObjectStore } from "@sluice/sdk/plugin";
import { describe, expect, it } from "vitest";
import { codeOf, failure } from "./packing.js";

const asset = defineAsset({ key: "rows", type: table({ id: int64() }) });

const calls: Record<string, (io: IOManager, signal: AbortSignal) => Promise<unknown>> = {
  load: (io, signal) => io.load(asset, { signal }),
  loadEach: (io, signal) => io.loadEach(asset, { signal }),
  files: (io, signal) => io.files(asset, { signal }),
  partitions: (io, signal) => io.partitions(asset, { signal }),
  snapshots: (io, signal) => io.snapshots(asset, { signal }),
  assets: (io, signal) => io.assets({ signal }),
  republish: (io, signal) => io.republish(asset, { signal }),
  check: (io, signal) => io.check({ signal }),
  query: (io, signal) => io.query(sql`SELECT 1 FROM ${asset}`, { signal }),
  store: (io, signal) => io.store(asset, [{ id: 2 }], { signal }),
  rollback: (io, signal) => io.rollback(asset, { to: 1, signal }),
};

/** A catalog with SQL that has no rows. */
function catalog(over: Partial<Catalog> = {}): Catalog {
  return {
    ...manifest(),
    capabilities: { modes: ["replace", "append"], query: true },
    query: async () => ({ columns: [], rows: (async function* () {})() }),
    ...over,
  };
}

async function stored(): Promise<ObjectStore> {
  const store = memoryStore();
  await createIOManager({ handlers: [jsonl()], store }).store(asset, [{ id: 1 }]);
  return store;
}

/** Asks nobody any more, and never answers. */
function silent(store: ObjectStore): ObjectStore {
  const never = () => new Promise<never>(() => {});
  return {
    ...store,
    put: never,
    get: never,
    head: never,
    // biome-ignore lint/correctness/useYield: it never comes to that
    async *list() {
      await never();
    },
  };
}

describe("a signal that is aborted already", () => {
  it.each(Object.entries(calls))("stops io.%s before it does anything", async (_name, call) => {
    const io = createIOManager({ handlers: [jsonl()], store: await stored(), catalog: catalog() });
    expect(await failure(call(io, AbortSignal.abort("enough")))).toMatchObject({
      code: "ABORTED",
      cause: "enough",
    });
    expect(await io.snapshots(asset)).toHaveLength(1);
  });
});

describe("a signal that is aborted while nobody answers, nor listens to it", () => {
  // What may commit waits for the store, which is told of the signal.
  const changing = new Set(["store", "rollback"]);
  const waiting = Object.entries(calls).filter(([name]) => !changing.has(name));

  it.each(waiting)("ends io.%s", async (_name, call) => {
    const store = silent(await stored());
    const io = createIOManager({ handlers: [jsonl()], store, catalog: catalog() });
    const controller = new AbortController();
    const called = call(io, controller.signal);
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort("enough");
    expect(await failure(called)).toMatchObject({ code: "ABORTED", cause: "enough" });
  });
});

it("tells the catalog of the signal", async () => {
  const seen: unknown[] = [];
  let controller = new AbortController();
  const seeing = <Context extends { readonly signal?: AbortSignal }>(context: Context): Context => {
    controller.abort("enough");
    seen.push(context.signal?.reason);
    return context;
  };
  const real = manifest();
  const watching = catalog({
    republish: (context) => real.republish(seeing(context)),
    scan: (request, context) => real.scan(request, seeing(context)),
    check: async (context) => (seeing(context) ? [] : []),
  });
  const io = createIOManager({ handlers: [jsonl()], store: await stored(), catalog: watching });
  for (const name of ["republish", "partitions", "snapshots", "check"]) {
    controller = new AbortController();
    expect(await codeOf(calls[name]?.(io, controller.signal) as Promise<unknown>)).toBe("ABORTED");
  }
  expect(seen).toEqual(["enough", "enough", "enough", "enough"]);
});

describe("a rollback that fails", () => {
  const failing = async () => {
    const io = createIOManager({ handlers: [jsonl()], store: await stored() });
    const events: SluiceEvent[] = [];
    io.on((event) => events.push(event));
    return { io, failed: () => events.filter((event) => event.type === "store-failed") };
  };

  it("is told of like a store", async () => {
    const { io, failed } = await failing();
    const error = await failure(io.rollback(asset, { to: 7 }));
    expect(error).toMatchObject({ code: "SNAPSHOT_NOT_FOUND" });
    expect(failed()).toEqual([{ type: "store-failed", asset: "rows", error }]);
  });

  it("is not told of when it did not", async () => {
    const { io, failed } = await failing();
    await io.store(asset, [{ id: 2 }]);
    await io.rollback(asset, { to: 1 });
    expect(failed()).toEqual([]);
  });

  it("gives ABORTED whatever gave up first", async () => {
    const controller = new AbortController();
    const real = manifest();
    const io = createIOManager({
      handlers: [jsonl()],
      store: await stored(),
      catalog: catalog({
        ...real,
        async prepare() {
          controller.abort();
          throw new Error("the engine hung up");
        },
      }),
    });
    expect(await codeOf(io.rollback(asset, { to: 1, signal: controller.signal }))).toBe("ABORTED");
  });
});
