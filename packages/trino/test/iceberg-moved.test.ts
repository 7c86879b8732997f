import { parquet } from "@sluice/handler-parquet";
import { createIOManager, defineAsset, int64, string, table } from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import { dyingStore } from "@sluice/testkit";
import { describe, expect, it } from "vitest";
import { failed } from "./failed.js";
import { FakeIceberg, sharedStore } from "./fake-iceberg.js";
import { expectInStep, open, put, rows } from "./fake-lake.js";

/** A log with two rows that no engine ever showed, and a server without a table. */
async function moved(): Promise<{ server: FakeIceberg; store: ObjectStore }> {
  const store = sharedStore();
  const io = createIOManager({ handlers: [parquet({ workers: 0 })], store });
  await put(io, 1, "first");
  await put(io, 2, "second");
  return { server: new FakeIceberg(), store };
}

const refuse = async () => {
  throw failed("EXCEEDED_TIME_LIMIT");
};
const commitAtOnce = async (commit: () => void) => commit();

/** The log has so many snapshots, and the table their rows. */
async function expectMoved(server: FakeIceberg, store: ObjectStore, snapshots: number, message?: string) {
  const io = open(server, store);
  await expectInStep(server, io, message);
  expect(await io.snapshots(rows), message).toHaveLength(snapshots);
  expect(await io.load(rows)).toBeDefined();
}

describe("a table that is made for a log with commits has all their rows", () => {
  it("after the first store, wherever that one's process dies", { timeout: 60_000 }, async () => {
    let deaths = 0;
    for (let call = 1; ; call++) {
      const { server, store } = await moved();
      const dying = dyingStore(store, `beforeCall#${call}`);
      const end = await put(open(server, dying.store), 3, "third").catch((error: Error) => error);
      if (dying.survived()) break;
      if (end instanceof Error) deaths++;
      await put(open(server, store), 4, "fourth");
      await put(open(server, store), 3, "third");
      await expectMoved(server, store, 4, `died before call ${call}`);
    }
    expect(deaths).toBeGreaterThan(10);
  });

  it("after one whose process died when it had said that it begins", { timeout: 30_000 }, async () => {
    const { server, store } = await moved();
    const { store: dying } = dyingStore(store, "afterPut:_iceberg/0000000001.json");
    await expect(put(open(server, dying), 3, "third")).rejects.toThrow(/died/);
    await put(open(server, store), 4, "fourth");
    await expectMoved(server, store, 3);
  });

  it("after a store whose server refused them once", async () => {
    const { server, store } = await moved();
    server.onBegin = refuse;
    await expect(put(open(server, store), 3, "third")).rejects.toMatchObject({ code: "QUERY_FAILED" });
    // The log alone says what the asset is until the table has its rows.
    expect(await open(server, store).load(rows)).toHaveLength(2);
    server.onBegin = commitAtOnce;
    await put(open(server, store), 3, "third");
    await expectMoved(server, store, 3);
  });

  it("after the store that follows replaces which were refused", async () => {
    const { server, store } = await moved();
    server.onBegin = refuse;
    for (const key of ["third", "fourth"]) {
      await expect(put(open(server, store), 3, key, "replace")).rejects.toMatchObject({
        code: "QUERY_FAILED",
      });
    }
    server.onBegin = commitAtOnce;
    await put(open(server, store), 5, "fifth");
    await expectMoved(server, store, 3);
  });

  it("only where the store does not replace them", async () => {
    const { server, store } = await moved();
    await put(open(server, store), 3, "third", "replace");
    await expectMoved(server, store, 3);
    expect(server.begun).toHaveLength(1);
  });

  it("after republish, which may follow a failed one", async () => {
    const { server, store } = await moved();
    server.onBegin = refuse;
    await expect(open(server, store).republish(rows)).rejects.toMatchObject({ code: "QUERY_FAILED" });
    server.onBegin = commitAtOnce;
    expect(await open(server, store).republish(rows)).toMatchObject({ snapshot: 2 });
    await expectMoved(server, store, 2);
    await open(server, store).republish(rows);
    expect(server.begun).toHaveLength(2);
  });
});

describe("the columns of a table that is made for a log with commits", () => {
  const wider = defineAsset({
    key: rows.key,
    type: table({ id: int64(), note: string({ nullable: true, comment: "whatever" }) }),
    mode: "append",
    schemaEvolution: "additive",
  });

  it("are those of the first store too", async () => {
    const { server, store } = await moved();
    await open(server, store).store(wider, [{ id: 3, note: "new" }]);
    expect([...server.table.columns]).toEqual([
      ["id", null],
      ["note", "whatever"],
    ]);
    await expectInStep(server, open(server, store));
  });

  it("are those of each store at once", async () => {
    const { server, store } = await moved();
    await Promise.all([3, 4, 5].map((id) => open(server, store).store(wider, [{ id, note: "new" }])));
    await expectMoved(server, store, 5);
  });

  it("have their comments", async () => {
    const store = sharedStore();
    const io = createIOManager({ handlers: [parquet({ workers: 0 })], store });
    await io.store(wider, [{ id: 1 }]);
    const server = new FakeIceberg();
    await open(server, store).republish(wider);
    expect(server.table.columns.get("note")).toBe("whatever");
  });
});

describe("the comment of a column", () => {
  const told = (comment?: string) =>
    defineAsset({
      key: rows.key,
      type: table({ id: int64({ ...(comment !== undefined && { comment }) }) }),
      mode: "append",
    });

  it.each([["what it is"], [undefined]])("becomes %s at the next store", async (comment) => {
    const [server, store] = [new FakeIceberg(), sharedStore()];
    await open(server, store).store(told("what it was"), [{ id: 1 }]);
    expect(server.table.columns.get("id")).toBe("what it was");
    await open(server, store).store(told(comment), [{ id: 2 }]);
    expect(server.table.columns.get("id")).toBe(comment ?? null);
  });
});
