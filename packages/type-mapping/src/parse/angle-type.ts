import type { Field, LogicalType } from "../logical-type.js";
import { fieldOf, listOf, mapOf, readType } from "./read-type.js";
import { decimalName, type ScalarDialect, type ScalarNames, scalarType, textName } from "./scalar-names.js";
import type { TypeScanner } from "./type-scanner.js";

/** A dialect that writes what is inside a type between `<` and `>`: `map<string, array<int>>`. */
export interface AngleDialect extends ScalarDialect {
  readonly name: string;
  readonly list: "array" | "list";
}

export function parseAngleType(text: string, dialect: AngleDialect): LogicalType {
  return readType(text, dialect.name, (scanner) => readAngleType(scanner, dialect));
}

/** Names that Hive, Iceberg and Delta give one meaning. */
export const sharedNames = {
  boolean: { id: "boolean" },
  int: { id: "int32" },
  float: { id: "float32" },
  double: { id: "float64" },
  decimal: decimalName(),
  string: { id: "string" },
  binary: { id: "binary" },
  date: { id: "date" },
} satisfies ScalarNames;

/** Names that both Hive and Spark know. */
export const sqlNames = {
  tinyint: { id: "int8" },
  smallint: { id: "int16" },
  integer: { id: "int32" },
  bigint: { id: "int64" },
  decimal: decimalName(10, 0),
  dec: decimalName(10, 0),
  numeric: decimalName(10, 0),
  varchar: textName,
  char: textName,
  void: "it is the type of NULL alone; cast it to the type it should have",
} satisfies ScalarNames;

function readAngleType(scanner: TypeScanner, dialect: AngleDialect): LogicalType {
  const from = scanner.place();
  const word = scanner.word();
  if (word === undefined) throw scanner.unexpected("a type");
  const name = word.toLowerCase();
  if (name === dialect.list) {
    scanner.expect("<");
    const element = readAngleType(scanner, dialect);
    scanner.expect(">");
    return listOf(element);
  }
  if (name === "map") {
    scanner.expect("<");
    const key = readAngleType(scanner, dialect);
    scanner.expect(",");
    const value = readAngleType(scanner, dialect);
    scanner.expect(">");
    return mapOf(key, value);
  }
  if (name === "struct") {
    scanner.expect("<");
    return { id: "struct", fields: scanner.items(">", () => readField(scanner, dialect)) };
  }
  return scalarType(scanner, from, word, dialect);
}

function readField(scanner: TypeScanner, dialect: AngleDialect): Field {
  scanner.place();
  // Metastores write any name without quotes, one with blanks and points too.
  const name = scanner.quoted("`") ?? scanner.match(/[^`:,<>()]+/y)?.trim();
  if (name === undefined) throw scanner.unexpected("a field's name");
  scanner.expect(":");
  return fieldOf(name, readAngleType(scanner, dialect));
}
