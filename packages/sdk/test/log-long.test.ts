import { memoryStore, SluiceError } from "@sluice/sdk";
import type { SealedWrite } from "@sluice/sdk/plugin";
import { describe, expect, it } from "vitest";
import { emptySnapshot, foldCommits } from "../src/log/fold.js";
import { StoredSnapshotLog } from "../src/log/snapshot-log.js";
import { keysOf, patient, type StoreCall, watched } from "./lakes.js";
import { codeOf } from "./packing.js";

const write = (number: number, sawSnapshot: number): SealedWrite => ({
  asset: "a",
  write: `w${number}`,
  mode: number % 3 === 0 ? "replace" : "append",
  scope: number % 97 === 0 ? "all" : "named",
  handler: "jsonl",
  schema: { fields: [{ name: "p", type: { id: "string" }, nullable: false }] },
  partitions: [{ name: "p", rule: "value", source: "p", type: { id: "string" } }],
  added: [{ partition: [`p${number % 7}`], folder: `a/data/p=${number % 7}/write=${number}`, files: [] }],
  rows: 0,
  byteLength: 0,
  seal: `a/_seals/${number}/0001.json`,
  sawSnapshot,
});

describe("a log of 1,250 commits", () => {
  it("is found cold in five requests, whole, and as folding everything says", async () => {
    const store = memoryStore();
    const log = new StoredSnapshotLog({ asset: "a", store });
    for (let number = 1; number <= 1250; number++) await log.commit(write(number, number - 1));
    const calls: [StoreCall, string][] = [];
    const counted = watched(store, { before: (call, key) => calls.push([call, key]) });
    const cold = await new StoredSnapshotLog({ asset: "a", store: counted }).head();

    const entries = calls.filter(([call, key]) => call === "get" && key.startsWith("a/_log/"));
    expect(entries).toHaveLength(50);
    expect(calls.length - entries.length).toBeLessThanOrEqual(5);

    const commits = await log.commits(0, 1250);
    expect(cold).toEqual(foldCommits(emptySnapshot, commits));
    for (const number of [1, 99, 100, 101, 679, 1200]) {
      const past = await new StoredSnapshotLog({ asset: "a", store }).at(number);
      expect(past).toEqual(foldCommits(emptySnapshot, commits.slice(0, number)));
    }
  });

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
    expect(calls).toEqual(["list", "get"]);
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
