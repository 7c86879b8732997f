import { dyingStore } from "@sluice/testkit";
import { describe, expect, it } from "vitest";
import type { FakeIceberg } from "./fake-iceberg.js";
import { begun, open, put, rows } from "./fake-lake.js";

/** Somebody else changes rows of the table. */
function changeRows(server: FakeIceberg, id: bigint): void {
  const { folders } = server;
  const parent = server.history.at(-1)?.id ?? null;
  server.history.push({ id, parent, operation: "overwrite", queryId: "theirs", folders });
}

const conflict = { code: "CATALOG_CONFLICT" };

describe("files do not tell the rows", () => {
  it("while a write on top of somebody's change is on its way, nor when it has come", async () => {
    const { server, store } = await begun();
    changeRows(server, 7n);
    const { store: dying } = dyingStore(store, "beforePut:_iceberg/0000000002-outcome");
    await expect(put(open(server, dying), 2, "second")).rejects.toThrow(/died/);
    const io = open(server, store);
    await expect(io.files(rows)).rejects.toMatchObject(conflict);
    await put(io, 2, "second");
    await expect(io.files(rows)).rejects.toMatchObject(conflict);
    await expect(io.files(rows, { snapshot: 2 })).rejects.toMatchObject(conflict);
    expect(await io.files(rows, { snapshot: 1 })).toHaveLength(1);
  });

  it("until all rows are replaced", async () => {
    const { server, store } = await begun();
    changeRows(server, 7n);
    const io = open(server, store);
    for (const id of [2, 3, 4]) await put(io, id, `k${id}`);
    await put(io, 5, "whole", "replace");
    expect(await io.files(rows)).toHaveLength(1);
    await put(io, 6, "last");
    for (const snapshot of [2, 3, 4]) {
      await expect(io.files(rows, { snapshot })).rejects.toMatchObject(conflict);
    }
    for (const snapshot of [1, 5]) expect(await io.files(rows, { snapshot })).toHaveLength(1);
    expect(await io.files(rows, { snapshot: 6 })).toHaveLength(2);
  });
});

it("nothing is stored beside rows that went with their table, but what replaces them all", async () => {
  const { server, store } = await begun();
  server.history.splice(0, server.history.length, { id: 7n, parent: null, queryId: "made", folders: [] });
  const io = open(server, store);
  for (const storing of [put(io, 2, "second"), io.republish(rows), io.load(rows), io.sweep(rows)]) {
    await expect(storing).rejects.toMatchObject(conflict);
  }
  expect(server.folders).toEqual([]);
  await put(io, 3, "whole", "replace");
  expect(await io.files(rows)).toHaveLength(1);
});

describe("files tell the rows", () => {
  it("of a write that is on its way, whose snapshot is not in the log yet", async () => {
    const { server, store } = await begun();
    const { store: dying } = dyingStore(store, "beforePut:_iceberg/0000000002-outcome");
    await expect(put(open(server, dying), 2, "second")).rejects.toThrow(/died/);
    expect(await open(server, store).files(rows)).toHaveLength(1);
  });

  it("of snapshots by number, whatever failed or was compacted between them", async () => {
    const { server, store } = await begun();
    const io = open(server, store);
    await put(io, 2, "second");
    await io.compact(rows);
    await put(io, 3, "third");
    changeRows(server, 7n);
    await expect(io.files(rows)).rejects.toMatchObject(conflict);
    const counts = await Promise.all([1, 2, 3, 4].map((snapshot) => io.files(rows, { snapshot })));
    expect(counts.map((files) => files.length)).toEqual([1, 2, 1, 2]);
  });
});
