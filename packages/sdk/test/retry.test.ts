import {
  createIOManager,
  defineAsset,
  isSluiceError,
  json,
  manifest,
  memoryStore,
  SluiceError,
  type SluiceEvent,
} from "@sluice/sdk";
import { type Catalog, type ObjectStore, repeat } from "@sluice/sdk/plugin";
import { afterEach, describe, expect, it, vi } from "vitest";
import { keysOf, type StoreCall, watched } from "./lakes.js";
import { codeOf, failure } from "./packing.js";

const asset = defineAsset({ key: "notes", type: json() });

function busy(details: object = {}): SluiceError {
  return new SluiceError("STORE_FAILED", {
    message: "the store is busy",
    details: { store: "x", ...details },
    hint: "Later.",
    retryable: true,
  });
}

/** A store whose calls fail as often as `failures` says for them. */
function faulty(fails: (call: StoreCall, key: string) => unknown, over: ObjectStore = memoryStore()) {
  const calls: string[] = [];
  const store = watched(over, {
    before(call, key) {
      calls.push(`${call} ${key}`);
      const error = fails(call, key);
      if (error !== undefined) throw error;
    },
  });
  return { store, calls };
}

/** An error for the first so many calls that fit. */
function first(times: number, fits: (call: StoreCall, key: string) => boolean, error: () => unknown = busy) {
  let left = times;
  return (call: StoreCall, key: string) => (fits(call, key) && left-- > 0 ? error() : undefined);
}

function eventsOf(io: ReturnType<typeof createIOManager>) {
  const events: Extract<SluiceEvent, { type: "request-retried" }>[] = [];
  io.on((event) => event.type === "request-retried" && events.push(event));
  return events;
}

const noWait = () => vi.spyOn(Math, "random").mockReturnValue(0);
afterEach(() => void vi.restoreAllMocks());

