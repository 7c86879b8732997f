import { SluiceError } from "@sluice/sdk";
import { type AssetDescription, tableNames } from "@sluice/sdk/plugin";
import { duckdbDialect } from "./dialect.js";

declare module "@sluice/sdk" {
  interface EngineOptions {
    duckdb?: DuckdbSourceOptions;
  }
}

/** What a source says to DuckDB: `on: { duckdb: { … } }`. */
export interface DuckdbSourceOptions {
  /** A table or view of the database, `nation`, `main.nation` or `memory.main.nation`; a name with a dot stands in double quotes. */
  readonly table?: string;
  /** A file of any kind that DuckDB reads by its name: `nation.csv`, `data/*.parquet`, or a URL. */
  readonly file?: string;
}

/** What a source is in a FROM. `ASSET_INVALID` if it does not say. */
export function sourceRelation({ key, on }: AssetDescription): string {
  const { table, file }: DuckdbSourceOptions = on.duckdb ?? {};
  if (file !== undefined && table === undefined) return duckdbDialect.literal(String(file));
  const names = file === undefined ? tableNames(table) : undefined;
  if (names !== undefined) return names.map(duckdbDialect.identifier).join(".");
  throw new SluiceError("ASSET_INVALID", {
    message: `The source ${key} names no table of DuckDB.`,
    details: { asset: key },
    hint: 'Give { on: { duckdb: { table: "nation" } } }, or { file: "nation.csv" }.',
  });
}
