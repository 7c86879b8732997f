import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { local } from "@sluice/local";
import { defineAsset, type IOManager } from "@sluice/sdk";
import type { Contender, Contest, Group, Job } from "../contender.js";
import { tripColumns, tripsByArrow } from "../contenders/save-trips.js";
import { trips, tripsType } from "../data/trips.js";
import { foreignLake, newSchemaName } from "../lake/lake.js";
import { sluiceOnTrino } from "../lake/sluice.js";

const asset = defineAsset({ key: "trips", type: tripsType });

/** How long one row takes until it can be queried. */
export const small: Group = {
  name: "small",
  stack: true,
  contests: () => [
    {
      ...oneRow("small: one-row store, the first of its table"),
      warmups: 0,
      runs: 1,
      contenders: [sluiceLocally, sluiceRemotely, obviously],
    },
    {
      ...oneRow("small: one-row store, later ones (the middle of 20)"),
      runs: 20,
      budgetMillis: 10_000,
      contenders: [
        sluiceLocally,
        sluiceRemotely,
        obviously,
        { name: "Python: pandas, pyarrow, s3fs, DROP and CREATE", python: "store_classic" },
        { name: "Python: pyiceberg append, without Trino", python: "append_pyiceberg" },
        { name: "Python: awswrangler, DROP and CREATE", python: "store_wrangler" },
      ],
    },
  ],
};

const oneRow = (name: string): Omit<Contest, "contenders"> => ({ name, rows: 1, of: 1 });

const sluiceLocally: Contender = {
  name: "sluice, local files and DuckDB",
  async prepare() {
    const folder = await mkdtemp(join(tmpdir(), "sluice-bench-"));
    return jobOf(local(folder), () => rm(folder, { recursive: true }));
  },
};

const sluiceRemotely: Contender = {
  name: "sluice, MinIO and Trino",
  async prepare() {
    const schema = newSchemaName();
    return jobOf(sluiceOnTrino(schema), async () => (await foreignLake(schema)).drop());
  },
};

const obviously: Contender = {
  name: "arrow builders, parquet-wasm, DROP and CREATE",
  async prepare() {
    const lake = await foreignLake();
    const rows = trips(1);
    const run = async (): Promise<number> => {
      await lake.put("trips/part-0.parquet", await tripsByArrow(rows));
      await lake.createTable("trips", tripColumns, "trips");
      return 1;
    };
    return { run, close: () => lake.drop() };
  },
};

function jobOf(io: IOManager, remove: () => Promise<void>): Job {
  const rows = trips(1);
  let steps: Readonly<Record<string, number>> = {};
  return {
    async run() {
      const { millis } = await io.store(asset, rows);
      steps = { ...millis };
      return 1;
    },
    steps: () => steps,
    async close() {
      await io.close();
      await remove();
    },
  };
}
