import type { Columns } from "@sluice/sdk";

/** A table to try a plugin with: `columns` for `table(columns)`, and rows as `load` gives them. */
export interface DataSet {
  readonly columns: Columns;
  readonly rows: readonly Record<string, unknown>[];
}
