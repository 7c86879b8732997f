import { readFileSync } from "node:fs";
import { parquet, readParquet } from "@sluice/handler-parquet";
import {
  binary,
  boolean,
  date,
  decimal,
  float64,
  int32,
  int64,
  list,
  schemaOf,
  selectFields,
  string,
  struct,
  timestamp,
} from "@sluice/type-mapping";
import type { RecordBatch } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { memoryFile, rowsOf } from "./helpers.js";

const nullable = { nullable: true } as const;
const schema = schemaOf({
  id: int32(nullable),
  big: int64(nullable),
  flag: boolean(nullable),
  half: float64(nullable),
  price: decimal(9, 2, nullable),
  total: decimal(30, 10, nullable),
  text: string(nullable),
  blob: binary(nullable),
  day: date(nullable),
  at: timestamp(6, nullable),
  tags: list(string(nullable), nullable),
  point: struct({ x: int32(nullable), name: string(nullable) }, nullable),
});

const dayOf = (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10);

function atOf(row: number): string {
  if (row === 0) return "0001-01-01T00:00:00.000001";
  if (row === 1) return "9999-12-31T23:59:59.999999";
  const micros = BigInt(row - 30) * 10n ** 13n + BigInt(row);
  const seconds = (micros - (((micros % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n;
  const fraction = String(micros - seconds * 1_000_000n).padStart(6, "0");
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${fraction}`;
}

function decimalOf(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

// What test/fixtures/README.md says the fixtures hold.
const rows = Array.from({ length: 60 }, (_, row) => {
  const absent = row % 7 === 3;
  return {
    id: row,
    big: absent ? null : BigInt(row - 30) * 1_000_000_007_000n,
    flag: row % 5 === 4 ? null : row % 2 === 0,
    half: absent ? null : row / 8 - 3,
    price: decimalOf(BigInt(row * 101 - 3000), 2),
    total: absent ? null : decimalOf(BigInt(row - 30) * 10n ** 20n + BigInt(row), 10),
    text: row % 11 === 5 ? null : `text ${(row * 37) % 50}`,
    blob: absent ? null : Uint8Array.of(row, 255 - row),
    day: row === 0 ? "0001-01-01" : row === 1 ? "9999-12-31" : dayOf(row * 100 - 1000),
    at: absent ? null : atOf(row),
    tags:
      row % 6 === 5 ? null : Array.from({ length: row % 4 }, (_, at) => (at === 1 ? null : `t${row + at}`)),
    point: absent ? null : { x: row, name: row % 2 === 1 ? null : `p${row}` },
  };
});

const fixtures = [
  "pyarrow-int96.parquet",
  "pyarrow-delta.parquet",
  "pyarrow-fallback.parquet",
  "polars.parquet",
  "duckdb.parquet",
  "spark.parquet",
  "spark-legacy.parquet",
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
