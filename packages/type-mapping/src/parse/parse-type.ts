import type { Field, LogicalType, Member } from "../logical-type.js";
import { checked, readAll, readType } from "./read-type.js";
import { type ScalarNames, scalarType } from "./scalar-names.js";
import type { TypeScanner } from "./type-scanner.js";

const dialect = "Sluice";

/**
 * The type that `typeText` prints: `decimal(12,2)`, `list(struct("a" int64, b string?))`. Names may stand without quotes
 * where they are one word, and types in whatever case. `SyntaxError` for what is no such text, `RangeError` for a type there cannot be.
 */
export function parseType(text: string): LogicalType {
  return readType(text, dialect, readLogicalType);
}

/** A type that may be followed by `?`, which makes it nullable: `decimal(12,2)?`. */
export function parseMember(text: string): Member {
  const member = readAll(text, dialect, readMember);
  checked(member.type, `the ${dialect} type ${text}`);
  return member;
}

/** The fields that `schemaText` prints: `"id" int64, "customer" string?`. One-word names may stand without quotes. */
export function parseFields(text: string): Field[] {
  if (text.trim() === "") return [];
  const fields = readAll(text, dialect, readFields);
  checked({ id: "struct", fields }, `the fields ${text}`);
  return fields;
}

const scalars = {
  boolean: { id: "boolean" },
  int8: { id: "int8" },
  int16: { id: "int16" },
  int32: { id: "int32" },
  int64: { id: "int64" },
  float32: { id: "float32" },
  float64: { id: "float64" },
  decimal: (precision, scale, ...more) =>
    precision === undefined || scale === undefined || more.length > 0
      ? "a decimal says its digits and those after the point, decimal(12, 2)"
      : { id: "decimal", precision, scale },
  string: { id: "string" },
  binary: { id: "binary" },
  date: { id: "date" },
  time: { id: "time" },
  timestamp: instant("timestamp"),
  zonedtimestamp: instant("zonedTimestamp"),
  uuid: { id: "uuid" },
  json: { id: "json" },
} satisfies ScalarNames;

function instant(id: "timestamp" | "zonedTimestamp") {
  return (precision?: number, ...more: readonly number[]): LogicalType | string =>
    (precision === 3 || precision === 6 || precision === 9) && more.length === 0
      ? { id, precision }
      : `it says how many digits it has, ${id}(3), ${id}(6) or ${id}(9)`;
}

function readLogicalType(scanner: TypeScanner): LogicalType {
  const from = scanner.place();
  const word = scanner.word();
  if (word === undefined) throw scanner.unexpected("a type");
  switch (word.toLowerCase()) {
    case "list": {
      scanner.expect("(");
      const element = readMember(scanner);
      scanner.expect(")");
      return { id: "list", element };
    }
    case "map": {
      scanner.expect("(");
      const key = readMember(scanner);
      scanner.expect(",");
      const value = readMember(scanner);
      scanner.expect(")");
      return { id: "map", key, value };
    }
    case "struct": {
      scanner.expect("(");
      const fields = readFields(scanner);
      scanner.expect(")");
      return { id: "struct", fields };
    }
    default:
      return scalarType(scanner, from, word, { scalars });
  }
}

function readMember(scanner: TypeScanner): Member {
  const type = readLogicalType(scanner);
  return { type, nullable: scanner.accept("?") };
}

function readFields(scanner: TypeScanner): Field[] {
  const fields: Field[] = [];
  do {
    const name = readName(scanner);
    fields.push({ name, ...readMember(scanner) });
  } while (scanner.accept(","));
  return fields;
}

function readName(scanner: TypeScanner): string {
  if (!scanner.sees('"')) {
    const word = scanner.word();
    if (word === undefined) throw scanner.unexpected("a name");
    return word;
  }
  const text = scanner.match(/"(?:[^"\\]|\\.)*"/y);
  try {
    return JSON.parse(text ?? "");
  } catch {
    throw scanner.unexpected('a name between ", written as in JSON');
  }
}
