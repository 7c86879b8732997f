import type { Schema } from "@sluice/sdk/plugin";
import { flights } from "./flights.js";
import { lineitem } from "./lineitem.js";

/** Rows of a table, in the values that loading gives. */
export interface Dataset {
  readonly schema: Schema;
  readonly rows: readonly object[];
}

/** A data set that each contender makes for itself. */
export interface DatasetMaker {
  readonly name: string;
  make(rows: number): Promise<Dataset>;
}

export const flightsAndLineitem: readonly DatasetMaker[] = [
  { name: "flights, 5 columns", make: flights },
  { name: "lineitem, 16 columns", make: async (rows) => lineitem(rows) },
];
