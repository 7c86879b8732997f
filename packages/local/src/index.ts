export type { DuckdbSourceOptions } from "@sluice/duckdb";
export * from "@sluice/sdk";
export { type LocalOptions, local } from "./local.js";
