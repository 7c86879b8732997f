import { allTypes, type DataSet } from "@sluice/testkit";
import { type Field, type LogicalType, schemaOf } from "@sluice/type-mapping";

const { fields } = schemaOf(allTypes.columns);

/** Names of the columns with zoned timestamps of nanoseconds, which DuckDB does not show. */
export const hiddenNames = fields.filter(({ type }) => holdsZonedNanos(type)).map(({ name }) => name);

const shown = fields.flatMap(shownField);

/** `allTypes` as far as DuckDB shows it: structs without such a field, and no other column that holds one. */
export const shownTypes: DataSet = {
  columns: Object.fromEntries(shown.map(({ name, ...column }) => [name, column])),
  rows: allTypes.rows.map((row) => pick(shown, row)),
};

function shownField(field: Field): Field[] {
  if (!holdsZonedNanos(field.type)) return [field];
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

function holdsZonedNanos(type: LogicalType): boolean {
  switch (type.id) {
    case "zonedTimestamp":
      return type.precision === 9;
    case "list":
      return holdsZonedNanos(type.element.type);
    case "map":
      return holdsZonedNanos(type.key.type) || holdsZonedNanos(type.value.type);
    case "struct":
      return type.fields.some((field) => holdsZonedNanos(field.type));
    default:
      return false;
  }
}
