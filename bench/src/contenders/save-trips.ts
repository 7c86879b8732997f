import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as arrow from "apache-arrow";
import { parquetWriteBuffer } from "hyparquet-writer";
import { Compression, Table, WriterPropertiesBuilder, writeParquet } from "parquet-wasm";
import { type Trip, tripsType } from "../data/trips.js";
import { writeWithDuckdb } from "./duckdb.js";

/** Trips to the bytes of a zstd Parquet file that Trino reads with `tripColumns`. */
export type EncodeTrips = (rows: readonly Trip[]) => Uint8Array | Promise<Uint8Array>;

/** The columns as Trino is told them. */
export const tripColumns =
  "id bigint, vendor varchar, pickup timestamp(3), passengers integer, distance double, fare decimal(8, 2), paid boolean, zone varchar, day date, note varchar";

const cents = (fare: string): number => Math.round(Number(fare) * 100);

/** The builders of apache-arrow, which have none for decimals, then parquet-wasm. */
export const tripsByArrow: EncodeTrips = (rows) => {
  const words = new Uint32Array(rows.length * 4);
  rows.forEach(({ fare }, row) => {
    words[row * 4] = cents(fare);
  });
  const table = new arrow.Table({
    id: arrow.vectorFromArray(column(rows, "id"), new arrow.Int64()),
    vendor: arrow.vectorFromArray(column(rows, "vendor"), new arrow.Utf8()),
    pickup: arrow.vectorFromArray(
      rows.map(({ pickup }) => pickup.getTime()),
      new arrow.TimestampMillisecond(),
    ),
    passengers: arrow.vectorFromArray(column(rows, "passengers"), new arrow.Int32()),
    distance: arrow.vectorFromArray(column(rows, "distance"), new arrow.Float64()),
    fare: arrow.makeVector(
      arrow.makeData({ type: new arrow.Decimal(2, 8, 128), length: rows.length, data: words }),
    ),
    paid: arrow.vectorFromArray(column(rows, "paid"), new arrow.Bool()),
    zone: arrow.vectorFromArray(column(rows, "zone"), new arrow.Utf8()),
    day: arrow.vectorFromArray(
      rows.map(({ day }) => new Date(day)),
      new arrow.DateDay(),
    ),
    note: arrow.vectorFromArray(column(rows, "note"), new arrow.Utf8()),
  });
  const properties = new WriterPropertiesBuilder().setCompression(Compression.ZSTD).build();
  return writeParquet(Table.fromIPCStream(arrow.tableToIPC(table, "stream")), properties);
};

/** hyparquet-writer, in its own codec: Snappy. */
export const tripsByHyparquet: EncodeTrips = (rows) => {
  const schema = [
    { name: "root", num_children: 10 },
    { name: "id", type: "INT64", repetition_type: "REQUIRED" },
    { name: "vendor", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
    { name: "pickup", type: "INT64", converted_type: "TIMESTAMP_MILLIS", repetition_type: "REQUIRED" },
    { name: "passengers", type: "INT32", repetition_type: "REQUIRED" },
    { name: "distance", type: "DOUBLE", repetition_type: "REQUIRED" },
    {
      name: "fare",
      type: "INT32",
      converted_type: "DECIMAL",
      scale: 2,
      precision: 8,
      repetition_type: "REQUIRED",
    },
    { name: "paid", type: "BOOLEAN", repetition_type: "REQUIRED" },
    { name: "zone", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
    { name: "day", type: "INT32", converted_type: "DATE", repetition_type: "REQUIRED" },
    { name: "note", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
  ] as const;
  const columnData = schema.slice(1).map(({ name }) => {
    if (name === "fare") return { name, data: rows.map(({ fare }) => Number(fare)) };
    if (name === "day") return { name, data: rows.map(({ day }) => new Date(day)) };
    return { name, data: column(rows, name as keyof Trip) };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData: columnData as never, schema: schema as never }));
};

/** DuckDB's appender, then COPY to a local file. */
export const tripsByDuckdb: EncodeTrips = async (rows) => {
  const path = join(tmpdir(), `bench-${process.pid}.parquet`);
  await writeWithDuckdb(tripsType.schema, [rows], path);
  const bytes = await readFile(path);
  await rm(path);
  return bytes;
};

function column<Name extends keyof Trip>(rows: readonly Trip[], name: Name): Trip[Name][] {
  return rows.map((row) => row[name]);
}
