import { parquet } from "@sluice/handler-parquet";
import { createIOManager, SluiceError } from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import { type CrashPoint, dyingStore } from "@sluice/testkit";
import { describe, expect, it, vi } from "vitest";
import { failed } from "./failed.js";
import { failure } from "./failure.js";
import { begun, expectInStep, open, put, rows } from "./fake-lake.js";

describe.each(["append", "replace", "upsert", "delete"] as const)("%s", (mode) => {
  it("happens once, wherever its first publisher dies and whoever is next", { timeout: 60_000 }, async () => {
    let deaths = 0;
    for (let call = 1; ; call++) {
      const { server, store } = await begun();
      const dying = dyingStore(store, `beforeCall#${call}`);
      const end = await put(open(server, dying.store), 2, "second", mode).catch((error: Error) => error);
      if (dying.survived()) break;
      // After the commit the store is only used for what shortens the way.
      if (end instanceof Error) deaths++;
      const others = open(server, store);
      if (call % 2 === 0) await put(others, 3, "third");
      const retried = await put(open(server, store), 2, "second", mode).catch(
        (error: { code: string }) => error,
      );
      if ("code" in retried) expect(retried.code).toBe("STALE_SEAL");
      const again = await put(others, 2, "second", mode).catch((error: { code: string }) => error);
      if (!("code" in again)) expect(again.replayed).toBe(true);
      await expectInStep(server, others);
      const committed = (await others.snapshots(rows)).length;
      // One snapshot for each commit, and that of the empty table.
      expect(server.history, `died before call ${call}`).toHaveLength(committed + 1);
    }
    expect(deaths).toBeGreaterThan(8);
  });

  it("happens once where the answer is lost after the commit, and where it never commits", async () => {
    const { server, store } = await begun();
    server.onBegin = async (commit, queryId) => {
      commit();
      server.end(queryId);
      throw failed("REMOTE_HOST_GONE");
    };
    expect(await put(open(server, store), 2, "second", mode)).toMatchObject({ replayed: false, snapshot: 2 });
    server.onBegin = async () => {
      throw failed("EXCEEDED_TIME_LIMIT");
    };
    await expect(put(open(server, store), 3, "third", mode)).rejects.toMatchObject({
      details: { code: "EXCEEDED_TIME_LIMIT" },
    });
    await expectInStep(server, open(server, store));
    expect(server.history).toHaveLength(3);
  });

  it("is made again when somebody else's commit came between", async () => {
    const { server, store } = await begun();
    let conflicts = 3;
    server.onBegin = async (commit) => {
      if (conflicts-- > 0) throw failed("ICEBERG_COMMIT_ERROR");
      commit();
    };
    expect(await put(open(server, store), 2, "second", mode)).toMatchObject({ snapshot: 2 });
    expect(server.begun).toHaveLength(5);
  });
});

describe("a publisher that is gone", () => {
  it("whose statement runs on is waited for, and its write becomes the one before", async () => {
    const { server, store } = await begun();
    server.onBegin = (commit, queryId) => {
      setTimeout(() => {
        commit();
        server.end(queryId);
      }, 300);
      return new Promise<never>(() => {});
    };
    void put(open(server, store), 2, "second");
    await vi.waitFor(() => expect(server.begun).toHaveLength(2));
    server.onBegin = async (commit) => commit();
    const io = open(server, store);
    expect(await put(io, 3, "third")).toMatchObject({ snapshot: 3, replayed: false, rows: 1 });
    expect(await put(io, 2, "second")).toMatchObject({ snapshot: 2, replayed: true });
    await expectInStep(server, io);
    expect(server.cancelled).toEqual(new Set());
  });

  it("whose statement has committed is waited for no longer, though its query goes on", async () => {
    const { server, store } = await begun();
    server.onBegin = (commit) => {
      commit();
      return new Promise<never>(() => {});
    };
    void put(open(server, store), 2, "second");
    await vi.waitFor(() => expect(server.begun).toHaveLength(2));
    server.onBegin = async (commit) => commit();
    const io = open(server, store);
    expect(await put(io, 3, "third")).toMatchObject({ snapshot: 3 });
    await expectInStep(server, io);
  });

  it("whose write is finished by somebody else stays its own: what that one's store says is not about it", async () => {
    const { server, store } = await begun();
    const { store: dying } = dyingStore(store, "beforePut:_iceberg/0000000002-outcome");
    await expect(put(open(server, dying), 2, "second")).rejects.toThrow(/died/);
    server.onBegin = async () => {
      throw failed("EXCEEDED_TIME_LIMIT");
    };
    const io = open(server, store);
    await expect(put(io, 3, "third")).rejects.toMatchObject({ code: "QUERY_FAILED" });
    expect((await io.snapshots(rows)).map(({ snapshot }) => snapshot)).toEqual([2, 1]);
    await expectInStep(server, io);
  });

  /** A publisher died at `point`; then somebody changed the table, whose history has forgotten all but the newest. */
  const forgotten = async (point: CrashPoint, parent?: bigint) => {
    const { server, store } = await begun();
    const base = server.history.at(-1)?.id ?? null;
    const { store: dying } = dyingStore(store, point);
    await expect(put(open(server, dying), 2, "second")).rejects.toThrow(/died/);
    server.history.push({ id: 7n, parent: parent ?? base, queryId: "theirs", folders: server.folders });
    server.shown = 1;
    return { server, store, io: open(server, store) };
  };

  it("leaves it unknown where the history has forgotten where its statement began, until it is known", async () => {
    const { server, io } = await forgotten("beforePut:_iceberg/0000000002-outcome", 6n);
    await expect(put(io, 2, "second")).rejects.toMatchObject({ code: "PUBLISH_STATE_UNKNOWN" });
    await expect(put(io, 3, "third")).rejects.toMatchObject({ code: "PUBLISH_STATE_UNKNOWN" });
    expect(server.begun).toHaveLength(2);
    server.shown = Number.POSITIVE_INFINITY;
    expect(await put(io, 2, "second")).toMatchObject({ snapshot: 2 });
    expect(server.begun).toHaveLength(2);
  });

  it("or somebody looked, and put the outcome that the hint says", async () => {
    const { server, store, io } = await forgotten("beforePut:_iceberg/0000000002-outcome", 6n);
    const unknown = await failure(put(io, 3, "third"));
    const [, outcome, key] =
      /put (\{.*?\}), or false, as (\S+),/.exec((unknown as SluiceError).hint ?? "") ?? [];
    await store.put(String(key), Buffer.from(String(outcome)), { mode: "create" });
    expect(await put(io, 2, "second")).toMatchObject({ snapshot: 2 });
    expect(server.begun).toHaveLength(2);
  });

  it("knows that nothing happened where all that is left came after where its statement was to begin", async () => {
    const { server, io } = await forgotten("afterPut:_iceberg/0000000002.json");
    expect(await put(io, 2, "second")).toMatchObject({ snapshot: 2 });
    expect(server.begun).toHaveLength(2);
  });
});

