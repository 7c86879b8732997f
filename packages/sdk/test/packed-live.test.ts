import type { Commit, LivePartition, LiveWrite, PartitionDimension } from "@sluice/sdk/plugin";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldCommits } from "../src/log/fold.js";
import { layout } from "../src/log/layout.js";
import { isPackedLive, packLive, unpackLive } from "../src/log/packed-live.js";
import { partitionPath } from "../src/partition/path.js";

const dimensions: readonly PartitionDimension[] = [
  { name: "p", rule: "value", source: "p", type: { id: "string" } },
];
const hex = (length: number): fc.Arbitrary<string> =>
  fc
    .array(fc.integer({ min: 0, max: 15 }), { minLength: length, maxLength: length })
    .map((digits) => digits.map((each) => each.toString(16)).join(""));

interface FileNumbers {
  readonly name: string;
  readonly rows: number;
  readonly byteLength: number;
  readonly digest: string;
}

const file: fc.Arbitrary<FileNumbers> = fc.record({
  name: fc.constantFrom("part-00000.parquet", "part-00001.parquet", "of another name"),
  rows: fc.nat(),
  byteLength: fc.maxSafeNat(),
  digest: hex(64),
});

/** What differs from what writes usually are. */
const odd = fc.constantFrom<(write: LiveWrite) => LiveWrite>(
  (write) => write,
  (write) => write,
  (write) => ({ ...write, writtenWith: 0 }),
  (write) => ({ ...write, writtenWith: 3 }),
  (write) => ({ ...write, ownedBy: "engine" as const }),
  (write) => ({ ...write, ownedBy: "engine" as const, writtenWith: 1 }),
  (write) => ({ ...write, folder: "elsewhere" }),
  (write) => ({ ...write, write: "w1" }),
  (write) => ({ ...write, files: write.files.map(({ checksum: _, ...rest }) => rest) }),
  (write) => ({ ...write, files: write.files.map((each) => ({ ...each, writtenBy: "engine" as const })) }),
  (write) => ({ ...write, files: write.files.map((each) => ({ ...each, key: `x/${each.key}` })) }),
  (write) => ({ ...write, added: "later" }) as LiveWrite,
);

function partitionOf(text: string | null): fc.Arbitrary<LivePartition> {
  const path = partitionPath(dimensions, [text]);
  const write = fc
    .record({ commit: fc.nat(100_000), write: hex(24), handler: fc.constantFrom("parquet", "jsonl"), odd })
    .chain(({ odd: changed, ...rest }) =>
      fc.array(file, { maxLength: 3 }).map((files) => {
        const folder = layout.writeFolder("a/b", path, rest.write);
        const made = files.map(({ name, rows, byteLength, digest }) => {
          return { key: `${folder}/${name}`, rows, byteLength, checksum: `sha256:${digest}` };
        });
        return changed({ ...rest, folder, files: made });
      }),
    );
  const floor = fc.oneof(fc.constant(0), fc.nat());
  return fc.record({ partition: fc.constant([text]), writes: fc.array(write, { maxLength: 5 }), floor });
}

const live = fc
  .uniqueArray(fc.option(fc.string({ minLength: 1 })), { maxLength: 4 })
  .chain((texts) => fc.tuple(...texts.map(partitionOf)));

describe("live partitions in columns", () => {
  it("come back as they were, through JSON", () => {
    fc.assert(
      fc.property(live, (given) => {
        const packed = JSON.parse(JSON.stringify(packLive(given, "a/b", dimensions)));
        expect(isPackedLive(packed)).toBe(true);
        expect(unpackLive(packed, "a/b", dimensions)).toEqual(given);
      }),
    );
  });

  it("are told from what is no such thing", () => {
    const [whole] = fc.sample(
      live.filter((each) => each.some(({ writes }) => writes.length > 1)),
      1,
    );
    const packed = packLive(whole ?? [], "a/b", dimensions);
    for (const broken of [{ writes: packed.writes.slice(1) }, { digests: `${packed.digests}0` }]) {
      expect(isPackedLive({ ...packed, ...broken })).toBe(false);
    }
  });

  it("are not looked at by a commit that adds to them", () => {
    const write = "0".repeat(24);
    const folder = layout.writeFolder("a/b", "p=x", write);
    const files = [{ key: `${folder}/f`, rows: 1, byteLength: 1, checksum: `sha256:${"0".repeat(64)}` }];
    const before = [
      { partition: ["x"], floor: 0, writes: [{ commit: 1, write, handler: "h", folder, files }] },
    ];
    let asked = 0;
    const packed = packLive(before, "a/b", dimensions);
    const watched = new Proxy(packed, {
      get: (target, name: keyof typeof packed) => {
        if (name === "digests") asked++;
        return target[name];
      },
    });
    const live = unpackLive(watched, "a/b", dimensions);
    const commit = (number: number): Commit => ({
      ...{ number, write, mode: "append", handler: "h", seal: "s", schema: { fields: [] }, removed: [] },
      ...{ partitions: dimensions, added: [{ partition: ["x"], folder, files }], rows: 1, byteLength: 1 },
      committedAt: "",
    });
    const head = foldCommits({ number: 1, dimensions, live, floor: 0 }, [commit(2)]);
    const next = foldCommits(head, [commit(3)]);
    expect(asked).toBe(0);
    expect(next.live[0]?.writes.map((each) => each.commit)).toEqual([1, 2, 3]);
    expect(head.live[0]?.writes.map((each) => each.commit)).toEqual([1, 2]);
    expect(asked).toBe(1);
  });

  it("take little of what JSON takes where writes are alike", () => {
    const writes = Array.from({ length: 1000 }, (_, number): LiveWrite => {
      const write = String(number).padStart(24, "0");
      const folder = `a/b/data/p=x/write=${write}`;
      const key = `${folder}/part-00000.parquet`;
      const digest = String(number).padStart(64, "0");
      const files = [{ key, rows: 1, byteLength: 20, checksum: `sha256:${digest}` }];
      return { commit: number + 1, write, handler: "parquet", folder, files };
    });
    const given = [{ partition: ["x"], floor: 0, writes }];
    const text = JSON.stringify(packLive(given, "a/b", dimensions));
    expect(text.length).toBeLessThan(JSON.stringify(given).length / 3);
  });
});
