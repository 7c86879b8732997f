import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { local } from "@sluice/local";
import { defineAsset, type IOManager } from "@sluice/sdk";
import type { Contender, Group, Job } from "../contender.js";
import { tripStream, tripsType } from "../data/trips.js";
import { foreignLake, newSchemaName } from "../lake/lake.js";
import { sluiceOnTrino } from "../lake/sluice.js";

const asset = defineAsset({ key: "trips", type: tripsType });

/** Ten times the rows, made one by one and kept by nobody: what counts is the peak. The time holds that of making them. */
export const memory: Group = {
  name: "memory",
  stack: true,
  contests: ({ rows }) => [
    {
      name: `memory: ${rows * 10} rows streamed into a table`,
      rows: rows * 10,
      warmups: 0,
      runs: 1,
      contenders: [onDisk(rows * 10), onTrino(rows * 10)],
    },
  ],
};

const onDisk = (count: number): Contender => ({
  name: "sluice, local files and DuckDB",
  async prepare() {
    const folder = await mkdtemp(join(tmpdir(), "sluice-bench-"));
    return streamed(local(folder), count, () => rm(folder, { recursive: true }));
  },
});

const onTrino = (count: number): Contender => ({
  name: "sluice, MinIO and Trino",
  async prepare() {
    const schema = newSchemaName();
    return streamed(sluiceOnTrino(schema), count, async () => (await foreignLake(schema)).drop());
  },
});

/** A store of rows that are made while it runs. */
export function streamed(io: IOManager, count: number, remove: () => Promise<void>): Job {
  let steps: Readonly<Record<string, number>> = {};
  return {
    async run() {
      const { rows, millis } = await io.store(asset, tripStream(count));
      steps = { ...millis };
      return rows;
    },
    steps: () => steps,
    async close() {
      await io.close();
      await remove();
    },
  };
}
