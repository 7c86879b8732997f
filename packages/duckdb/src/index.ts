export { type DuckdbOptions, duckdb } from "./duckdb.js";
export type { DuckdbSourceOptions } from "./source-relation.js";
