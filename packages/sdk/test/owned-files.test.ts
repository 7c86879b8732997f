import { defineAsset, int64, manifest, memoryStore, table } from "@sluice/sdk";
import type { Catalog } from "@sluice/sdk/plugin";
import { beforeEach, describe, expect, it } from "vitest";
import { StoredSnapshotLog } from "../src/log/snapshot-log.js";
import { keysOf, lakeOf } from "./lakes.js";

const counts = defineAsset({ key: "counts", type: table({ id: int64({ as: "number" }) }), mode: "append" });
const now = { olderThanMillis: 0, force: true } as const;

/** A catalog whose table takes over what is appended. */
const taking: Catalog = {
  ...manifest(),
  async publish(write, { log }) {
    const added = write.added.map((each) => ({ ...each, ownedBy: "engine" as const }));
    const taken = write.operation === undefined && write.mode === "append" ? { ...write, added } : write;
    return { snapshot: (await log.commit(taken)).commit.number };
  },
};

let store = memoryStore();
beforeEach(() => {
  store = memoryStore();
});
const io = () => lakeOf(store, taking);
const put = (id: number, mode?: "replace") => io().store(counts, [{ id }], { ...(mode && { mode }) });
const owners = async (number: number) => {
  const { live } = await new StoredSnapshotLog({ asset: "counts", store }).at(number);
  return live.flatMap(({ writes }) => writes.map(({ ownedBy }) => ownedBy));
};

describe("files that the table of a catalog has taken over", () => {
  it("are said in the snapshot, also in one that was rolled back to", async () => {
    await put(1);
    await put(2, "replace");
    await put(3);
    expect(await owners(3)).toEqual([undefined, "engine"]);
    await io().rollback(counts, { to: 1 });
    expect(await owners(4)).toEqual(["engine"]);
    expect(await io().load(counts)).toEqual([{ id: 1 }]);
  });

  it("are left by a sweep, which deletes the others", async () => {
    await put(1);
    const [taken] = await keysOf(store, "counts/data/");
    await put(2, "replace");
    await put(3, "replace");
    expect(await keysOf(store, "counts/data/")).toHaveLength(3);
    expect((await io().sweep(counts, now)).files).toBe(1);
    expect(await io().sweep(counts, now)).toMatchObject({ files: 0, writes: [] });
    const left = await keysOf(store, "counts/data/");
    expect(left).toHaveLength(2);
    expect(left).toContain(taken);
    expect(await io().load(counts, { snapshot: 1 })).toEqual([{ id: 1 }]);
  });

  it("are not merged", async () => {
    await put(1);
    await put(2);
    await expect(io().compact(counts)).rejects.toMatchObject({
      code: "CAPABILITY_MISSING",
      details: { capability: "compact" },
    });
    await put(3, "replace");
    await expect(io().compact(counts)).resolves.toMatchObject({ files: 0 });
  });
});
