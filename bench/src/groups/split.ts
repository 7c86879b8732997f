import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { local } from "@sluice/local";
import type { Contest, Group } from "../contender.js";
import { type StoreShuffled, storeShuffled } from "../data/shuffled.js";

const partitions = 1000;

/** Twice the rows into a thousand partitions in one commit: what counts is the memory it adds, and few files. */
export const split: Group = {
  name: "split",
  contests: ({ rows }) =>
    Object.entries(storeShuffled).map(([width, store]) => intoPartitions(width, store, rows * 2)),
};

function intoPartitions(width: string, store: StoreShuffled, count: number): Contest {
  return {
    name: `split: ${count} shuffled rows of ${width} bytes into ${partitions} partitions`,
    rows: count,
    warmups: 0,
    runs: 1,
    contenders: [
      {
        name: "sluice, local files and DuckDB",
        async prepare() {
          const folder = await mkdtemp(join(tmpdir(), "sluice-bench-"));
          const io = local(folder, { sync: false });
          let steps: Readonly<Record<string, number>> = {};
          return {
            async run() {
              const { rows, files, millis } = await store(io, count, partitions);
              steps = { ...millis };
              if (files > 2 * partitions) throw new Error(`made ${files} files of ${partitions} partitions`);
              return rows;
            },
            steps: () => steps,
            async close() {
              await io.close();
              await rm(folder, { recursive: true });
            },
          };
        },
      },
    ],
  };
}
