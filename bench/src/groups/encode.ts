import { parquet } from "@sluice/handler-parquet";
import { packRows } from "@sluice/sdk/plugin";
import type { Contender, Contest, Group } from "../contender.js";
import { encodeWithDuckdb } from "../contenders/duckdb.js";
import { encodeWithHyparquet } from "../contenders/hyparquet-writer.js";
import { encodeObviously } from "../contenders/obvious.js";
import { type Dataset, type DatasetMaker, flightsAndLineitem } from "../data/dataset.js";

/** Rows at hand, taken again and again, as of a stream. */
const pool = 20_000;

/** What holds the whole table at once gets no more rows than this. */
const mostRows = 200_000;

/** Row objects to zstd Parquet bytes. */
export const encode: Group = {
  name: "encode",
  contests: ({ rows }) => flightsAndLineitem.map((dataset) => encodeContest(dataset, rows)),
};

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
      const { schema, rows } = await make(Math.min(count, pool));
      const handler = parquet({ workers });
      const run = async (): Promise<number> => {
        let encoded = 0;
        const form = { schema, batches: packRows(stream(rows, count), schema, name) };
        for await (const file of handler.encode(form, { asset: name, write: "bench" })) {
          for await (const _ of file.body);
          encoded += file.rows();
        }
        return encoded;
      };
      return { run };
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

async function* stream(rows: readonly object[], limit: number): AsyncGenerator<readonly object[]> {
  yield* pages(rows, limit);
}
