import { memoryStore, SluiceError } from "@sluice/sdk";
import type { ObjectInfo, ObjectStore, PartitionWrite, SealedWrite } from "@sluice/sdk/plugin";
import { describe, expect, it } from "vitest";
import { emptySnapshot, foldCommits } from "../src/log/fold.js";
import { StoredSnapshotLog } from "../src/log/snapshot-log.js";
import { keysOf, patient, watched } from "./lakes.js";
import { codeOf } from "./packing.js";

/** One file of a partition, as a store of one row leaves it. */
function added(value: string, number: number): PartitionWrite {
  const folder = `a/data/p=${value}/write=${number}`;
  const checksum = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  return {
    partition: [value],
    folder,
    files: [{ key: `${folder}/part-00000.jsonl`, rows: 1, byteLength: 100, checksum }],
  };
}

const write = (number: number, sawSnapshot: number): SealedWrite => ({
  asset: "a",
  write: `w${number}`,
  mode: number % 3 === 0 ? "replace" : "append",
  scope: number % 97 === 0 ? "all" : "named",
  handler: "jsonl",
  schema: { fields: [{ name: "p", type: { id: "string" }, nullable: false }] },
  partitions: [{ name: "p", rule: "value", source: "p", type: { id: "string" } }],
  added: [added(`p${number % 7}`, number)],
  rows: 0,
  byteLength: 0,
  seal: `a/_seals/${number}/0001.json`,
  sawSnapshot,
});

/** Counts requests: every get, every put, and every thousand keys of a list. */
function counted(store: ObjectStore): { store: ObjectStore; requests: string[] } {
  const requests: string[] = [];
  const told = watched(store, { before: (call, key) => call !== "list" && requests.push(`${call} ${key}`) });
  async function* list(...args: Parameters<ObjectStore["list"]>): AsyncGenerator<ObjectInfo> {
    requests.push(`list ${args[0]}`);
    let keys = 0;
    for await (const info of store.list(...args)) {
      if (++keys % 1000 === 0) requests.push(`list ${args[0]} on`);
      yield info;
    }
  }
  return { store: { ...told, list }, requests };
}

async function bytesIn(store: ObjectStore): Promise<number> {
  let bytes = 0;
  for await (const { byteLength } of store.list("")) bytes += byteLength;
  return bytes;
}

const milestones = [1, 2, 9, 10, 99, 100, 101, 250, 999, 1000, 1001, 1999, 2001, 9999, 10_000, 10_057];

/** The first commit brings a thousand partitions, each later one appends to one of them. */
const wide = (number: number, sawSnapshot: number): SealedWrite => {
  const some = number === 1 ? Array.from({ length: 1000 }, (_, index) => index) : [number % 1000];
  return {
    ...write(number, sawSnapshot),
    mode: "append",
    added: some.map((each) => added(`p${each}`, number)),
  };
};
const thin = (number: number, sawSnapshot: number): SealedWrite => ({
  ...write(number, sawSnapshot),
  mode: "append",
});
/** Every commit replaces three hundred partitions. */
const heavy = (number: number, sawSnapshot: number): SealedWrite => ({
  ...wide(1, sawSnapshot),
  write: `w${number}`,
  mode: "replace",
  scope: "named",
  seal: `a/_seals/${number}/0001.json`,
  added: wide(1, 0).added.slice(0, 300),
});

describe.each([
  ["appends to one partition", thin, 10_057],
  ["appends to one of a thousand partitions", wide, 10_057],
  ["appends and replaces", write, 2001],
  ["replaces of 300 partitions", heavy, 250],
])("a log of %s", (_name, make, last) => {
  it("is found cold in five requests at any length, and whole", { timeout: 180_000 }, async () => {
    const store = memoryStore();
    const log = new StoredSnapshotLog({ asset: "a", store });
    for (let number = 1; number <= last; number++) {
      await log.commit(make(number, number - 1));
      if (!milestones.includes(number)) continue;
      const { store: watchedStore, requests } = counted(store);
      const cold = await new StoredSnapshotLog({ asset: "a", store: watchedStore }).head();
      expect(requests.length, `${number}: ${requests.join(", ")}`).toBeLessThanOrEqual(5);
      expect(cold).toEqual(await log.head());
    }
    expect(await bytesIn(store)).toBeLessThan(50e6);
    const commits = await new StoredSnapshotLog({ asset: "a", store }).commits(0, last);
    expect(await log.head()).toEqual(foldCommits(emptySnapshot, commits));
    for (const number of [1, 99, 100, 101, 249, 679, 1200].filter((each) => each < last)) {
      const past = await new StoredSnapshotLog({ asset: "a", store }).at(number);
      expect(past).toEqual(foldCommits(emptySnapshot, commits.slice(0, number)));
    }
  });
});

