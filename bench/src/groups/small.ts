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
      ...oneRow("small: one-row store, the first of its process"),
      warmups: 0,
      runs: 1,
      contenders: [sluiceLocally(always), sluiceRemotely(always), obviously],
    },
    {
      ...oneRow("small: one-row store, the first of its table (the middle of 20)"),
      runs: 20,
      budgetMillis: 20_000,
      contenders: [sluiceLocally(anew), sluiceRemotely(anew), obviously],
    },
    {
      ...oneRow("small: one-row store, later ones (the middle of 20)"),
      runs: 20,
      budgetMillis: 10_000,
      contenders: [
        sluiceLocally(always),
        sluiceRemotely(always),
        obviously,
        { name: "Python: pandas, pyarrow, s3fs, DROP and CREATE", python: "store_classic" },
        { name: "Python: pyiceberg append, without Trino", python: "append_pyiceberg" },
        { name: "Python: awswrangler, DROP and CREATE", python: "store_wrangler" },
      ],
    },
  ],
};

const oneRow = (name: string): Omit<Contest, "contenders"> => ({ name, rows: 1, of: 1 });

/** The asset of run `number`, counted from 0. */
type Stored = (number: number) => typeof asset;
const always: Stored = () => asset;
const anew: Stored = (number) => defineAsset({ key: `trips_${number}`, type: tripsType });

const sluiceLocally = (stored: Stored): Contender => ({
  name: "sluice, local files and DuckDB",
  async prepare() {
    const folder = await mkdtemp(join(tmpdir(), "sluice-bench-"));
    return jobOf(local(folder), stored, () => rm(folder, { recursive: true }));
  },
});

const sluiceRemotely = (stored: Stored): Contender => ({
  name: "sluice, MinIO and Trino",
  async prepare() {
    const schema = newSchemaName();
    return jobOf(sluiceOnTrino(schema), stored, async () => (await foreignLake(schema)).drop());
  },
});

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

function jobOf(io: IOManager, stored: Stored, remove: () => Promise<void>): Job {
  const rows = trips(1);
  let runs = 0;
  let steps: Readonly<Record<string, number>> = {};
  return {
    async run() {
      const { millis } = await io.store(stored(runs++), rows);
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