describe("a condition that held when the statement began", () => {
  it("is not asked again by the log, which compacted meanwhile", async () => {
    const { server, store } = await begun();
    const { snapshot } = await put(open(server, store), 2, "second");
    server.onBegin = async (commit) => {
      await createIOManager({ handlers: [parquet({ workers: 0 })], store }).compact(rows);
      commit();
    };
    const io = open(server, store);
    const third = { mode: "replace", ifSnapshot: snapshot, idempotencyKey: "third" } as const;
    expect(await io.store(rows, [{ id: 3 }], third)).toMatchObject({ snapshot: snapshot + 2 });
    await expectInStep(server, io);
    await expect(
      io.store(rows, [{ id: 4 }], { mode: "replace", ifSnapshot: snapshot }),
    ).rejects.toMatchObject({ code: "PUBLISH_CONFLICT" });
  });
});

describe("a store of objects that fails after the statement", () => {
  const unavailable = new SluiceError("STORE_FAILED", { message: "503", details: { store: "s3" } });
  const failing = (store: ObjectStore, piece: string, error: Error): ObjectStore => ({
    ...store,
    async put(key, body, options) {
      if (!key.includes(piece)) return store.put(key, body, options);
      throw error;
    },
  });

  it.each([
    ["_iceberg/0000000002.json", "STORE_FAILED", 1],
    ["_iceberg/0000000002-outcome", "PUBLISH_STATE_UNKNOWN", 2],
    ["_log/0000000002", "PUBLISH_INCOMPLETE", 2],
  ])("at %s is %s, and never a second write", async (piece, code, statements) => {
    const { server, store } = await begun();
    const io = open(server, failing(store, piece, unavailable));
    await expect(put(io, 2, "second")).rejects.toMatchObject({ code });
    expect(server.begun).toHaveLength(statements);
    const other = open(server, store);
    expect((await other.republish(rows)).snapshot).toBe(statements);
    await expectInStep(server, other);
    expect(await put(other, 2, "second")).toMatchObject({ snapshot: 2 });
    await expectInStep(server, other);
  });

  it.each([
    ["_iceberg/0000000002-outcome", "PUBLISH_STATE_UNKNOWN"],
    ["_log/0000000002", "PUBLISH_INCOMPLETE"],
  ])("at %s is %s whatever it throws, also to a caller who gave up", async (piece, code) => {
    const { server, store } = await begun();
    const caller = new AbortController();
    server.onBegin = async (commit) => {
      commit();
      caller.abort();
    };
    const io = open(server, failing(store, piece, new Error("socket hang up")));
    const write = io.store(rows, [{ id: 2 }], { idempotencyKey: "second", signal: caller.signal });
    await expect(write).rejects.toMatchObject({ code });
  });

  it("where it notes the newest try is nothing to the caller", async () => {
    const { server, store } = await begun();
    const io = open(server, failing(store, "_iceberg/newest.json", unavailable));
    expect(await put(io, 2, "second")).toMatchObject({ snapshot: 2 });
    expect(await put(open(server, store), 3, "third")).toMatchObject({ snapshot: 3 });
    await expectInStep(server, io);
  });
});

describe("a caller who gives up", () => {
  it("leaves no stage table behind", async () => {
    const { server, store } = await begun();
    const caller = new AbortController();
    server.onBegin = async () => {
      expect(server.stages.size).toBe(1);
      caller.abort();
      throw failed("USER_CANCELED");
    };
    const dropped: string[] = [];
    const io = open(server, store);
    io.on((event) => {
      if (event.type === "statement-run" && event.sql.startsWith("DROP TABLE")) dropped.push(event.sql);
    });
    const write = io.store(rows, [{ id: 2 }], { signal: caller.signal });
    await expect(write).rejects.toMatchObject({ code: "ABORTED" });
    expect([...server.stages.keys()]).toEqual([]);
    expect(dropped).toHaveLength(1);
  });
});

describe("many publishers", () => {
  it("change the table one after the other, in the order of the log", async () => {
    const { server, store } = await begun();
    let running = 0;
    let most = 0;
    server.onBegin = async (commit) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      commit();
      running--;
    };
    await Promise.all(
      Array.from({ length: 6 }, (_, id) =>
        put(open(server, store), id, `k${id}`, id % 3 === 0 ? "replace" : "append"),
      ),
    );
    const io = open(server, store);
    await expectInStep(server, io);
    expect(await io.snapshots(rows)).toHaveLength(7);
    expect(most).toBe(1);
  });
});
