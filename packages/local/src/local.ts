import { duckdb } from "@sluice/duckdb";
import { type ParquetOptions, parquet } from "@sluice/handler-parquet";
import { createIOManager, type IOManager } from "@sluice/sdk";
import { checkOptions, type OptionRules } from "@sluice/sdk/plugin";
import { fsStore } from "@sluice/store-fs";

export interface LocalOptions {
  /** How Parquet is written. */
  readonly parquet?: ParquetOptions;
  /** Whether a store that has returned survives a power failure. Default `true`. */
  readonly sync?: boolean;
}

const rules = { parquet: "any", sync: "any" } satisfies OptionRules<keyof LocalOptions>;

/** Parquet files below `root` and DuckDB over them: nothing to start. */
export function local(root: string, options: LocalOptions = {}): IOManager {
  checkOptions("local", options, rules, { open: true });
  return createIOManager({
    handlers: [parquet(options.parquet)],
    store: fsStore({ root, sync: options.sync }),
    catalog: duckdb(),
  });
}
