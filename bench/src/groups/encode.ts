import { parquet } from "@sluice/handler-parquet";
import { packRows } from "@sluice/sdk/plugin";
import type { Contest, GroupOptions } from "../contender.js";
import { encodeWithDuckdb } from "../contenders/duckdb.js";
import { encodeWithHyparquet } from "../contenders/hyparquet-writer.js";
import { encodeObviously } from "../contenders/obvious.js";
import type { Dataset } from "../data/dataset.js";
import { flights } from "../data/flights.js";
import { lineitem } from "../data/lineitem.js";

/** Rows at hand, taken again and again, as of a stream. */
const pool = 20_000;

/** What holds the whole table at once gets no more rows than this. */
const mostRows = 200_000;

/** Row objects to zstd Parquet bytes. */
export async function* encode({ rows }: GroupOptions): AsyncGenerator<Contest> {
  yield encodeContest(await flights(Math.min(rows, pool)), rows);
  yield encodeContest(lineitem(Math.min(rows, pool)), rows);
}

function encodeContest({ name, schema, rows }: Dataset, count: number): Contest {
  function* pages(limit: number): Generator<readonly object[]> {
    for (let row = 0; row < limit; row += rows.length) yield rows.slice(0, limit - row);
  }
  async function* stream(): AsyncGenerator<readonly object[]> {
    yield* pages(count);
  }
  const some = [...pages(Math.min(count, mostRows))].flat();
  const ours = (workers: number) => {
    const handler = parquet({ workers });
    return async (): Promise<number> => {
      let encoded = 0;
      const form = { schema, batches: packRows(stream(), schema, name) };
      for await (const file of handler.encode(form, { asset: name, write: "bench" })) {
        for await (const _ of file.body);
        encoded += file.rows();
      }
      return encoded;
    };
  };
  return {
    name: `encode: ${name}`,
    contenders: [
      { name: "sluice, main thread and one worker", run: ours(1) },
      { name: "sluice, main thread and two workers", run: ours(2) },
      { name: "sluice, main thread only", run: ours(0) },
      {
        name: "apache-arrow tableFromJSON, parquet-wasm",
        run: () => encodeObviously(some).length && some.length,
      },
      { name: "hyparquet-writer, Snappy", run: () => encodeWithHyparquet(schema, some) },
      { name: "DuckDB appender and COPY, one thread", run: () => encodeWithDuckdb(schema, [some]) },
    ],
  };
}
