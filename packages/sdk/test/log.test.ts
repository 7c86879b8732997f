import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defineAsset, int64, isSluiceError, memoryStore, SluiceError, table } from "@sluice/sdk";
import type { SealedWrite } from "@sluice/sdk/plugin";
import { describe, expect, it } from "vitest";
import { checkNoConflict } from "../src/log/overtaken.js";
import { StoredSnapshotLog } from "../src/log/snapshot-log.js";
import { keysOf, lakeOf, patient, watched } from "./lakes.js";

const asset = "a";
const write = (id: string, over: Partial<SealedWrite> = {}): SealedWrite => ({
  asset,
  write: id,
  mode: "append",
  scope: "all",
  handler: "jsonl",
  schema: { fields: [{ name: "id", type: { id: "int64" }, nullable: false }] },
  partitions: [],
  added: [{ partition: [], folder: `a/data/write=${id}`, files: [] }],
  rows: 0,
  byteLength: 0,
  seal: `a/_seals/${id}/0001.json`,
  sawSnapshot: 0,
  ...over,
});
const logOver = (store = memoryStore()) => new StoredSnapshotLog({ asset, store });

describe("a condition on the whole table", () => {
  it("looks at 150,000 partitions", () => {
    const live = Array.from({ length: 150_000 }, (_, at) => ({
      partition: [String(at)],
      floor: at,
      writes: [],
    }));
    const partitions = [{ name: "p", rule: "given", type: { id: "string" } }] as const;
    const head = { number: 200_000, dimensions: partitions, live, floor: 7 };
    const changing = { asset, scope: "all", partitions, added: [] } as const;
    expect(() => checkNoConflict(changing, 149_999, head)).not.toThrow();
    expect(() => checkNoConflict(changing, 149_998, head)).toThrow("Snapshot 149999");
    const all = live.map(({ partition }) => ({ partition, folder: "", files: [] }));
    expect(() => checkNoConflict({ ...changing, scope: "named", added: all }, 149_999, head)).not.toThrow();
  });
});

describe("the log", () => {
  it("reads the same through checkpoints, cold, in few requests", async () => {
    const store = memoryStore();
    const log = logOver(store);
    for (let number = 1; number <= 250; number++) {
      const mode = number % 90 === 0 ? "replace" : "append";
      await log.commit(write(`w${number}`, { mode, sawSnapshot: number - 1 }));
    }
    const requests: string[] = [];
    const counted = watched(store, {
      before: (call, key) => {
        if (!/_log\/\d+\.json$/.test(key)) requests.push(`${call} ${key}`);
      },
    });
    const cold = await logOver(counted).head();
    expect(requests.length).toBeLessThanOrEqual(5);
    expect(cold).toEqual(await log.head());
    expect(cold).toMatchObject({ number: 250, floor: 180 });
    expect(cold.live[0]?.writes).toHaveLength(71);
    expect(await logOver(store).at(179)).toEqual(await log.at(179));
    expect((await logOver(store).at(179)).live[0]?.writes).toHaveLength(90);
  });

  it("needs no checkpoint, and no whole one", async () => {
    const store = memoryStore();
    const log = logOver(store);
    for (let number = 1; number <= 120; number++)
      await log.commit(write(`w${number}`, { sawSnapshot: number - 1 }));
    const head = await log.head();
    await store.put("a/_checkpoints/0000000100.json", Buffer.from("{"), { mode: "overwrite" });
    expect(await logOver(store).head()).toEqual(head);
    await store.put("a/_checkpoints/_latest.json", Buffer.from("no"), { mode: "overwrite" });
    expect(await logOver(store).head()).toEqual(head);
  });

  it("keeps every commit of many writers, once, without a gap", async () => {
    const store = memoryStore();
    await Promise.all(
      Array.from({ length: 16 }, async (_, writer) => {
        const log = logOver(store);
        for (let turn = 0; turn < 25; turn++) {
          const sawSnapshot = (await log.head()).number;
          await log.commit(write(`w${writer}-${turn}`, { sawSnapshot }));
        }
      }),
    );
    const head = await logOver(store).head();
    const writes = head.live.flatMap((partition) => partition.writes.map((each) => each.write));
    expect(head.number).toBe(400);
    expect(new Set(writes).size).toBe(400);
    expect(head.live[0]?.writes.map((each) => each.commit)).toEqual(
      Array.from({ length: 400 }, (_, i) => i + 1),
    );
  });

  it("has a write once however often it is committed", async () => {
    const store = memoryStore();
    const first = await logOver(store).commit(write("w"));
    const again = await logOver(store).commit(write("w"));
    expect(again).toMatchObject({ commit: first.commit, replayed: true });
    expect((await logOver(store).head()).number).toBe(1);
  });
});

const unreachable = (): never => {
  throw new SluiceError("STORE_UNREACHABLE", {
    message: "no answer",
    details: { store: "x" },
    retryable: true,
  });
};

describe("a lost answer", () => {
  it.each(["before", "after"] as const)("%s the put is settled by asking", async (when) => {
    const store = memoryStore();
    let lost = 0;
    const lossy = watched(store, {
      [when]: (call: string, key: string) => {
        if (call === "put" && key.includes("_log") && lost++ === 0) unreachable();
      },
    });
    const outcome = await logOver(patient(lossy)).commit(write("w"));
    expect(outcome).toMatchObject({ replayed: false, commit: { number: 1 } });
    expect(await keysOf(store, "a/_log/")).toEqual(["a/_log/0000000001.json"]);
  });

  it("that cannot be settled is said to be unknown", async () => {
    const store = memoryStore();
    let failing = false;
    const lossy = watched(store, {
      before: (call) => {
        if (failing && call === "get") unreachable();
      },
      after: (call, key) => {
        if (call !== "put" || !key.includes("_log")) return;
        failing = true;
        unreachable();
      },
    });
    const error = await logOver(lossy)
      .commit(write("w"))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "PUBLISH_STATE_UNKNOWN", retryable: false });
    expect((await logOver(store).head()).number).toBe(1);
  });
});

describe("what is on disk", () => {
  const plain = defineAsset({ key: "old/plain", type: table({ id: int64() }) });

  it("of format version 1 is read", async () => {
    const store = memoryStore();
    const objects = JSON.parse(readFileSync(join(import.meta.dirname, "fixtures/format-1.json"), "utf8"));
    for (const [key, text] of Object.entries(objects as Record<string, string>)) {
      await store.put(key, Buffer.from(text), { mode: "create" });
    }
    expect(await lakeOf(store).load(plain)).toEqual([{ id: 1n }, { id: 2n }, { id: 3n }]);
    const repeated = await lakeOf(store).store(plain, [], { mode: "append", idempotencyKey: "second" });
    expect(repeated).toMatchObject({ replayed: true, snapshot: 2, rows: 1 });
    expect(await lakeOf(store).assets()).toEqual(["old/plain"]);
  });

  it("of a version to come, or with a gap, is refused", async () => {
    const store = memoryStore();
    await store.put("a/_log/0000000001.json", Buffer.from('{"formatVersion":2}'), { mode: "create" });
    const code = async (): Promise<string> => {
      const error: unknown = await logOver(store)
        .head()
        .catch((thrown: unknown) => thrown);
      return isSluiceError(error) ? error.code : "none";
    };
    expect(await code()).toBe("LOG_INVALID");
    await store.delete("a/_log/0000000001.json");
    await store.put("a/_log/0000000002.json", Buffer.from('{"formatVersion":1}'), { mode: "create" });
    expect(await code()).toBe("LOG_INVALID");
  });
});
