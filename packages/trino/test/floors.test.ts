import { defineAsset, int64, string, table, value } from "@sluice/sdk";
import type { LivePartition, Snapshot } from "@sluice/sdk/plugin";
import { describe, expect, it } from "vitest";
import { baseFor } from "../src/hive/floor-file.js";
import { fitInView, floorsOf } from "../src/hive/floors.js";
import { hiddenBy } from "../src/hive/hidden.js";
import { hiveNames } from "../src/hive/names.js";
import { horizonOf, withShown } from "../src/hive/tidy.js";
import { createView } from "../src/hive/view.js";

const asset = defineAsset({
  key: "sales/orders",
  type: table({ id: int64(), region: string() }),
  partitions: { region: value("region") },
}).description;
const names = hiveNames(asset, { server: "http://localhost", user: "u", catalog: "hive", schema: "lake" });

const part = (region: string, floor: number, ...commits: number[]): LivePartition => ({
  partition: [region],
  floor,
  writes: commits.map((commit) => ({ commit, write: "w", handler: "p", folder: `f${commit}`, files: [] })),
});
const snapshotOf = (number: number, live: readonly LivePartition[], floor = 0): Snapshot => ({
  number,
  schema: asset.schema,
  dimensions: asset.partitions,
  live,
  floor,
});

describe("floors", () => {
  it("are common up to the oldest live write, so that a table replaced all over has none of its own", () => {
    const live = [part("a", 7, 7, 8), part("b", 5, 5), part("c", 6, 9)];
    expect(floorsOf(snapshotOf(9, live))).toEqual({ common: 5, raised: [live[0], live[2]] });
    expect(floorsOf(snapshotOf(9, [part("a", 7, 7), part("b", 7, 7)]))).toEqual({ common: 7, raised: [] });
    expect(floorsOf(snapshotOf(9, [part("a", 0, 3), part("b", 0, 2)]))).toEqual({ common: 0, raised: [] });
    const emptied = part("a", 7);
    expect(floorsOf(snapshotOf(9, [emptied, part("b", 0, 2)], 2))).toEqual({ common: 2, raised: [emptied] });
  });

  it("never hide a live write, and hide every dead one", () => {
    // Commits 1 to 40, each replacing one or two of five partitions or appending to one, drawn by a fixed rule.
    let draw = 12_345;
    const next = (below: number): number => {
      draw = (draw * 1_103_515_245 + 12_345) % 2 ** 31;
      return draw % below;
    };
    const writes = new Map<string, number[]>();
    const floors = new Map<string, number>();
    const dead: [string, number][] = [];
    for (let commit = 1; commit <= 40; commit++) {
      for (const region of new Set([String(next(5)), String(next(5))])) {
        const before = writes.get(region) ?? [];
        if (next(3) === 0) {
          writes.set(region, [...before, commit]);
          continue;
        }
        dead.push(...before.map((each): [string, number] => [region, each]));
        if (before.length > 0) floors.set(region, commit);
        writes.set(region, [commit]);
      }
      const live = [...writes].map(([region, commits]) => part(region, floors.get(region) ?? 0, ...commits));
      const { common, raised } = floorsOf(snapshotOf(commit, live));
      const floorOf = (region: string): number =>
        raised.find(({ partition }) => partition[0] === region)?.floor ?? common;
      for (const [region, commits] of writes) {
        for (const each of commits) expect(each).toBeGreaterThanOrEqual(floorOf(region));
      }
      for (const [region, each] of dead) expect(each).toBeLessThan(floorOf(region));
    }
  });

  it("keep the view short, also while 5,000 different partitions are replaced", { timeout: 120_000 }, () => {
    const region = (index: number): string => `2024-05-01 customer ${index}`;
    let base: number | undefined;
    let files = 0;
    let longest = 0;
    // One that is never replaced keeps the common floor down.
    const live = [
      part("never", 0, 1),
      ...Array.from({ length: 5000 }, (_, index) => part(region(index), 0, 1)),
    ];
    for (let commit = 2; commit <= 5001; commit++) {
      live[commit - 1] = part(region(commit - 2), commit, commit);
      if (commit % 50 !== 1) continue;
      const snapshot = snapshotOf(commit, live);
      const wanted = baseFor(snapshot, { number: 0, base });
      if (wanted === "new") {
        base = commit;
        files++;
      }
      const text = createView(asset, snapshot, names, wanted === "none" ? {} : { base });
      longest = Math.max(longest, text.length);
    }
    expect(createView(asset, snapshotOf(5001, live), names).length).toBeGreaterThan(150_000);
    expect(longest).toBeLessThan(20_000);
    expect(files).toBeLessThan(20);
  });

  it("fit by number and by length of their keys", () => {
    expect(fitInView([part("a", 2, 2)])).toBe(true);
    expect(fitInView(Array.from({ length: 401 }, (_, index) => part(String(index), 2, 2)))).toBe(false);
    expect(fitInView(Array.from({ length: 40 }, () => part("x".repeat(250), 2, 2)))).toBe(false);
  });
});

describe("tidying", () => {
  it("takes what floors hide, and nothing it is not certain of", () => {
    const snapshot = snapshotOf(9, [part("a", 7, 7, 8), part("b", 0, 5)], 4);
    const at = (region: string | null, commit: number, index = 0) => ({
      partition: [region],
      snapshot: BigInt(commit) * 1_000_000n + BigInt(index),
    });
    const hidden = [at("a", 6), at("a", 6, 3), at("gone", 3), at(null, 1)];
    const kept = [at("a", 7), at("a", 8), at("b", 5), at("unknown", 6), at("a", 12)];
    expect(hiddenBy(snapshot, [...kept, ...hidden], asset, "all")).toEqual(hidden);
    // The oldest live write is of commit 5.
    expect(hiddenBy(snapshot, [...kept, ...hidden], asset, "common")).toEqual(hidden.slice(2));
  });

  it("waits from when a snapshot was shown, by a trail of a few steps", () => {
    let trail = withShown([], { number: 1, at: 1000 }, 800);
    expect(horizonOf(trail, 1000 - 800)).toBe(0);
    for (let number = 2; number <= 200; number++)
      trail = withShown(trail, { number, at: 990 + number * 10 }, 800);
    expect(trail.length).toBeLessThanOrEqual(10);
    const now = 990 + 200 * 10;
    const horizon = horizonOf(trail, now - 800);
    // Shown at 990 + 10 n, so no later than 120; not earlier than one step before that.
    expect(horizon).toBeLessThanOrEqual(120);
    expect(horizon).toBeGreaterThanOrEqual(120 - 11);
  });
});
