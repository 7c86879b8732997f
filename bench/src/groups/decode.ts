import { readFile } from "node:fs/promises";
import { parquet } from "@sluice/handler-parquet";
import { unpacker } from "@sluice/sdk/plugin";
import { parquetReadObjects } from "hyparquet";
import type { Contender, Contest, Group } from "../contender.js";
import { decodeWithDuckdb } from "../contenders/duckdb.js";
import { decodeObviously } from "../contenders/obvious.js";
import { type DatasetMaker, flightsAndLineitem } from "../data/dataset.js";
import { parquetFile } from "../data/parquet-file.js";

/** What is held as objects at once gets no more rows than this. */
const mostRows = 200_000;

/** Snappy Parquet, which all of them read, to Arrow and to row objects. */
export const decode: Group = {
  name: "decode",
  contests: ({ rows }) =>
    flightsAndLineitem.flatMap((dataset) => [
      toArrow(dataset, rows),
      toRows(dataset, Math.min(rows, mostRows)),
    ]),
};

async function batchesOf({ name, make }: DatasetMaker, path: string, workers: number) {
  const { schema } = await make(1);
  const bytes = await readFile(path);
  const handler = parquet({ workers });
  const read = async (start: number, end: number) => bytes.subarray(start, end);
  const file = { key: name, url: name, byteLength: bytes.length, read };
  return { schema, batches: () => handler.decode(file, { asset: name, schema }) };
}

function toArrow(dataset: DatasetMaker, count: number): Contest {
  const sluice = (name: string, workers: number): Contender => ({
    name,
    async prepare(path) {
      const { batches } = await batchesOf(dataset, path, workers);
      const run = async (): Promise<number> => {
        let rows = 0;
        for await (const batch of batches()) rows += batch.numRows;
        return rows;
      };
      return { run };
    },
  });
  return {
    name: `decode to Arrow: ${dataset.name}`,
    rows: count,
    setUp: () => parquetFile(dataset, count),
    contenders: [
      sluice("sluice, one worker", 1),
      sluice("sluice, main thread only", 0),
      {
        name: "parquet-wasm and apache-arrow",
        async prepare(path) {
          const bytes = await readFile(path);
          return { run: () => decodeObviously(bytes).numRows };
        },
      },
    ],
  };
}

function toRows(dataset: DatasetMaker, count: number): Contest {
  return {
    name: `decode to row objects: ${dataset.name}`,
    rows: count,
    setUp: () => parquetFile(dataset, count),
    contenders: [
      {
        name: "sluice, one worker",
        async prepare(path) {
          const { schema, batches } = await batchesOf(dataset, path, 1);
          const unpack = unpacker(schema);
          const run = async (): Promise<number> => {
            let rows = 0;
            for await (const batch of batches()) rows += unpack(batch).length;
            return rows;
          };
          return { run };
        },
      },
      {
        name: "parquet-wasm and apache-arrow toArray",
        async prepare(path) {
          const bytes = await readFile(path);
          const run = (): number =>
            decodeObviously(bytes)
              .toArray()
              .map((row) => row?.toJSON()).length;
          return { run };
        },
      },
      {
        name: "hyparquet",
        async prepare(path) {
          const bytes = await readFile(path);
          const { buffer, byteOffset, byteLength } = bytes;
          const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
          return { run: async () => (await parquetReadObjects({ file })).length };
        },
      },
      { name: "DuckDB, one thread", prepare: (path) => ({ run: () => decodeWithDuckdb(path) }) },
    ],
  };
}