describe("a request that fails for the moment", () => {
  it.each(["put", "get", "list"] as const)("is made again: %s", async (call) => {
    noWait();
    const { store } = faulty(first(2, (made) => made === call));
    const io = createIOManager({ store });
    const events = eventsOf(io);
    await io.store(asset, { a: 1 });
    expect(await io.load(asset)).toEqual({ a: 1 });
    expect(events.map(({ request, attempt }) => [request, attempt])).toEqual([
      [call, 1],
      [call, 2],
    ]);
    expect(events[0]).toMatchObject({ waitMillis: 0, error: { code: "STORE_FAILED" } });
    expect(events[0]?.target).toBeTypeOf("string");
  });

  it("is made five times unless told otherwise, and then says so", async () => {
    noWait();
    for (const [retry, attempts] of [
      [undefined, 5],
      [{}, 5],
      [{ attempts: 2 }, 2],
      [{ attempts: 1 }, 1],
      [false, 1],
    ] as const) {
      const { store, calls } = faulty((call) => (call === "list" ? busy() : undefined));
      const io = createIOManager({ store, ...(retry !== undefined && { retry }) });
      const error = await failure(io.assets());
      expect(error).toMatchObject({
        code: "STORE_FAILED",
        retryable: true,
        details: { attempts, store: "x" },
      });
      expect(calls).toHaveLength(attempts);
      const told = attempts === 1 ? /\(tried once\)/ : new RegExp(`\\(tried ${attempts} times in \\d+ ms\\)`);
      expect(String(error)).toMatch(told);
      expect(String(error).match(/hint: Later\./g)).toHaveLength(1);
    }
  });

  it("is not made again past the deadline, nor when it would be past it", async () => {
    const { store, calls } = faulty((call) =>
      call === "list" ? busy({ retryAfterMillis: 60_000 }) : undefined,
    );
    const error = await failure(createIOManager({ store, retry: { deadlineMillis: 50_000 } }).assets());
    expect(error).toMatchObject({ details: { attempts: 1 } });
    expect(calls).toHaveLength(1);
    const none = faulty((call) => (call === "list" ? busy() : undefined));
    await failure(createIOManager({ store: none.store, retry: { deadlineMillis: 0 } }).assets());
    expect(none.calls).toHaveLength(1);
  });

  it("is made again after as long as the other side asks", async () => {
    noWait();
    const { store } = faulty(
      first(
        1,
        (call) => call === "list",
        () => busy({ retryAfterMillis: 25 }),
      ),
    );
    const io = createIOManager({ store });
    const events = eventsOf(io);
    await io.assets();
    expect(events).toMatchObject([{ request: "list", attempt: 1, waitMillis: 25 }]);
  });

  it("waits up to twice as long each time, at most ten seconds", async () => {
    vi.useFakeTimers();
    try {
      vi.spyOn(Math, "random").mockReturnValue(0.5);
      const waits: number[] = [];
      const tried = repeat(async () => Promise.reject(busy()), {
        what: "it",
        attempts: 9,
        deadlineMillis: 1e9,
        onRetry: (each) => waits.push(each.waitMillis),
      }).catch(() => {});
      await vi.runAllTimersAsync();
      await tried;
      expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("ends its wait at once when the caller gives up", async () => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    const controller = new AbortController();
    const { store, calls } = faulty((call, key) =>
      call === "get" && key.includes("_seals") ? busy({ retryAfterMillis: 25_000 }) : undefined,
    );
    const io = createIOManager({ store });
    await io.store(asset, 1);
    io.on((event) => {
      if (event.type === "request-retried") setImmediate(() => controller.abort("enough"));
    });
    const error = await failure(io.store(asset, 2, { idempotencyKey: "k", signal: controller.signal }));
    expect(error).toMatchObject({ code: "ABORTED", cause: "enough" });
    expect(calls.filter((call) => call.startsWith("get notes/_seals"))).toHaveLength(1);
  });
});

describe("nothing is made again", () => {
  const refused = (code: "STORE_DENIED" | "OBJECT_EXISTS" | "VERIFY_FAILED") =>
    new SluiceError(code, { message: "no", details: { store: "x", key: "k" } as never });

  it.each(["STORE_DENIED", "OBJECT_EXISTS", "VERIFY_FAILED"] as const)("after %s", async (code) => {
    const { store, calls } = faulty((call) => (call === "list" ? refused(code) : undefined));
    expect(await codeOf(createIOManager({ store }).assets())).toBe(code);
    expect(calls).toHaveLength(1);
  });

  it("after an error that is not ours", async () => {
    const { store, calls } = faulty(() => Object.assign(new Error("x"), { retryable: true }));
    await failure(createIOManager({ store }).assets());
    expect(calls).toHaveLength(1);
  });

  it("that a plugin has tried to its end, or whose cause was", async () => {
    const spent = busy({ attempts: 3 });
    const wrapped = new SluiceError("STORE_FAILED", {
      message: "again",
      details: { store: "x" },
      retryable: true,
      cause: spent,
    });
    for (const error of [spent, wrapped]) {
      const { store, calls } = faulty((call) => (call === "list" ? error : undefined));
      expect(await failure(createIOManager({ store }).assets())).toBe(error);
      expect(calls).toHaveLength(1);
    }
  });

  it("of a stream: what was read of it is gone", async () => {
    const { store, calls } = faulty((call, key) =>
      call === "put" && key.includes("/data/") ? busy() : undefined,
    );
    expect(await codeOf(createIOManager({ store }).store(asset, 1))).toBe("STORE_FAILED");
    expect(calls.filter((call) => call.includes("/data/"))).toHaveLength(1);
  });
});

describe("a list that breaks", () => {
  const keys = Array.from({ length: 20 }, (_, index) => `_assets/${String(index).padStart(2, "0")}.json`);
  const names = keys.map((key) => key.slice(8, 10));
  const broken = async (after: (given: number, total: number) => boolean) => {
    const inner = memoryStore();
    for (const key of keys) await inner.put(key, new Uint8Array(), { mode: "create" });
    let total = 0;
    const starts: (string | undefined)[] = [];
    const store: ObjectStore = {
      ...inner,
      async *list(prefix, options) {
        starts.push(options?.startAfter);
        let given = 0;
        for await (const info of inner.list(prefix, options)) {
          if (after(given, total)) throw busy();
          given++;
          total++;
          yield info;
        }
      },
    };
    return { io: createIOManager({ store, retry: { attempts: 2 } }), starts };
  };

  it("goes on behind the last key, however often it gets further", async () => {
    noWait();
    const { io, starts } = await broken((given) => given === 3);
    expect(await io.assets()).toEqual(names);
    expect(starts.slice(0, 3)).toEqual([undefined, keys[2], keys[5]]);
    expect(starts).toHaveLength(7);
  });

  it("fails where it gets no further", async () => {
    noWait();
    const { io, starts } = await broken((_given, total) => total === 5);
    expect(await failure(io.assets())).toMatchObject({ code: "STORE_FAILED", details: { attempts: 2 } });
    expect(starts).toEqual([undefined, keys[4]]);
  });
});

describe("a catalog's request that fails for the moment", () => {
  const failingOnce = (name: "prepare" | "scan" | "republish" | "publish") => {
    let calls = 0;
    const real = manifest();
    const inner = real[name] as (...args: unknown[]) => Promise<unknown>;
    const catalog = {
      ...real,
      async [name](...args: unknown[]) {
        if (++calls === 1) throw busy();
        return inner(...args);
      },
    } as Catalog;
    return { catalog, calls: () => calls };
  };
  const table = async (catalog: Catalog) => {
    const { jsonl } = await import("@sluice/handler-jsonl");
    const { int64, table } = await import("@sluice/sdk");
    const rows = defineAsset({ key: "rows", type: table({ id: int64() }) });
    return { io: createIOManager({ handlers: [jsonl()], store: memoryStore(), catalog }), rows };
  };

  it.each(["prepare", "scan", "republish"] as const)("is made again: %s", async (name) => {
    noWait();
    const { catalog, calls } = failingOnce(name);
    const { io, rows } = await table(catalog);
    const events = eventsOf(io);
    await io.store(rows, [{ id: 1 }]);
    await io.republish(rows);
    expect(await io.load(rows)).toEqual([{ id: 1n }]);
    expect(calls()).toBeGreaterThan(1);
    expect(events).toMatchObject([{ request: name, target: "rows", attempt: 1 }]);
  });

  it("is not made again where it publishes", async () => {
    const { catalog, calls } = failingOnce("publish");
    const { io, rows } = await table(catalog);
    expect(await codeOf(io.store(rows, [{ id: 1 }]))).toBe("STORE_FAILED");
    expect(calls()).toBe(1);
  });

  it("does not multiply with the tries of the store", async () => {
    noWait();
    const inner = memoryStore();
    await createIOManager({ store: inner }).store(asset, 1);
    const { store, calls } = faulty((call) => (call === "list" ? busy() : undefined), inner);
    await failure(createIOManager({ store }).load(asset));
    expect(calls.filter((call) => call.startsWith("list"))).toHaveLength(5);
  });
});

describe("a create-only put whose answer was lost", () => {
  /** Loses the answer of the n-th put, which was done. */
  const losing = (lost: number) => {
    const inner = memoryStore();
    let puts = 0;
    let struck = false;
    const store: ObjectStore = {
      ...inner,
      async put(key, body, options) {
        const info = await inner.put(key, body, options);
        if (!(body instanceof Uint8Array) || ++puts !== lost) return info;
        struck = true;
        throw busy();
      },
    };
    return { store, inner, struck: () => struck };
  };

  it("is known for one's own, whatever it puts", async () => {
    noWait();
    let struck = 0;
    for (let lost = 1; ; lost++) {
      const { store, inner, struck: wasStruck } = losing(lost);
      const io = createIOManager({ store });
      for (let n = 1; n <= 3; n++)
        expect(await io.store(asset, n)).toMatchObject({ snapshot: n, replayed: false });
      expect(await keysOf(inner, "notes/_log/")).toHaveLength(3);
      expect(await createIOManager({ store: inner }).load(asset)).toBe(3);
      if (!wasStruck()) break;
      struck++;
    }
    // The probe, the index, three seals and entries, and the recent commits.
    expect(struck).toBe(9);
  });

  it("also if it is the checkpoint", async () => {
    noWait();
    const inner = memoryStore();
    let lost = 0;
    const store: ObjectStore = {
      ...inner,
      async put(key, body, options) {
        const info = await inner.put(key, body, options);
        if (!key.includes("_checkpoints/0") || lost++ > 0) return info;
        throw busy();
      },
    };
    const io = createIOManager({ store });
    for (let n = 1; n <= 100; n++) await io.store(asset, n);
    expect(lost).toBe(1);
    expect(await keysOf(inner, "notes/_checkpoints/")).toHaveLength(2);
  });
});

it("refuses numbers that are none of tries or of time", () => {
  const store = memoryStore();
  for (const retry of [
    { attempts: 0 },
    { attempts: 1.5 },
    { deadlineMillis: -1 },
    { deadlineMillis: Number.NaN },
  ]) {
    expect(() => createIOManager({ store, retry })).toThrow(
      expect.toSatisfy((error) => isSluiceError(error, "CONFIGURATION_INVALID")),
    );
  }
});
