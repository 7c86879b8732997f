import type * as arrow from "apache-arrow";
import type { Schema } from "../schema.js";
import { type ColumnTexts, schemaFromText } from "../schema-from-text.js";
import type { ParquetElement } from "../targets/parquet-element.js";
import type { FoundColumn } from "./found-column.js";
import { inferRows } from "./infer-rows.js";
import { overrideColumns } from "./override-columns.js";
import { arrowColumns, parquetColumns } from "./read-columns.js";

/** Rows, each an object; anything with an Arrow schema; or the footer of a Parquet file. */
export type SchemaSource =
  | Iterable<object>
  | arrow.Table
  | arrow.RecordBatch
  | arrow.Schema
  | ParquetFooterSchema;

/** The part of a Parquet footer that says its columns, as `parquetMetadata` of hyparquet gives it. */
export interface ParquetFooterSchema {
  /** Depth first, the root first. */
  readonly schema: readonly ParquetElement[];
}

export interface InferOptions {
  /**
   * Types by column name, as text, for columns the data does not tell or tells otherwise: `{ amount: "decimal(18,2)" }`.
   * It says all there is of a column: without `?` it is required, and `int64` loads as bigint. A nullable column that
   * the data lacks is added behind the others; a required one is refused.
   */
  readonly schemaOverride?: ColumnTexts;
}

/**
 * The schema of data. Arrow and Parquet say their types; rows are all looked at, once, by these rules:
 *
 * - boolean, string, `Uint8Array` and `Date` are boolean, string, binary and timestamp(3). Texts stay texts, whatever they look like.
 * - Whole numbers are int64, and load as numbers again; bigints are int64. Together they are int64 that loads as bigint.
 * - Numbers of which one is fractional, NaN, infinite or −0 are float64.
 * - Arrays are lists, Maps maps, plain objects structs of all the fields that any of them has.
 * - Null, undefined and absence make a column, field, element or value nullable.
 *
 * A `RangeError` names every column that is otherwise: without a value to tell its type, of two kinds, with numbers
 * beyond ±2^53 where there is no fraction, with bigints beyond 64 bits or beside fractions, with names that cannot be.
 */
export function inferSchema(source: SchemaSource, options: InferOptions = {}): Schema {
  const override = schemaFromText(options.schemaOverride ?? {});
  return overrideColumns(columnsIn(source), override.fields);
}

function columnsIn(source: SchemaSource): FoundColumn[] {
  const arrowSchema = arrowSchemaOf(source);
  if (arrowSchema !== undefined) return arrowColumns(arrowSchema);
  if (isObject(source) && Array.isArray(source.schema)) return parquetColumns(source.schema);
  if (isObject(source) && Symbol.iterator in source) return inferRows(source as Iterable<unknown>);
  throw new TypeError(
    "A schema is inferred from rows as an array or iterable, an Arrow table or schema, or a Parquet footer. " +
      "Of an async iterable, gather some rows first.",
  );
}

// Arrow values are told by their shape: an application may have a second copy of the library.
function arrowSchemaOf(source: unknown): arrow.Schema | undefined {
  const schema = isObject(source) && isObject(source.schema) ? source.schema : source;
  const isSchema = isObject(schema) && Array.isArray(schema.fields) && schema.metadata instanceof Map;
  return isSchema ? (schema as unknown as arrow.Schema) : undefined;
}

function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null;
}