describe("a process that knows the log", () => {
  it("is read on from where this process was, without what it knows", async () => {
    const store = memoryStore();
    const calls: string[] = [];
    const log = new StoredSnapshotLog({
      asset: "a",
      store: watched(store, { before: (call) => calls.push(call) }),
    });
    for (let number = 1; number <= 20; number++) await log.commit(write(number, number - 1));
    calls.length = 0;
    await new StoredSnapshotLog({ asset: "a", store }).commit(write(21, 20));
    expect((await log.head()).number).toBe(21);
    expect(calls).toEqual(["get", "get"]);
    calls.length = 0;
    const other = new StoredSnapshotLog({ asset: "a", store });
    for (let number = 22; number <= 30; number++) await other.commit(write(number, number - 1));
    expect((await log.head()).number).toBe(30);
    expect(calls.filter((call) => call === "list")).toHaveLength(1);
    expect(calls).toHaveLength(1 + 9);
  });
});

describe("a number another writer took", () => {
  it("is given up for the next, and what the other did stays", async () => {
    const store = memoryStore();
    const other = new StoredSnapshotLog({ asset: "a", store });
    let raced = false;
    const racing: typeof store = {
      ...store,
      async put(key, body, options) {
        if (!raced && key.includes("/_log/")) {
          raced = true;
          await other.commit(write(1, 0));
        }
        return store.put(key, body, options);
      },
    };
    const outcome = await new StoredSnapshotLog({ asset: "a", store: racing }).commit(write(2, 0));
    expect(outcome).toMatchObject({ replayed: false, commit: { number: 2 } });
    expect((await other.head()).live.map((each) => each.partition[0])).toEqual(["p1", "p2"]);
  });

  it("is told from one's own by the nonce when the answer was lost", async () => {
    const store = memoryStore();
    const other = new StoredSnapshotLog({ asset: "a", store });
    let raced = false;
    const losing: typeof store = {
      ...store,
      async put(key, body, options) {
        if (!raced && key.includes("/_log/")) {
          raced = true;
          await other.commit(write(1, 0));
          throw new SluiceError("STORE_UNREACHABLE", {
            message: "no answer",
            details: { store: "x" },
            retryable: true,
          });
        }
        return store.put(key, body, options);
      },
    };
    const outcome = await new StoredSnapshotLog({ asset: "a", store: losing }).commit(write(2, 0));
    expect(outcome).toMatchObject({ replayed: false, commit: { number: 2 } });
    expect(await keysOf(store, "a/_log/")).toHaveLength(2);
  });
});

describe("a put that fails", () => {
  const failing = (code: "STORE_UNREACHABLE" | "STORE_DENIED") => {
    const store = memoryStore();
    let puts = 0;
    const refusing = watched(store, {
      before: (call, key) => {
        if (call !== "put" || !key.includes("/_log/")) return;
        puts++;
        throw new SluiceError(code, {
          message: "no",
          details: { store: "x" },
          retryable: code === "STORE_UNREACHABLE",
        });
      },
    });
    return { log: new StoredSnapshotLog({ asset: "a", store: patient(refusing) }), puts: () => puts };
  };

  it("for good is passed on, for nothing was committed", async () => {
    const { log, puts } = failing("STORE_DENIED");
    expect(await codeOf(log.commit(write(1, 0)))).toBe("STORE_DENIED");
    expect(puts()).toBe(1);
  });

  it("without an answer again and again is of unknown state", async () => {
    const { log, puts } = failing("STORE_UNREACHABLE");
    expect(await codeOf(log.commit(write(1, 0)))).toBe("PUBLISH_STATE_UNKNOWN");
    expect(puts()).toBe(3);
  });
});
