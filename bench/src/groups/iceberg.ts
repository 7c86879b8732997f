import { defineAsset, type IOManager } from "@sluice/sdk";
import type { Contender, Contest, Group } from "../contender.js";
import { packedTrips, type Trip, trip, trips, tripsType } from "../data/trips.js";
import { foreignLake, newSchemaName } from "../lake/lake.js";
import { sluiceOnIceberg } from "../lake/sluice.js";

const asset = defineAsset({ key: "trips", type: tripsType, primaryKey: ["id"] });

/** Iceberg tables, from Arrow batches. */
export const iceberg: Group = {
  name: "iceberg",
  stack: true,
  contests: ({ rows }) => [
    appending(rows),
    upserting(Math.ceil(rows / 100), rows),
    upserting(Math.ceil(rows / 10), rows),
  ],
};

function appending(count: number): Contest {
  return {
    name: "iceberg: append Arrow batches to a table on MinIO, zstd",
    rows: count,
    runs: 3,
    budgetMillis: 3000,
    contenders: [
      appendingOf(count),
      { name: "Python: pyiceberg, without Trino", python: "append_pyiceberg" },
    ],
  };
}

function upserting(count: number, into: number): Contest {
  return {
    name: `iceberg: upsert ${count} rows into ${into}`,
    rows: count,
    of: 1,
    warmups: 0,
    runs: 3,
    budgetMillis: 10_000,
    setUp: async () => ({ given: String(into), tearDown: async () => {} }),
    contenders: [
      upsertingInto(into, count),
      { name: "Python: pyiceberg, without Trino", python: "upsert_pyiceberg" },
    ],
  };
}

const appendingOf = (count: number): Contender => ({
  name: "sluice, committed by Trino",
  async prepare() {
    const schema = newSchemaName();
    const io = sluiceOnIceberg(schema);
    const value = await packedTrips(trips(count));
    let steps: Readonly<Record<string, number>> = {};
    return {
      async run() {
        const { rows, millis } = await io.store(asset, value, { mode: "append" });
        steps = { ...millis };
        return rows;
      },
      steps: () => steps,
      close: () => drop(io, schema),
    };
  },
});

async function drop(io: IOManager, schema: string): Promise<void> {
  await io.close();
  const lake = await foreignLake(schema);
  await lake.query(`DROP SCHEMA IF EXISTS iceberg.${schema} CASCADE`);
  await lake.drop();
}

/** As `upsert_pyiceberg` does it. */
const upsertingInto = (into: number, count: number): Contender => ({
  name: "sluice, committed by Trino",
  async prepare() {
    const schema = newSchemaName();
    const io = sluiceOnIceberg(schema);
    const lake = await foreignLake(schema);
    await io.store(asset, await packedTrips(trips(into)));
    const matched = Math.floor((count * 9) / 10);
    const step = Math.floor(into / matched);
    let runs = 0;
    let steps: Readonly<Record<string, number>> = {};
    const changed = (row: number): Trip => {
      const id = BigInt(row < matched ? row * step : into + row);
      return { ...trip(row), id, distance: -runs };
    };
    const next = (): ReturnType<typeof packedTrips> => {
      runs++;
      return packedTrips(Array.from({ length: count }, (_, row) => changed(row)));
    };
    let value = await next();
    return {
      async run() {
        const { millis } = await io.store(asset, value, { mode: "upsert" });
        steps = { ...millis };
        return count;
      },
      async undo() {
        value = await next();
      },
      async check() {
        const sums = `count(*), sum(id), count_if(distance = ${-runs})`;
        const [found] = await lake.query(`SELECT ${sums} FROM iceberg.${schema}.trips`);
        return `${found?.[0]} rows, ids ${found?.[1]}, changed ${found?.[2]}`;
      },
      steps: () => steps,
      close: () => drop(io, schema),
    };
  },
});
