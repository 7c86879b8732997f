import type { LogicalType } from "../logical-type.js";
import { mapType } from "../mapping.js";
import { duckdbTypes } from "../targets/duckdb.js";
import { type LiteralWords, literalText } from "./literal.js";
import { fail, type Given, type ScalarType } from "./value-text.js";

/**
 * An expression of exactly that type with exactly that value, as DuckDB reads it. `value` is what loading gives, fewer
 * digits too; null is a typed null. `RangeError` for what the type does not hold, and for nanoseconds outside 1677-09-22
 * to 2262-04-11T23:47:16.854775806, where DuckDB's end.
 */
export function duckdbLiteral(type: LogicalType, value: unknown): string {
  const text = literalText(words, type, { value, path: [] });
  return text !== "NULL" && isExact(type) ? text : `CAST(${text} AS ${mapType(duckdbTypes, type)})`;
}

const words: LiteralWords = {
  scalar: scalarText,
  list: (elements) => `[${elements.join(", ")}]`,
  map: (keys, values) => `MAP([${keys.join(", ")}], [${values.join(", ")}])`,
  struct: (fields) => `{${fields.map(({ name, text }) => `${quoted(name)}: ${text}`).join(", ")}}`,
};

function isExact({ id }: LogicalType): boolean {
  return !["list", "map", "struct"].includes(id);
}

function scalarText(type: ScalarType, text: string, given: Given): string {
  switch (type.id) {
    case "boolean":
      return text.toUpperCase();
    case "string":
      return text.includes("\0") ? `(${text.split("\0").map(quoted).join(" || chr(0) || ")})` : quoted(text);
    case "binary":
      return `from_hex('${text}')`;
    case "timestamp":
      return type.precision === 9 ? nanoseconds(type, text, given) : `TIMESTAMP '${text}'`;
    case "zonedTimestamp":
      return type.precision === 9
        ? nanoseconds(type, text, given)
        : `CAST('${text}+00' AS ${mapType(duckdbTypes, type)})`;
    default:
      return `CAST(${quoted(text)} AS ${mapType(duckdbTypes, type)})`;
  }
}

function nanoseconds(type: ScalarType, text: string, given: Given): string {
  if (text < "1677-09-22" || text > "2262-04-11 23:47:16.854775806") {
    return fail(type, given, "nanoseconds from 1677-09-22 to 2262-04-11T23:47:16.854775806 in DuckDB");
  }
  return `TIMESTAMP_NS '${text}'`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
