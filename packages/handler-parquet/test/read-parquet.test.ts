import { fileURLToPath } from "node:url";
import { readParquet } from "@sluice/handler-parquet";
import type { RecordBatch } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { duckdb, scratchFolder } from "./helpers.js";

const flightsUrl = new URL("../../../node_modules/vega-datasets/data/flights-3m.parquet", import.meta.url);
const flights = fileURLToPath(flightsUrl);
const save = scratchFolder();

async function collect(batches: AsyncIterable<RecordBatch>): Promise<RecordBatch[]> {
  const all: RecordBatch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

function total(batches: readonly RecordBatch[], column: string): bigint {
  let sum = 0n;
  for (const batch of batches) for (const value of batch.getChild(column)!) sum += BigInt(value);
  return sum;
}

describe("a file of Polars with 11 row groups", () => {
  it.each([0, 1])("is read whole with %i workers", { timeout: 60_000 }, async (workers) => {
    const batches = await collect(readParquet(flights, { workers, columns: ["distance", "delay"] }));
    expect(batches.reduce((sum, batch) => sum + batch.numRows, 0)).toBe(3_000_000);
    expect(total(batches, "delay")).toBe(20_003_603n);
    expect(total(batches, "distance")).toBe(2_194_861_208n);
    expect(batches[0]!.schema.fields.map((field) => field.name)).toEqual(["distance", "delay"]);
    expect(Math.max(...batches.map((batch) => batch.numRows))).toBeLessThanOrEqual(65_536);
  });

  it("can be left after a batch, and read from a URL", async () => {
    for await (const batch of readParquet(flightsUrl)) {
      expect(batch.schema.fields.map((field) => `${field.name} ${field.type}`)).toEqual([
        "date Timestamp<MICROSECOND>",
        "delay Int64",
        "distance Int64",
        "origin Utf8",
        "destination Utf8",
      ]);
      break;
    }
  });
});

it("ends when the caller gives up", async () => {
  const abort = new AbortController();
  const reading = async (): Promise<void> => {
    for await (const _ of readParquet(flights, { columns: ["delay"], workers: 0, signal: abort.signal }))
      abort.abort(new Error("enough"));
  };
  await expect(reading()).rejects.toMatchObject({ code: "ABORTED", cause: { message: "enough" } });
});

describe("a path without such a file", () => {
  it.each(["/nowhere/at/all.parquet", "."])("%s is FILE_MISSING", async (path) => {
    await expect(collect(readParquet(path))).rejects.toMatchObject({
      code: "FILE_MISSING",
      details: { file: path },
      hint: expect.any(String),
    });
  });

  it("is FILE_CORRUPT for a file of another kind", async () => {
    const path = save("text.parquet", Buffer.from("id,name\n1,one\n2,two\n3,three\n"));
    await expect(collect(readParquet(path))).rejects.toMatchObject({
      code: "FILE_CORRUPT",
      details: { file: path },
    });
  });

  it("is CONFIGURATION_INVALID for options that make no sense", async () => {
    await expect(collect(readParquet(flights, { workers: -1 }))).rejects.toMatchObject({
      code: "CONFIGURATION_INVALID",
    });
  });
});

it.each([
  [{ columns: "delay" }, "columns"],
  [{ columns: [1] }, "columns"],
  [{ column: ["delay"] }, "column"],
  [{ signal: {} }, "signal"],
])("refuses the options %o", async (options, option) => {
  await expect(collect(readParquet(flights, options as never))).rejects.toMatchObject({
    code: "CONFIGURATION_INVALID",
    details: { option },
  });
});

it("refuses intervals, whose months the library would leave out, by name, and reads the other columns", async () => {
  const path = save("interval.parquet", new Uint8Array());
  await duckdb(`COPY (SELECT 1 AS id, INTERVAL 3 MONTH AS every) TO '${path}' (FORMAT parquet)`);
  await expect(collect(readParquet(path))).rejects.toMatchObject({
    code: "PARQUET_FAILED",
    message: expect.stringContaining('Column "every"'),
  });
  expect(await collect(readParquet(path, { columns: ["id"] }))).toHaveLength(1);
});
