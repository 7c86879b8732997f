import type { Trip } from "../data/trips.js";
import { installed } from "../installed.js";
import type { EncodeTrips } from "./save-trips.js";

/** As much of nodejs-polars as is used here. */
interface Polars {
  readonly Int32: unknown;
  readonly Int64: unknown;
  readonly Float64: unknown;
  readonly Date: unknown;
  Datetime(unit: "ms"): unknown;
  Decimal(precision: number, scale: number): unknown;
  Series(name: string, values: readonly unknown[], type?: unknown): unknown;
  DataFrame(columns: Readonly<Record<string, unknown>>): Frame;
  col(name: string): { cast(type: unknown): unknown };
}

interface Frame {
  withColumns(...columns: unknown[]): Frame;
  writeParquet(options: { compression: "zstd" }): Uint8Array;
}

const dayMillis = 86_400_000;

/**
 * nodejs-polars, a column at a time. It takes no decimals from JavaScript, so they come as doubles and are cast, and makes
 * nulls of an array of bigints, so ids come as numbers.
 */
export function tripsByPolars(): EncodeTrips {
  const pl = installed("nodejs-polars") as Polars;
  const series = (name: keyof Trip, type: unknown, rows: readonly Trip[], value: (trip: Trip) => unknown) =>
    pl.Series(name, rows.map(value), type);
  return (rows) =>
    pl
      .DataFrame({
        id: series("id", pl.Int64, rows, ({ id }) => Number(id)),
        vendor: rows.map(({ vendor }) => vendor),
        pickup: series("pickup", pl.Datetime("ms"), rows, ({ pickup }) => pickup),
        passengers: series("passengers", pl.Int32, rows, ({ passengers }) => passengers),
        distance: rows.map(({ distance }) => distance),
        fare: series("fare", pl.Float64, rows, ({ fare }) => Number(fare)),
        paid: rows.map(({ paid }) => paid),
        zone: rows.map(({ zone }) => zone),
        day: series("day", pl.Int32, rows, ({ day }) => Date.parse(day) / dayMillis),
        note: rows.map(({ note }) => note),
      })
      .withColumns(pl.col("fare").cast(pl.Decimal(8, 2)), pl.col("day").cast(pl.Date))
      .writeParquet({ compression: "zstd" });
}
