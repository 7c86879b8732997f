import { SluiceError } from "@sluice/sdk";
import type { Dialect, SqlValue } from "@sluice/sdk/plugin";
import { trinoLiteral } from "@sluice/type-mapping";
import { reservedWords } from "./reserved-words.js";

const bareName = /^[a-z_][a-z0-9_]*$/;
const loneSurrogate = /\p{Surrogate}/u;

/** How Trino writes names and values. What it cannot hold exactly is refused. */
export const trinoDialect: Dialect = {
  name: "trino",
  identifier(name) {
    if (name === "") throw refused("an empty name");
    const checked = plain(name, "a name");
    return bareName.test(checked) && !reservedWords.has(checked)
      ? checked
      : `"${checked.replaceAll('"', '""')}"`;
  },
  literal,
  typed: (type, value) => trinoLiteral(type, value),
};

function literal(value: SqlValue): string {
  if (value === null) return "NULL";
  switch (typeof value) {
    case "string":
      return `'${plain(value, "a string").replaceAll("'", "''")}'`;
    case "boolean":
      return value ? "TRUE" : "FALSE";
    case "bigint":
      return bigintLiteral(value);
    case "number":
      return numberLiteral(value);
    default:
      return dateLiteral(value);
  }
}

function numberLiteral(value: number): string {
  if (Number.isNaN(value)) return "nan()";
  if (!Number.isFinite(value)) return signed(value > 0 ? "infinity()" : "-infinity()");
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return signed(String(value));
  return `DOUBLE '${Object.is(value, -0) ? "-0" : value}'`;
}

function bigintLiteral(value: bigint): string {
  if (BigInt.asIntN(64, value) === value) return signed(String(value));
  const digits = String(value < 0n ? -value : value).length;
  if (digits > 38) throw refused(`an integer of ${digits} digits`, "DECIMAL holds 38 digits.");
  return `DECIMAL '${value}'`;
}

function dateLiteral(value: Date): string {
  const year = value.getUTCFullYear();
  if (Number.isNaN(year)) throw refused("an invalid Date");
  if (year < 1 || year > 9999) throw refused(`a Date of the year ${year}`, "Years 1 to 9999 can be written.");
  return `TIMESTAMP '${value.toISOString().slice(0, -1).replace("T", " ")}'`;
}

/** In parentheses if negative: after a minus sign, `--` would begin a comment. */
function signed(text: string): string {
  return text.startsWith("-") ? `(${text})` : text;
}

function plain(text: string, what: string): string {
  if (text.includes("\0")) throw refused(`${what} with a NUL character`);
  if (loneSurrogate.test(text)) throw refused(`${what} that is no valid Unicode`);
  return text;
}

function refused(what: string, hint?: string): SluiceError<"QUERY_FAILED"> {
  return new SluiceError("QUERY_FAILED", {
    message: `Trino SQL cannot hold ${what}.`,
    details: { engine: "trino", code: "INVALID_SQL_VALUE" },
    ...(hint !== undefined && { hint }),
  });
}
