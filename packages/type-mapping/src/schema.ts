import { type Columns, fieldsOf } from "./column.js";
import { type Field, fieldsText } from "./logical-type.js";

/** The columns of a table, in order. */
export interface Schema {
  readonly fields: readonly Field[];
}

/** The schema those columns make. */
export function schemaOf(columns: Columns): Schema {
  return { fields: fieldsOf(columns) };
}

/** `schema` with only the named columns, in the order of `names`. Unknown names are left out. */
export function selectFields(schema: Schema, names: readonly string[]): Schema {
  const byName = new Map(schema.fields.map((field) => [field.name, field]));
  return { fields: names.flatMap((name) => byName.get(name) ?? []) };
}

/** The schema as one line, `"id" int64, "total" decimal(12,2), "customer" string?`: equal text, equal stored columns. */
export function schemaText(schema: Schema): string {
  return fieldsText(schema.fields);
}
