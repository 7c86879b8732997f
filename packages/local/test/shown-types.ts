import { allTypes, type DataSet } from "@sluice/testkit";
import { type Field, type LogicalType, schemaOf, targetType } from "@sluice/type-mapping";

const { fields } = schemaOf(allTypes.columns);

/** Names of the columns with zoned timestamps of nanoseconds, which DuckDB does not show. */
export const hiddenNames = fields.filter(({ type }) => isRefused(type)).map(({ name }) => name);

const shown = fields.flatMap(shownField);

/** `allTypes` as far as DuckDB shows it: structs without such a field, and no other column that holds one. */
export const shownTypes: DataSet = {
  columns: Object.fromEntries(shown.map(({ name, ...column }) => [name, column])),
  rows: allTypes.rows.map((row) => pick(shown, row)),
};

function shownField(field: Field): Field[] {
  if (!isRefused(field.type)) return [field];
  if (field.type.id !== "struct") return [];
  return [{ ...field, type: { id: "struct", fields: field.type.fields.flatMap(shownField) } }];
}

function pick(wanted: readonly Field[], row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    wanted.map(({ name, type }) => {
      const value = row[name] as Record<string, unknown> | null;
      return [name, type.id === "struct" && value !== null ? pick(type.fields, value) : value];
    }),
  );
}

function isRefused(type: LogicalType): boolean {
  return targetType("duckdb", { type, nullable: true }).refusals !== undefined;
}
