import { parquet } from "@sluice/handler-parquet";
import type { TableForm, TypeHandler } from "@sluice/sdk/plugin";
import type { RecordBatch } from "apache-arrow";
import type { Contender, Contest, Group } from "../contender.js";
import { copyWithDuckdb, encodeWithDuckdb } from "../contenders/duckdb.js";
import { encodeWithHyparquet } from "../contenders/hyparquet-writer.js";
import { encodeObviously } from "../contenders/obvious.js";
import { type Dataset, type DatasetMaker, flightsAndLineitem } from "../data/dataset.js";
import { formOf, parquetFile } from "../data/parquet-file.js";

/** Rows at hand, taken again and again, as of a stream. */
const pool = 20_000;

/** What holds the whole table at once gets no more rows than this. */
const mostRows = 200_000;

/** Row objects, and Arrow batches, to zstd Parquet bytes. */
export const encode: Group = {
  name: "encode",
  contests: ({ rows }) => [
    ...flightsAndLineitem.map((dataset) => encodeContest(dataset, rows)),
    ...flightsAndLineitem.map((dataset) => arrowContest(dataset, rows)),
  ],
};

/** Everybody has the rows in columns of its own when it begins. */
function arrowContest(dataset: DatasetMaker, count: number): Contest {
  const ours = (of: string, workers: number): Contender => ({
    name: of,
    async prepare() {
      const made = await dataset.make(Math.min(count, pool));
      const batches: RecordBatch[] = [];
      for await (const batch of formOf(made, count).batches) batches.push(batch);
      const handler = parquet({ workers });
      return { run: () => encodeForm(handler, { schema: made.schema, batches: each(batches) }) };
    },
  });
  return {
    name: `encode Arrow: ${dataset.name}`,
    rows: count,
    setUp: () => parquetFile(dataset, count),
    contenders: [
      ours("sluice, one worker", 1),
      ours("sluice, two workers", 2),
      ours("sluice, main thread only", 0),
      { name: "DuckDB COPY of its own table, one thread", prepare: copyWithDuckdb },
    ],
  };
}

function encodeContest({ name, make }: DatasetMaker, count: number): Contest {
  const some = Math.min(count, mostRows);
  const theirs = (of: string, run: (dataset: Dataset) => number | Promise<number>): Contender => ({
    name: of,
    async prepare() {
      const { schema, rows } = await make(Math.min(count, pool));
      const dataset = { schema, rows: [...pages(rows, some)].flat() };
      return { run: () => run(dataset) };
    },
  });
  const ours = (of: string, workers: number): Contender => ({
    name: of,
    async prepare() {
      const dataset = await make(Math.min(count, pool));
      const handler = parquet({ workers });
      return { run: () => encodeForm(handler, formOf(dataset, count)) };
    },
  });
  return {
    name: `encode: ${name}`,
    rows: count,
    contenders: [
      ours("sluice, main thread and one worker", 1),
      ours("sluice, main thread and two workers", 2),
      ours("sluice, main thread only", 0),
      theirs("apache-arrow tableFromJSON, parquet-wasm", ({ rows }) => encodeObviously(rows) && rows.length),
      theirs("hyparquet-writer, Snappy", ({ schema, rows }) => encodeWithHyparquet(schema, rows)),
      theirs("DuckDB appender and COPY, one thread", ({ schema, rows }) => encodeWithDuckdb(schema, [rows])),
    ],
  };
}

function* pages(rows: readonly object[], limit: number): Generator<readonly object[]> {
  for (let row = 0; row < limit; row += rows.length) yield rows.slice(0, limit - row);
}

async function* each(batches: readonly RecordBatch[]): AsyncGenerator<RecordBatch> {
  yield* batches;
}

async function encodeForm(handler: TypeHandler, form: TableForm): Promise<number> {
  let rows = 0;
  for await (const file of handler.encode(form, { asset: "rows", write: "bench" })) {
    for await (const _ of file.body);
    rows += file.rows();
  }
  return rows;
}
