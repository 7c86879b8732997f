import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { local } from "@sluice/local";
import { defineAsset, string, table, value } from "@sluice/sdk";
import type { Contender, Group } from "../contender.js";
import { trip, tripsType } from "../data/trips.js";
import { streamed } from "./memory.js";

const asset = defineAsset({
  key: "trips",
  type: table({ ...tripsType.columns, region: string() }),
  partitions: { region: value("region") },
});

/** How cost grows with rows and with partitions, on local files. With commits: group `log`. */
export const scale: Group = {
  name: "scale",
  contests: ({ rows }) => [
    {
      name: "scale: rows streamed into a table on local files",
      rows,
      warmups: 0,
      runs: 1,
      contenders: [rows, rows / 10, rows * 10].map((count) => ofRows(Math.ceil(count))),
    },
    {
      name: "scale: rows into so many partitions on local files",
      rows,
      warmups: 0,
      runs: 1,
      contenders: [1, 10, 1000].map((partitions) => intoPartitions(Math.ceil(rows / 10), partitions)),
    },
  ],
};

function ofRows(count: number): Contender {
  return {
    name: `${count} rows`,
    async prepare() {
      const folder = await mkdtemp(join(tmpdir(), "sluice-bench-"));
      return streamed(local(folder), count, () => rm(folder, { recursive: true }));
    },
  };
}

function intoPartitions(count: number, partitions: number): Contender {
  return {
    name: `${partitions} partitions`,
    async prepare() {
      const folder = await mkdtemp(join(tmpdir(), "sluice-bench-"));
      const io = local(folder);
      return {
        run: async () => (await io.store(asset, regionRows(count, partitions), { split: true })).rows,
        async close() {
          await io.close();
          await rm(folder, { recursive: true });
        },
      };
    },
  };
}

function* regionRows(count: number, partitions: number) {
  for (let row = 0; row < count; row++) {
    yield { ...trip(row), region: `r${String(row % partitions).padStart(4, "0")}` };
  }
}
