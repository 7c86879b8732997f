import { memoryStore } from "@sluice/sdk";
import type { ObjectStore, SealedWrite } from "@sluice/sdk/plugin";
import { beforeEach, describe, expect, it } from "vitest";
import { StoredSnapshotLog } from "../src/log/snapshot-log.js";
import { keysOf, watched } from "./lakes.js";

const write = (number: number): SealedWrite => ({
  asset: "a",
  write: `w${number}`,
  mode: "append",
  scope: "all",
  handler: "jsonl",
  schema: { fields: [{ name: "id", type: { id: "int64" }, nullable: false }] },
  partitions: [],
  added: [{ partition: [], folder: `a/data/write=w${number}`, files: [] }],
  rows: 0,
  byteLength: 0,
  seal: `a/_seals/${number}/0001.json`,
  sawSnapshot: number - 1,
});
const recent = "a/_checkpoints/_recent.json.gz";

let store: ObjectStore;
beforeEach(() => {
  store = memoryStore();
});
const open = (over = store) => new StoredSnapshotLog({ asset: "a", store: over });
const commit = async (from: number, to: number, log = open()): Promise<StoredSnapshotLog> => {
  for (let number = from; number <= to; number++) await log.commit(write(number));
  return log;
};
const copy = async (key: string): Promise<Uint8Array> => (await store.get(key)).bytes;
const put = (key: string, bytes: Uint8Array) => store.put(key, bytes, { mode: "overwrite" });
/** What a process that knows nothing finds, and how often it asks for an entry. */
const cold = async () => {
  let entries = 0;
  const counted = watched(store, {
    before: (call, key) => {
      if (call === "get" && key.startsWith("a/_log/")) entries++;
    },
  });
  const { number, live } = await open(counted).head();
  return { number, writes: live[0]?.writes.length, entries };
};

describe("the object with the recent commits", () => {
  it("may be older than others, for entries tell the rest", async () => {
    const log = await commit(1, 240);
    const old = await copy(recent);
    await commit(241, 257, log);
    await put(recent, old);
    expect(await cold()).toEqual({ number: 257, writes: 257, entries: 17 });
    await commit(258, 258);
    expect(await cold()).toEqual({ number: 258, writes: 258, entries: 0 });
  });

  it.each([
    ["no compressed JSON", Buffer.from("no")],
    ["nothing", Buffer.from("")],
  ])("is as good as none if it is %s", async (_name, bytes) => {
    await commit(1, 205);
    await put(recent, bytes);
    expect(await cold()).toEqual({ number: 205, writes: 205, entries: 5 });
    await store.delete(recent);
    expect(await cold()).toEqual({ number: 205, writes: 205, entries: 5 });
  });

  it("is as good as none if a checkpoint it stands on is damaged or gone", async () => {
    await commit(1, 215);
    const names = (await keysOf(store, "a/_checkpoints/0")).slice(-1);
    expect(names).toEqual(["a/_checkpoints/0000000200.after-0000000100.json.gz"]);
    for (const bytes of [Buffer.from("{"), await copy("a/_checkpoints/0000000100.json.gz")]) {
      await put(names[0] as string, bytes);
      expect(await cold()).toEqual({ number: 215, writes: 215, entries: 115 });
    }
    for (const name of await keysOf(store, "a/_checkpoints/0")) await store.delete(name);
    expect(await cold()).toEqual({ number: 215, writes: 215, entries: 215 });
  });

  it("is not believed where the log does not have its commits", async () => {
    await commit(1, 110);
    for (let number = 51; number <= 110; number++)
      await store.delete(`a/_log/${String(number).padStart(10, "0")}.json`);
    expect(await cold()).toEqual({ number: 50, writes: 50, entries: 50 });
  });
});

describe("a committer that dies before the checkpoint it should make", () => {
  it("leaves it to the next, who makes one soon", async () => {
    const log = await commit(1, 99);
    const dying = watched(store, {
      before: (call, key) => {
        if (call === "put" && key.includes("_checkpoints")) throw new Error("died");
      },
    });
    await commit(100, 100, open(dying));
    await commit(101, 130, log);
    expect(await keysOf(store, "a/_checkpoints/0")).toEqual(["a/_checkpoints/0000000110.json.gz"]);
    expect(await cold()).toEqual({ number: 130, writes: 130, entries: 0 });
  });

  it("is told from another that made it", async () => {
    const [one, two] = [open(), open()];
    await two.head();
    await commit(1, 100, one);
    await commit(101, 151, two);
    expect(await keysOf(store, "a/_checkpoints/0")).toEqual(["a/_checkpoints/0000000100.json.gz"]);
    expect(await cold()).toEqual({ number: 151, writes: 151, entries: 1 });
  });
});
