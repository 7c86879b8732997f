import type { Commit, PartitionValues } from "@sluice/sdk/plugin";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptySnapshot, foldCommits } from "../src/log/fold.js";

const partitions = [{ name: "p", rule: "value", source: "p", type: { id: "string" } }] as const;
const schema = { fields: [{ name: "p", type: { id: "string" }, nullable: true }] } as const;

/** Commit `number` that removes and adds those partitions. */
function commit(
  number: number,
  removed: "all" | readonly string[],
  added: readonly (string | null)[],
): Commit {
  const of = (text: string | null): PartitionValues => [text];
  return {
    number,
    write: `w${number}`,
    mode: "replace",
    handler: "h",
    seal: `s${number}`,
    schema,
    partitions,
    removed: removed === "all" ? "all" : removed.map(of),
    added: added.map((text) => ({ partition: of(text), folder: `${text}/w${number}`, files: [] })),
    rows: 0,
    byteLength: 0,
    committedAt: "",
  };
}
const shape = (...commits: Commit[]) => {
  const { live, floor, number } = foldCommits(emptySnapshot, commits);
  const of = live.map((each) => [each.partition[0], each.writes.map((write) => write.commit), each.floor]);
  return { number, floor, live: of };
};

describe("the snapshot that commits make", () => {
  it("has appended writes in order of their commits, partitions in order of their path", () => {
    expect(shape(commit(1, [], ["b", "a"]), commit(2, [], ["a", null]))).toEqual({
      number: 2,
      floor: 0,
      live: [
        [null, [2], 0],
        ["a", [1, 2], 0],
        ["b", [1], 0],
      ],
    });
  });

  it("raises the floor of what a replace names, and of nothing else", () => {
    expect(shape(commit(1, [], ["a", "b"]), commit(2, ["a", "c"], ["a", "c"]), commit(3, [], ["a"]))).toEqual(
      {
        number: 3,
        floor: 0,
        live: [
          ["a", [2, 3], 2],
          ["b", [1], 0],
          ["c", [2], 0],
        ],
      },
    );
  });

  it("raises the common floor when everything is replaced, and forgets the others", () => {
    expect(shape(commit(1, [], ["a"]), commit(2, ["a"], ["a"]), commit(3, "all", ["b"]))).toEqual({
      number: 3,
      floor: 3,
      live: [["b", [3], 0]],
    });
    expect(shape(commit(1, [], ["a"]), commit(2, "all", []))).toEqual({ number: 2, floor: 2, live: [] });
    expect(shape(commit(1, "all", ["a"]))).toEqual({ number: 1, floor: 0, live: [["a", [1], 0]] });
  });

  it("is the same folded at once or in two parts, and shows what the floors say", () => {
    const names = fc.subarray(["a", "b", "c"]);
    const steps = fc.array(fc.tuple(fc.oneof(fc.constant("all" as const), names, fc.constant([])), names), {
      minLength: 1,
    });
    fc.assert(
      fc.property(steps, fc.nat(), (given, at) => {
        const commits = given.map(([removed, added], index) => commit(index + 1, removed, added));
        const whole = foldCommits(emptySnapshot, commits);
        const cut = at % (commits.length + 1);
        const first = JSON.parse(JSON.stringify(foldCommits(emptySnapshot, commits.slice(0, cut))));
        expect(foldCommits(first, commits.slice(cut))).toEqual(whole);
        for (const name of ["a", "b", "c"]) {
          const live = whole.live.find((each) => each.partition[0] === name);
          const floor = Math.max(live?.floor ?? 0, whole.floor);
          const byFloor = commits.filter(
            (each) => each.number >= floor && each.added.some(({ partition }) => partition[0] === name),
          );
          expect(live?.writes.map((write) => write.commit) ?? []).toEqual(byFloor.map((each) => each.number));
        }
      }),
    );
  });
});
