import type { LogicalType } from "../logical-type.js";
import { mapType } from "../mapping.js";
import { trinoTypes } from "../targets/trino.js";
import { type LiteralWords, literalText } from "./literal.js";
import type { ScalarType } from "./value-text.js";

/**
 * An expression of exactly that type with exactly that value, as Trino reads it. `value` is what loading gives, fewer
 * digits too; null is a typed null. `RangeError` for what the type does not hold.
 */
export function trinoLiteral(type: LogicalType, value: unknown): string {
  const text = literalText(words, type, { value, path: [] });
  return text !== "NULL" && isExact(type) ? text : `CAST(${text} AS ${mapType(trinoTypes, type)})`;
}

const words: LiteralWords = {
  scalar: scalarText,
  list: (elements) => `ARRAY[${elements.join(", ")}]`,
  map: (keys, values) => `MAP(ARRAY[${keys.join(", ")}], ARRAY[${values.join(", ")}])`,
  struct: (fields) => `ROW(${fields.map(({ text }) => text).join(", ")})`,
};

/** Of texts and decimals Trino takes the length and digits there are, and of what is inside a nested value too. */
function isExact({ id }: LogicalType): boolean {
  return !["string", "decimal", "list", "map", "struct"].includes(id);
}

function scalarText(type: ScalarType, text: string): string {
  switch (type.id) {
    case "boolean":
      return text.toUpperCase();
    case "float32":
      return Number.isFinite(Number(text)) ? `REAL '${text}'` : `CAST(${notFinite(text)} AS real)`;
    case "float64":
      return Number.isFinite(Number(text)) ? `DOUBLE '${text}'` : notFinite(text);
    case "string":
      return textLiteral(text);
    case "json":
      return `JSON ${textLiteral(text)}`;
    case "binary":
      return `X'${text}'`;
    case "timestamp":
      return `TIMESTAMP '${text}'`;
    case "zonedTimestamp":
      return `TIMESTAMP '${text} UTC'`;
    case "time":
      return `TIME '${text}'`;
    case "decimal":
      return `DECIMAL '${text}'`;
    default:
      // Between quotes the sign belongs to the number: -9223372036854775808 alone is too large before it is negated.
      return `${mapType(trinoTypes, type).toUpperCase()} '${text}'`;
  }
}

function notFinite(text: string): string {
  if (text === "NaN") return "nan()";
  return text === "Infinity" ? "infinity()" : "(-infinity())";
}

/** What cannot be seen, or looks like something else, is written as its number. */
const odd = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu;

function textLiteral(text: string): string {
  const quoted = text.replaceAll("'", "''");
  if (quoted.search(odd) < 0) return `'${quoted}'`;
  return `U&'${quoted.replaceAll("\\", "\\\\").replaceAll(odd, escaped)}'`;
}

function escaped(character: string): string {
  const hex = (character.codePointAt(0) as number).toString(16).toUpperCase();
  return hex.length > 4 ? `\\+${hex.padStart(6, "0")}` : `\\${hex.padStart(4, "0")}`;
}
