import type { Schema } from "@sluice/sdk/plugin";

/** Rows of a table, in the values that loading gives. */
export interface Dataset {
  readonly name: string;
  readonly schema: Schema;
  readonly rows: readonly object[];
}
