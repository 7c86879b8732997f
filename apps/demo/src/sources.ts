import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { readParquet } from "@sluice/handler-parquet";
import type { RecordBatch } from "apache-arrow";
import { parse } from "csv-parse/sync";

/** The package exports its code only; the data lies beside it. */
const dataFile = (name: string): string =>
  join(dirname(createRequire(import.meta.url).resolve("vega-datasets")), "..", "data", name);

interface Airport {
  readonly iata: string;
  readonly name: string;
  readonly city: string | null;
  readonly state: string | null;
  readonly country: string;
  readonly latitude: number;
  readonly longitude: number;
}

export async function airportRows(): Promise<Airport[]> {
  const rows: Record<string, string>[] = parse(await readFile(dataFile("airports.csv")), { columns: true });
  return rows.map((row) => ({
    iata: row.iata ?? "",
    name: row.name ?? "",
    // The file says NA where it does not know.
    city: row.city === "NA" || row.city === undefined ? null : row.city,
    state: row.state === "NA" || row.state === undefined ? null : row.state,
    country: row.country ?? "",
    latitude: Number(row.latitude),
    longitude: Number(row.longitude),
  }));
}

export function flightBatches(): AsyncIterable<RecordBatch> {
  return readParquet(dataFile("flights-3m.parquet"));
}
