import type { LogicalType, Member } from "../logical-type.js";
import { mapType, type TypeMapping } from "../mapping.js";

/** The type of a loaded value, as TypeScript writes it. */
export const javascriptTypes = {
  boolean: () => "boolean",
  int8: () => "number",
  int16: () => "number",
  int32: () => "number",
  int64: () => "bigint",
  float32: () => "number",
  float64: () => "number",
  decimal: () => "string",
  string: () => "string",
  binary: () => "Uint8Array",
  date: () => "string",
  time: () => "string",
  timestamp: ({ precision }) => (precision === 3 ? "Date" : "string"),
  zonedTimestamp: ({ precision }) => (precision === 3 ? "Date" : "string"),
  uuid: () => "string",
  json: () => "string",
  list: ({ element }): string =>
    element.nullable ? `(${javascriptType(element)})[]` : `${javascriptType(element)}[]`,
  map: ({ key, value }): string => `Map<${javascriptType(key)}, ${javascriptType(value)}>`,
  struct: ({ fields }): string =>
    `{ ${fields.map((field) => `${propertyName(field.name)}: ${javascriptType(field)}`).join("; ")} }`,
} satisfies TypeMapping<string>;

/** The type of a loaded value as the column wants it: with `as` and `null`. */
export function javascriptType({ type, nullable, as }: Member): string {
  const plain = as === undefined ? mapType(javascriptTypes, type) : as === "date" ? "Date" : "number";
  return nullable ? `${plain} | null` : plain;
}

/** How the value looks, where its type alone does not say, or when the value wanted `as` another is an error. */
export function javascriptNote(scalar: LogicalType, as?: Member["as"]): string | undefined {
  switch (scalar.id) {
    case "int64":
      return as === "number" ? "beyond ±2^53 is an error" : undefined;
    case "decimal":
      return `digits, exactly ${scalar.scale} after the point`;
    case "date":
      return "YYYY-MM-DD";
    case "time":
      return "HH:MM:SS.ffffff";
    case "timestamp":
      if (scalar.precision === 3) return "the wall clock, read as UTC";
      if (as === "date") return `the wall clock, read as UTC; ${finerThanDate}`;
      return `YYYY-MM-DDTHH:MM:SS and ${scalar.precision} digits`;
    case "zonedTimestamp":
      if (as === "date" && scalar.precision > 3) return finerThanDate;
      return scalar.precision === 3 ? undefined : `YYYY-MM-DDTHH:MM:SS, ${scalar.precision} digits and Z`;
    case "uuid":
      return "lower case";
    case "json":
      return "the text as it was given";
    default:
      return undefined;
  }
}

const finerThanDate = "finer than a millisecond is an error";

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
