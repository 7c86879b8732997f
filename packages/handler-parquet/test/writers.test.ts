import { readFileSync } from "node:fs";
import { parquet, readParquet } from "@sluice/handler-parquet";
import { schemaOf, selectFields, timestamp } from "@sluice/type-mapping";
import type { RecordBatch } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { memoryFile, rowsOf } from "./helpers.js";
import { sixtyRows as rows, sixtySchema as schema } from "./sixty-rows.js";

const nullable = { nullable: true } as const;

const fixtures = [
  "pyarrow-int96.parquet",
  "pyarrow-delta.parquet",
  "pyarrow-fallback.parquet",
  "polars.parquet",
  "duckdb.parquet",
  "spark.parquet",
  "spark-legacy.parquet",
  "trino-hive.parquet",
  "trino-hive-snappy.parquet",
  "trino-iceberg.parquet",
];

async function batchesFrom(fixture: string, columns?: readonly string[]): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = [];
  const path = new URL(`fixtures/${fixture}`, import.meta.url);
  const options = { workers: 0, ...(columns && { columns }) };
  for await (const batch of readParquet(path, options)) batches.push(batch);
  return batches;
}

describe.each(fixtures)("%s", (fixture) => {
  it("holds what was written", async () => {
    expect(rowsOf(await batchesFrom(fixture), schema)).toEqual(rows);
  });

  it("gives single columns, in any order", async () => {
    const columns = ["tags", "at", "price", "point"];
    const expected = rows.map(({ tags, at, price, point }) => ({ tags, at, price, point }));
    expect(rowsOf(await batchesFrom(fixture, columns), selectFields(schema, columns))).toEqual(expected);
  });
});

describe("INT96 timestamps", () => {
  const bytes = readFileSync(new URL("fixtures/pyarrow-int96.parquet", import.meta.url));

  it("are microseconds, or nanoseconds for a column that has them", async () => {
    const types = async (precision: 6 | 9) => {
      const read = schemaOf({ at: timestamp(precision, nullable) });
      const context = { asset: "a", schema: read, columns: ["at"] };
      const found = new Set<string>();
      for await (const batch of parquet({ workers: 0 }).decode(memoryFile(bytes), context))
        found.add(String(batch.schema.fields[0]!.type));
      return [...found];
    };
    expect(await types(6)).toEqual(["Timestamp<MICROSECOND>"]);
    expect(await types(9)).toEqual(["Timestamp<NANOSECOND>"]);
  });
});
