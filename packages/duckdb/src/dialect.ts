import { SluiceError } from "@sluice/sdk";
import type { Dialect, SqlValue } from "@sluice/sdk/plugin";
import { duckdbLiteral } from "@sluice/type-mapping";
import { reservedWords } from "./reserved-words.js";

const bareName = /^[a-z_][a-z0-9_]*$/;

/** How DuckDB writes names and values. */
export const duckdbDialect: Dialect = {
  name: "duckdb",
  identifier: (name) =>
    bareName.test(name) && !reservedWords.has(name) ? name : `"${checked(name).replaceAll('"', '""')}"`,
  literal,
  typed: (type, value) => duckdbLiteral(type, value),
};

function literal(value: SqlValue): string {
  if (value === null) return "NULL";
  if (value instanceof Date) return `TIMESTAMP '${value.toISOString().slice(0, -1).replace("T", " ")}'`;
  switch (typeof value) {
    case "string":
      return `'${checked(value).replaceAll("'", "''")}'`;
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "TRUE" : "FALSE";
    case "number":
      return Number.isSafeInteger(value) && !Object.is(value, -0)
        ? String(value)
        : `CAST('${numberText(value)}' AS DOUBLE)`;
  }
}

function numberText(value: number): string {
  return Object.is(value, -0) ? "-0.0" : String(value);
}

function checked(text: string): string {
  if (!text.includes("\0")) return text;
  throw new SluiceError("VALUE_UNSUPPORTED", {
    message: "A text with a NUL character cannot stand in a DuckDB statement.",
    details: { row: 0, column: "", value: JSON.stringify(text), type: "SQL text" },
    hint: "Take the character out.",
  });
}
