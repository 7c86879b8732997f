import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { local } from "@sluice/local";
import { defineAsset, type Receipt } from "@sluice/sdk";
import type { RecordBatch } from "apache-arrow";
import type { Contender, Contest, Group, Job } from "../contender.js";
import { writeWithDuckdb } from "../contenders/duckdb.js";
import {
  type EncodeTrips,
  tripColumns,
  tripsByArrow,
  tripsByDuckdb,
  tripsByHyparquet,
} from "../contenders/save-trips.js";
import { tripsByPolars } from "../contenders/trips-by-polars.js";
import { packedTrips, trips, tripsType } from "../data/trips.js";
import { foreignLake, newSchemaName, tripsChecksum } from "../lake/lake.js";
import { sluiceOnTrino } from "../lake/sluice.js";

const asset = defineAsset({ key: "trips", type: tripsType });

/** Rows of an INSERT of trino-client: a statement has at most a million characters. */
const insertRows = 1000;

/** From values in memory to a table that answers queries. */
export const store: Group = {
  name: "store",
  stack: true,
  contests: ({ rows }) => [onTrino(rows), arrowOnTrino(rows), onDisk(rows)],
};

const long = { runs: 3, budgetMillis: 3000 };

function onTrino(count: number): Contest {
  return {
    name: "store: row objects to a table in Trino on MinIO, zstd",
    rows: count,
    ...long,
    contenders: [
      { name: "sluice", prepare: () => sluiceJob(trips(count)) },
      savedBy("arrow builders, parquet-wasm, client-s3", count, () => tripsByArrow),
      savedBy("hyparquet-writer (Snappy), client-s3", count, () => tripsByHyparquet),
      savedBy("DuckDB appender and COPY, client-s3", count, () => tripsByDuckdb),
      savedBy("nodejs-polars, client-s3", count, tripsByPolars),
      { name: "INSERT VALUES by trino-client", prepare: () => insertJob(Math.min(count, insertRows)) },
      { name: "Python, from columns: pandas, pyarrow, s3fs", python: "store_classic" },
      { name: "Python, from Arrow: pyarrow, s3fs", python: "store_pyarrow" },
      { name: "Python, from columns: polars, s3fs", python: "store_polars" },
      { name: "Python, from columns: awswrangler", python: "store_wrangler" },
    ],
  };
}

function arrowOnTrino(count: number): Contest {
  return {
    name: "store: Arrow batches to a table in Trino on MinIO, zstd",
    rows: count,
    ...long,
    contenders: [
      { name: "sluice", prepare: async () => sluiceJob(await packedTrips(trips(count))) },
      { name: "Python: pandas, pyarrow, s3fs", python: "store_classic" },
      { name: "Python: pyarrow, s3fs", python: "store_pyarrow" },
      { name: "Python, into Iceberg without Trino: pyiceberg", python: "store_pyiceberg" },
    ],
  };
}

function onDisk(count: number): Contest {
  return {
    name: "store: row objects to local Parquet files, zstd",
    rows: count,
    ...long,
    contenders: [
      { name: "sluice, files synced to disk", prepare: () => localJob(count, true) },
      { name: "sluice, sync: false", prepare: () => localJob(count, false) },
      writtenBy("arrow builders, parquet-wasm", count, async (rows, path) =>
        writeFile(path, await tripsByArrow(rows)),
      ),
      writtenBy("DuckDB appender and COPY", count, (rows, path) =>
        writeWithDuckdb(tripsType.schema, [rows], path),
      ),
    ],
  };
}

async function sluiceJob(value: ReturnType<typeof trips> | RecordBatch[]): Promise<Job> {
  const schema = newSchemaName();
  const io = sluiceOnTrino(schema);
  const lake = await foreignLake(schema);
  let receipt: Receipt | undefined;
  return {
    async run() {
      receipt = await io.store(asset, value);
      return receipt.rows;
    },
    check: () => tripsChecksum(lake, "trips"),
    steps: () => ({ ...receipt?.millis }),
    async close() {
      await io.close();
      await lake.drop();
    },
  };
}

function savedBy(name: string, count: number, encoder: () => EncodeTrips): Contender {
  return {
    name,
    async prepare() {
      const encode = encoder();
      const rows = trips(count);
      const lake = await foreignLake();
      return {
        async run() {
          await lake.put("trips/part-0.parquet", await encode(rows));
          await lake.createTable("trips", tripColumns, "trips");
          return rows.length;
        },
        check: () => tripsChecksum(lake, "trips"),
        close: () => lake.drop(),
      };
    },
  };
}

async function insertJob(count: number): Promise<Job> {
  const rows = trips(count);
  const lake = await foreignLake();
  const text = (value: string | null): string =>
    value === null ? "NULL" : `'${value.replaceAll("'", "''")}'`;
  const values = rows.map(
    (row) =>
      `(${row.id}, ${text(row.vendor)}, TIMESTAMP '${row.pickup.toISOString().slice(0, -1).replace("T", " ")}', ${row.passengers}, ${row.distance}e0, DECIMAL '${row.fare}', ${row.paid}, ${text(row.zone)}, DATE '${row.day}', ${text(row.note)})`,
  );
  return {
    async run() {
      await lake.query("DROP TABLE IF EXISTS trips");
      await lake.query(`CREATE TABLE trips (${tripColumns})`);
      await lake.query(`INSERT INTO trips VALUES ${values.join(", ")}`);
      return rows.length;
    },
    close: () => lake.drop(),
  };
}

async function localJob(count: number, sync: boolean): Promise<Job> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-bench-"));
  const io = local(folder, { sync });
  const rows = trips(count);
  let receipt: Receipt | undefined;
  return {
    async run() {
      receipt = await io.store(asset, rows);
      return receipt.rows;
    },
    steps: () => ({ ...receipt?.millis }),
    async close() {
      await io.close();
      await rm(folder, { recursive: true });
    },
  };
}

function writtenBy(
  name: string,
  count: number,
  write: (rows: ReturnType<typeof trips>, path: string) => Promise<unknown>,
): Contender {
  return {
    name,
    async prepare() {
      const folder = await mkdtemp(join(tmpdir(), "sluice-bench-"));
      const rows = trips(count);
      return {
        async run() {
          await write(rows, join(folder, "trips.parquet"));
          return rows.length;
        },
        close: () => rm(folder, { recursive: true }),
      };
    },
  };
}
