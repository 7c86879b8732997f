import type { LogicalType, Schema } from "@sluice/type-mapping";

/** The rows, with every json written in one way. */
export function canonicalRows({ fields }: Schema, rows: readonly object[]): object[] {
  const types = new Map(fields.map(({ name, type }) => [name, type]));
  return rows.map((row) => withCanonicalJson(types, row));
}

/** Trino's json type keeps the document, not its text: blanks, the order of names and digits beyond a double are its own. */
function withCanonicalJson(types: ReadonlyMap<string, LogicalType>, row: object): object {
  const entries = Object.entries(row).map(([name, value]) => [
    name,
    canonical(types.get(name) as LogicalType, value),
  ]);
  return Object.fromEntries(entries);
}

function canonical(type: LogicalType, value: unknown): unknown {
  if (value === null) return null;
  switch (type.id) {
    case "json":
      return JSON.stringify(JSON.parse(String(value)), (_, each) => canonicalPart(each));
    case "list":
      return (value as unknown[]).map((each) => canonical(type.element.type, each));
    case "map":
      return new Map(
        [...(value as Map<unknown, unknown>)].map(([key, each]) => [key, canonical(type.value.type, each)]),
      );
    case "struct":
      return withCanonicalJson(
        new Map(type.fields.map((field) => [field.name, field.type])),
        value as object,
      );
    default:
      return value;
  }
}

function canonicalPart(value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}
