import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ParquetOptions } from "@sluice/handler-parquet";
import { defineAsset } from "@sluice/sdk";
import { parquetReadObjects } from "hyparquet";
import type { Contender, Contest, Group, Job, SetUp } from "../contender.js";
import { readWithDuckdb } from "../contenders/duckdb.js";
import { decodeObviously } from "../contenders/obvious.js";
import { tripStream, tripsType } from "../data/trips.js";
import { foreignLake, newSchemaName } from "../lake/lake.js";
import { servers } from "../lake/servers.js";
import { sluiceOnTrino } from "../lake/sluice.js";

const asset = defineAsset({ key: "trips", type: tripsType });
const snappyAsset = defineAsset({ key: "trips_snappy", type: tripsType });

/**
 * From a table in Trino on MinIO to values in memory. All but those that ask Trino read the same object; hyparquet, which
 * has no zstd of its own, reads one of Snappy.
 */
export const load: Group = {
  name: "load",
  stack: true,
  contests: ({ rows }) => [toObjects(rows), toArrow(rows)],
};

interface Given {
  readonly schema: string;
  /** Key of the one data file in the bucket, and below the prefix. */
  readonly object: string;
  readonly key: string;
  readonly snappyKey: string;
}

const long = { runs: 3, budgetMillis: 3000 };

function toObjects(count: number): Contest {
  return {
    name: "load: a table in Trino on MinIO to row objects",
    rows: count,
    ...long,
    setUp: () => storedTrips(count),
    contenders: [
      contender("sluice io.load", ({ schema }) => {
        const io = sluiceOnTrino(schema);
        return { read: () => io.load(asset), close: () => io.close() };
      }),
      contender("hyparquet (Snappy), client-s3", async ({ schema, snappyKey }) => {
        const lake = await foreignLake(schema);
        return {
          read: async () => {
            const { buffer, byteOffset, byteLength } = await lake.get(snappyKey);
            const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
            return parquetReadObjects({ file });
          },
        };
      }),
      fetched("parquet-wasm, arrow toArray, client-s3", (bytes) =>
        decodeObviously(bytes)
          .toArray()
          .map((row) => row?.toJSON()),
      ),
      fetched("DuckDB, client-s3", async (bytes) => {
        const path = join(tmpdir(), `bench-${process.pid}.parquet`);
        await writeFile(path, bytes);
        const rows = await readWithDuckdb(path);
        await rm(path);
        return rows;
      }),
      contender("trino-client, SELECT *", async ({ schema }) => {
        const lake = await foreignLake(schema);
        return { read: async () => (await lake.query("SELECT * FROM trips")).map(([id]) => ({ id })) };
      }),
      { name: "Python: trino client, fetchall", python: "load_fetchall" },
      { name: "Python, to a frame: pyarrow to pandas, s3fs", python: "load_pandas" },
    ],
  };
}

function toArrow(count: number): Contest {
  return {
    name: "load: a table in Trino on MinIO to Arrow",
    rows: count,
    ...long,
    setUp: () => storedTrips(count),
    contenders: [
      {
        name: "sluice io.batches",
        prepare(given) {
          const io = sluiceOnTrino((JSON.parse(given) as Given).schema);
          const run = async (): Promise<number> => {
            let rows = 0;
            for await (const batch of io.batches(asset)) rows += batch.numRows;
            return rows;
          };
          return { run, close: () => io.close() };
        },
      },
      {
        name: "parquet-wasm, client-s3",
        async prepare(given) {
          const { schema, key } = JSON.parse(given) as Given;
          const lake = await foreignLake(schema);
          return { run: async () => decodeObviously(await lake.get(key)).numRows };
        },
      },
      { name: "Python: pyarrow, one thread, s3fs", python: "load_pyarrow_one_thread" },
      { name: "Python: pyarrow, s3fs", python: "load_pyarrow" },
      { name: "Python: polars, s3fs", python: "load_polars" },
    ],
  };
}

/** A table of one data file, and a second one in Snappy. */
async function storedTrips(count: number): Promise<SetUp> {
  const schema = newSchemaName();
  const object = await storedObject(schema, asset, count);
  const snappy = await storedObject(schema, snappyAsset, count, { compression: "snappy" });
  const below = (key: string): string => key.slice(schema.length + 1);
  const given: Given = { schema, object, key: below(object), snappyKey: below(snappy) };
  return { given: JSON.stringify(given), tearDown: async () => (await foreignLake(schema)).drop() };
}

/** The key of the one data file in the bucket. */
async function storedObject(
  schema: string,
  into: typeof asset,
  count: number,
  options?: ParquetOptions,
): Promise<string> {
  const io = sluiceOnTrino(schema, options);
  await io.store(into, tripStream(count));
  const [file] = await io.files(into);
  await io.close();
  const prefix = `://${servers().bucket}/`;
  const url = file?.url ?? "";
  return url.slice(url.indexOf(prefix) + prefix.length);
}

type Rows = readonly object[];

interface Reading {
  read(): Promise<Rows>;
  close?(): Promise<void>;
}

function contender(name: string, open: (given: Given) => Reading | Promise<Reading>): Contender {
  return {
    name,
    async prepare(given): Promise<Job> {
      const { read, close } = await open(JSON.parse(given) as Given);
      let rows: Rows = [];
      const run = async (): Promise<number> => {
        rows = [];
        rows = await read();
        return rows.length;
      };
      const check = (): string => {
        const ids = rows.reduce((sum, row) => sum + Number((row as { id: unknown }).id), 0);
        return `${rows.length} rows, ids ${ids}`;
      };
      return { run, check, ...(close === undefined ? {} : { close }) };
    },
  };
}

function fetched(name: string, decode: (bytes: Uint8Array) => Rows | Promise<Rows>): Contender {
  return contender(name, async ({ schema, key }) => {
    const lake = await foreignLake(schema);
    return { read: async () => decode(await lake.get(key)) };
  });
}
