import { type Columns, type Schema, schemaOf } from "@sluice/type-mapping";

/** The type of an asset that is a table. */
export interface TableType<C extends Columns> {
  readonly family: "table";
  readonly columns: C;
  readonly schema: Schema;
}

/** A table with these columns, in this order. */
export function table<const C extends Columns>(columns: C): TableType<C> {
  return { family: "table", columns, schema: schemaOf(columns) };
}
