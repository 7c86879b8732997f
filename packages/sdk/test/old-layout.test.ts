import { readFileSync } from "node:fs";
import { join } from "node:path";
import { memoryStore } from "@sluice/sdk";
import type { Commit, ObjectStore } from "@sluice/sdk/plugin";
import { describe, expect, it } from "vitest";
import { emptySnapshot, foldCommits } from "../src/log/fold.js";
import { StoredSnapshotLog } from "../src/log/snapshot-log.js";
import { watched } from "./lakes.js";

/** 103 commits, with a whole checkpoint of the hundredth and the object that named it. */
async function oldLog(fixture: string): Promise<{ store: ObjectStore; commits: Commit[] }> {
  const file = join(import.meta.dirname, "fixtures", fixture);
  const objects = Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, string>);
  const store = memoryStore();
  for (const [key, text] of objects) {
    await store.put(key, Buffer.from(text, key.endsWith(".gz") ? "base64" : "utf8"), { mode: "create" });
  }
  const entries = objects.filter(([key]) => key.startsWith("a/_log/")).sort();
  const commits = entries.map(([, text]) => JSON.parse(text) as Commit);
  return { store, commits };
}

describe.each([
  ["were JSON, named by _latest.json", "checkpoints-1.json", 3],
  ["held the snapshot as it is", "checkpoints-2.json", 1],
])("a log whose checkpoints %s", (_name, fixture, entriesRead) => {
  it("is read from its checkpoint on", async () => {
    const { store, commits } = await oldLog(fixture);
    const gets: string[] = [];
    const counted = watched(store, {
      before: (call, key) => {
        if (call === "get" && key.startsWith("a/_log/")) gets.push(key);
      },
    });
    const head = await new StoredSnapshotLog({ asset: "a", store: counted }).head();
    expect(head).toEqual(foldCommits(emptySnapshot, commits));
    expect(head).toMatchObject({ number: 103, floor: 0 });
    expect(gets).toHaveLength(entriesRead);
  });

  it.each([1, 40, 41, 99, 100, 101, 103])("gives snapshot %i", async (number) => {
    const { store, commits } = await oldLog(fixture);
    const past = await new StoredSnapshotLog({ asset: "a", store }).at(number);
    expect(past).toEqual(foldCommits(emptySnapshot, commits.slice(0, number)));
  });
});
