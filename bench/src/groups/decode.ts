import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquet } from "@sluice/handler-parquet";
import { packRows, unpacker } from "@sluice/sdk/plugin";
import { parquetReadObjects } from "hyparquet";
import type { Contest, GroupOptions } from "../contender.js";
import { decodeWithDuckdb } from "../contenders/duckdb.js";
import { decodeObviously } from "../contenders/obvious.js";
import type { Dataset } from "../data/dataset.js";
import { flights } from "../data/flights.js";
import { lineitem } from "../data/lineitem.js";

const pool = 20_000;

/** What is held as objects at once gets no more rows than this. */
const mostRows = 200_000;

/** Snappy Parquet, which all of them read, to Arrow and to row objects. */
export async function* decode({ rows }: GroupOptions): AsyncGenerator<Contest> {
  for (const dataset of [await flights(Math.min(rows, pool)), lineitem(Math.min(rows, pool))]) {
    const whole = await fileOf(dataset, rows);
    yield toArrow(dataset, whole);
    yield await toRows(dataset, rows <= mostRows ? whole : await fileOf(dataset, mostRows));
  }
}

async function fileOf({ name, schema, rows }: Dataset, count: number): Promise<Buffer> {
  async function* pages(): AsyncGenerator<readonly object[]> {
    for (let row = 0; row < count; row += rows.length) yield rows.slice(0, count - row);
  }
  const chunks: Uint8Array[] = [];
  const handler = parquet({ compression: "snappy", workers: 0 });
  const form = { schema, batches: packRows(pages(), schema, name) };
  for await (const { body } of handler.encode(form, { asset: name, write: "bench" })) {
    for await (const chunk of body) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function ours({ name, schema }: Dataset, bytes: Buffer, workers: number) {
  const handler = parquet({ workers });
  const read = async (start: number, end: number) => bytes.subarray(start, end);
  const file = { key: name, url: name, byteLength: bytes.length, read };
  return () => handler.decode(file, { asset: name, schema });
}

function toArrow(dataset: Dataset, bytes: Buffer): Contest {
  const sluice = (workers: number) => {
    const decoded = ours(dataset, bytes, workers);
    return async () => {
      let rows = 0;
      for await (const batch of decoded()) rows += batch.numRows;
      return rows;
    };
  };
  return {
    name: `decode to Arrow: ${dataset.name}`,
    contenders: [
      { name: "sluice, one worker", run: sluice(1) },
      { name: "sluice, main thread only", run: sluice(0) },
      { name: "parquet-wasm and apache-arrow", run: () => decodeObviously(bytes).numRows },
    ],
  };
}

async function toRows(dataset: Dataset, bytes: Buffer): Promise<Contest> {
  const path = join(await mkdtemp(join(tmpdir(), "bench-")), "rows.parquet");
  await writeFile(path, bytes);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const decoded = ours(dataset, bytes, 1);
  const unpack = unpacker(dataset.schema);
  return {
    name: `decode to row objects: ${dataset.name}`,
    contenders: [
      {
        name: "sluice, one worker",
        run: async () => {
          let rows = 0;
          for await (const batch of decoded()) rows += unpack(batch).length;
          return rows;
        },
      },
      {
        name: "parquet-wasm and apache-arrow toArray",
        run: () =>
          decodeObviously(bytes)
            .toArray()
            .map((row) => row?.toJSON()).length,
      },
      { name: "hyparquet", run: async () => (await parquetReadObjects({ file })).length },
      { name: "DuckDB, one thread", run: () => decodeWithDuckdb(path) },
    ],
  };
}
