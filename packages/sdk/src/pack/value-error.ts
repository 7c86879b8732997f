import { type Field, typeText } from "@sluice/type-mapping";
import { SluiceError } from "../error.js";

/** The error of a value that its column cannot hold. `row` counts from 0. */
export function valueError(field: Field, row: number, value: unknown, reason: string): SluiceError {
  const type = typeText(field.type);
  return new SluiceError("VALUE_UNSUPPORTED", {
    message: `Row ${row}, column "${field.name}": ${printed(value)} is not a ${type}: ${reason}.`,
    details: { row, column: field.name, value: printed(value), type },
    hint: hintOf(field, value),
  });
}

function printed(value: unknown): string {
  const text =
    typeof value === "string"
      ? JSON.stringify(value)
      : typeof value === "bigint"
        ? `${value}n`
        : value instanceof Date
          ? Number.isNaN(value.getTime())
            ? "an invalid Date"
            : `Date ${value.toISOString()}`
          : typeof value === "object" && value !== null
            ? `a value of ${value.constructor?.name ?? "unknown"}`
            : String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function hintOf(field: Field, value: unknown): string {
  if (value === null || value === undefined) {
    return `Give a value, or declare the column with { nullable: true }.`;
  }
  switch (field.type.id) {
    case "int8":
    case "int16":
    case "int32":
    case "int64":
      return "Give an integer in range: a number up to ±2^53, or a bigint for int64().";
    case "float32":
      return "Round with Math.fround() first, or use float64().";
    case "decimal":
      return `Give text like "12.50" with at most ${field.type.scale} digits after the point.`;
    case "date":
      return 'Give "YYYY-MM-DD", or a Date at 00:00 UTC. Of a Date, date.utc(d) is the day in UTC, and date.local(d) the day in the time zone of the program.';
    case "time":
      return 'Give "HH:MM:SS" with at most 6 digits after the point.';
    case "timestamp":
      return `Give a Date or "YYYY-MM-DDTHH:MM:SS" without an offset and with at most ${field.type.precision} digits after the point; zonedTimestamp() takes offsets.`;
    case "zonedTimestamp":
      return `Give a Date or text with Z or an offset, with at most ${field.type.precision} digits after the point.`;
    case "uuid":
      return 'Give text like "123e4567-e89b-12d3-a456-426614174000".';
    case "json":
      return "Give JSON text, for example from JSON.stringify().";
    case "binary":
      return "Give a Uint8Array.";
    case "list":
      return "Give an array.";
    case "map":
      return "Give a Map; new Map(Object.entries(object)) makes one of an object.";
    case "struct":
      return `Give an object with ${field.type.fields.map(({ name }) => name).join(", ")}.`;
    default:
      return `Give a ${field.type.id}.`;
  }
}
