import { type Columns, type Schema, schemaOf, typeFault, typeText } from "@sluice/type-mapping";
import { SluiceError } from "../error.js";
import { isRecord } from "../partition/partition-value.js";

/** The type of an asset that is a table. */
export interface TableType<C extends Columns> {
  readonly family: "table";
  readonly columns: C;
  readonly schema: Schema;
}

/** A table with these columns, in this order. `ASSET_INVALID` for a column whose type does not exist. */
export function table<const C extends Columns>(columns: C): TableType<C> {
  checkColumns(columns);
  const schema = schemaOf(columns);
  for (const { name, type } of schema.fields) {
    const fault = typeFault(type);
    if (fault === undefined) continue;
    throw new SluiceError("ASSET_INVALID", {
      message: `Column "${name}": there is no ${typeText(type)}.`,
      details: {},
      hint: `Its ${fault}.`,
    });
  }
  return { family: "table", columns, schema };
}

function checkColumns(columns: unknown): void {
  if (!isRecord(columns)) {
    throw noColumn("table() was given no columns.");
  }
  for (const [name, column] of Object.entries(columns)) {
    if (!isRecord(column) || !isRecord(column.type)) {
      throw noColumn(`Column "${name}" has no type of a column.`);
    }
  }
}

function noColumn(message: string): SluiceError {
  return new SluiceError("ASSET_INVALID", {
    message,
    details: {},
    hint: "Give each column a type: table({ id: int64(), name: string({ nullable: true }) }).",
  });
}
