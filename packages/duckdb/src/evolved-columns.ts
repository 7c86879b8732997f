import {
  duckdbTypes,
  type Field,
  type LogicalType,
  mapType,
  type Schema,
  schemaText,
} from "@sluice/type-mapping";
import { duckdbDialect } from "./dialect.js";
import { castColumn, shownColumn } from "./shown-column.js";

const { identifier } = duckdbDialect;

/** The columns of the view, in its exact types, out of files that were written with other ones. */
export function evolvedColumns(written: Schema, shown: Schema): string[] {
  const inFiles = new Map(written.fields.map((field) => [field.name, field]));
  return shown.fields.map((field) => {
    const own = inFiles.get(field.name);
    if (own === undefined) return nullColumn(field);
    return sameType(own, field) ? shownColumn(field) : castColumn(field);
  });
}

export function nullColumn({ name, type }: { readonly name: string; readonly type: LogicalType }): string {
  return `CAST(NULL AS ${mapType(duckdbTypes, type)}) AS ${identifier(name)}`;
}

function sameType(left: Field, right: Field): boolean {
  return schemaText({ fields: [left] }) === schemaText({ fields: [right] });
}
