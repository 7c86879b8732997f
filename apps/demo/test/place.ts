import { type IOManager, int64, isSluiceError, sql, string, table } from "@sluice/sdk";
import { airportDelays, flights } from "../src/assets.js";
import type { MonthTotals } from "./whole.js";

/** A lake the demo works on, and ways to look at it from outside. */
export interface Place {
  /** What the demo is started with. */
  readonly options: readonly string[];
  /** An io manager that knows nothing yet. */
  open(): Promise<IOManager>;
  /** Rows of the query by what SQL alone sees, without repairing it; `undefined` where there is no such table. */
  look(query: "flights" | "airport_delays"): Promise<readonly MonthTotals[] | undefined>;
  /** Keys below the prefix. */
  keys(prefix: string): Promise<string[]>;
  /** Closes what this process holds open. */
  close(): Promise<void>;
  /** Deletes the lake. */
  remove(): Promise<void>;
}

export const monthTotals = table({ month: string(), rows: int64(), delay: int64(), distance: int64() });

export const flightsByMonth = sql`
  SELECT month, count(*) AS "rows", sum(delay) AS delay, sum(distance) AS distance
  FROM ${flights} GROUP BY month ORDER BY month`;

export const delaysByMonth = sql`
  SELECT month, count(*) AS "rows", 0 AS delay, 0 AS distance
  FROM ${airportDelays} GROUP BY month ORDER BY month`;

interface ExactTotals {
  readonly month: string;
  readonly rows: bigint;
  readonly delay: bigint;
  readonly distance: bigint;
}

export function inNumbers(rows: readonly ExactTotals[]): MonthTotals[] {
  return rows.map(({ month, ...counts }) => ({
    month,
    rows: Number(counts.rows),
    delay: Number(counts.delay),
    distance: Number(counts.distance),
  }));
}

/** The result, or `undefined` where the asset was never stored. */
export async function ifStored<Result>(call: Promise<Result>): Promise<Result | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isSluiceError(error, "ASSET_NOT_FOUND")) return undefined;
    throw error;
  }
}
