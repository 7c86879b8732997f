import { TextScanner } from "../text-scanner.js";
import type { RowField, TrinoType } from "./trino-type.js";

// Names of several words. Parameters stand after the first: timestamp(6) with time zone.
const longNames =
  /(timestamp|time|interval)\b\s*(\([^()]*\))?\s*(with time zone|day to second|year to month)\b/iy;
const plainName = /[A-Za-z_][A-Za-z0-9_:@$]*/y;
const digits = /\d+/y;
const bareName = /^[a-z_][a-z0-9_]*$/;

/**
 * Reads type text such as `row("a b" decimal(10,2), m map(varchar, array(timestamp(6))))`.
 * Trino prints field names of a result column without quotes, so a name with a blank in it cannot be told from
 * its type there; a result's own types are therefore read from its type signatures.
 */
export function parseTypeText(text: string): TrinoType {
  const scanner = new TextScanner(text, "the type");
  const type = readType(scanner);
  scanner.end();
  return type;
}

/** Reads a type that stands in a longer text. */
export function readType(scanner: TextScanner): TrinoType {
  scanner.skipBlanks();
  const long = scanner.match(longNames);
  if (long !== undefined) {
    const parameters = (long[2]?.slice(1, -1).split(",") ?? []).map(Number);
    return { kind: "scalar", name: `${long[1]} ${long[3]}`.toLowerCase(), parameters };
  }
  const name = scanner.take(plainName);
  if (name === undefined) throw scanner.unreadable("a type");
  if (!scanner.accept("(")) return { kind: "scalar", name, parameters: [] };
  switch (name.toLowerCase()) {
    case "row":
      return { kind: "row", fields: scanner.list(")", () => readField(scanner)) };
    case "array": {
      const element = readType(scanner);
      scanner.expect(")");
      return { kind: "array", element };
    }
    case "map": {
      const key = readType(scanner);
      scanner.expect(",");
      const value = readType(scanner);
      scanner.expect(")");
      return { kind: "map", key, value };
    }
    default:
      return { kind: "scalar", name, parameters: scanner.list(")", () => readParameter(scanner)) };
  }
}

function readParameter(scanner: TextScanner): number | TrinoType {
  scanner.skipBlanks();
  const number = scanner.take(digits);
  return number === undefined ? readType(scanner) : Number(number);
}

function readField(scanner: TextScanner): RowField {
  scanner.skipBlanks();
  if (scanner.sees(/"/y)) return { name: scanner.quoted('"'), type: readType(scanner) };
  const start = scanner.at;
  if (!scanner.sees(longNames)) {
    const name = scanner.take(plainName);
    // A word, a blank, and no end of the field: the word was the name.
    if (name !== undefined && scanner.sees(/\s+[^\s,()]/y)) return { name, type: readType(scanner) };
  }
  scanner.at = start;
  return { type: readType(scanner) };
}

/** The text of a type. `parseTypeText` reads it back as the same tree. */
export function printTypeText(type: TrinoType): string {
  switch (type.kind) {
    case "array":
      return `array(${printTypeText(type.element)})`;
    case "map":
      return `map(${printTypeText(type.key)}, ${printTypeText(type.value)})`;
    case "row":
      return `row(${type.fields.map(printField).join(", ")})`;
    case "scalar": {
      const parameters = type.parameters.map((one) => (typeof one === "number" ? one : printTypeText(one)));
      const [first, ...rest] = type.name.split(" ");
      const head = parameters.length === 0 ? first : `${first}(${parameters.join(",")})`;
      return [head, ...rest].join(" ");
    }
  }
}

function printField({ name, type }: RowField): string {
  if (name === undefined) return printTypeText(type);
  const written = bareName.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
  return `${written} ${printTypeText(type)}`;
}
