import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { readParquet } from "@sluice/handler-parquet";
import { int64, string, table, timestamp } from "@sluice/sdk";
import type { Dataset } from "./dataset.js";

const type = table({
  date: timestamp(3),
  delay: int64({ as: "number" }),
  distance: int64(),
  origin: string(),
  destination: string(),
});

/** Flights of 2001 in the order of the file, over again where more are asked for than there are (3,000,000). */
export async function flights(count: number): Promise<Dataset> {
  const package_ = createRequire(import.meta.url).resolve("vega-datasets");
  const path = join(dirname(package_), "..", "data", "flights-3m.parquet");
  const rows: object[] = [];
  while (rows.length < count) {
    for await (const batch of readParquet(path)) {
      const columns = ["date", "delay", "distance", "origin", "destination"].map((name) =>
        batch.getChild(name),
      );
      const [date, delay, distance, origin, destination] = columns;
      for (let row = 0; row < batch.numRows && rows.length < count; row++) {
        rows.push({
          date: new Date(date?.get(row)),
          delay: Number(delay?.get(row)),
          distance: BigInt(distance?.get(row)),
          origin: String(origin?.get(row)),
          destination: String(destination?.get(row)),
        });
      }
      if (rows.length >= count) break;
    }
  }
  return { schema: type.schema, rows };
}
