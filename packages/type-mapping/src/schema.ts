import type { Column } from "./column.js";
import { type LogicalType, typeText } from "./logical-type.js";

/** A named column. Plain data: it is written to the log as it is. */
export interface Field {
  readonly name: string;
  readonly type: LogicalType;
  readonly nullable: boolean;
  readonly comment?: string;
  readonly as?: "number" | "date";
}

/** The columns of a table, in order. */
export interface Schema {
  readonly fields: readonly Field[];
}

/** Columns by name, as a user writes them. */
export type Columns = Readonly<Record<string, Column<any, any>>>;

/** What one loaded row looks like. */
export type Row<C extends Columns> = {
  [Name in keyof C]: C[Name] extends Column<infer Out, any> ? Out : never;
};

type OptionalName<C extends Columns> = {
  [Name in keyof C]: C[Name] extends Column<any, infer In> ? (undefined extends In ? Name : never) : never;
}[keyof C];

/** What one row to be stored looks like: null, undefined and absence are the same where a column is nullable. */
export type RowInput<C extends Columns> = {
  [Name in Exclude<keyof C, OptionalName<C>>]: C[Name] extends Column<any, infer In> ? In : never;
} & {
  [Name in OptionalName<C>]?: C[Name] extends Column<any, infer In> ? In : never;
};

/** The schema those columns make. */
export function schemaOf(columns: Columns): Schema {
  return {
    fields: Object.entries(columns).map(([name, column]) => ({
      name,
      type: column.type,
      nullable: column.nullable,
      ...(column.comment === undefined ? {} : { comment: column.comment }),
      ...(column.as === undefined ? {} : { as: column.as }),
    })),
  };
}

/** `schema` with only the named columns, in the order of `names`. Unknown names are left out. */
export function selectFields(schema: Schema, names: readonly string[]): Schema {
  const byName = new Map(schema.fields.map((field) => [field.name, field]));
  return { fields: names.flatMap((name) => byName.get(name) ?? []) };
}

/** The schema as one line, `id int64, total decimal(12,2), customer string?`: equal text, equal stored columns. */
export function schemaText(schema: Schema): string {
  return schema.fields
    .map((field) => `${JSON.stringify(field.name)} ${typeText(field.type)}${field.nullable ? "?" : ""}`)
    .join(", ");
}
