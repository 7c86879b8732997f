// Adds PARQUET_FAILED to the error codes that callers can tell apart.
import "./errors.js";

export type { ColumnOptions, Encoding, SortedColumn, Statistics } from "./options/column-options.js";
export type { Compression, ParquetOptions } from "./options/options.js";
export { parquet } from "./parquet.js";
export { type ReadParquetOptions, readParquet } from "./read/read-parquet.js";
