import type { Field, LogicalType } from "../logical-type.js";
import { fieldOf, listOf, mapOf, readType } from "./read-type.js";
import { decimalName, instantName, type ScalarNames, scalarType, textName } from "./scalar-names.js";
import type { TypeScanner } from "./type-scanner.js";

/**
 * The type of a Trino text such as `row("a b" decimal(10,2), m map(varchar, array(timestamp(6))))`, in whatever case.
 * What is inside a nested type is nullable. `SyntaxError` for what is no type, `RangeError` for a type there is no exact
 * equal of; both name the place.
 */
export function parseTrinoType(text: string): LogicalType {
  return readType(text, "Trino", readTrinoType);
}

const castToText = "there is no exact equal; cast it to varchar";

const scalars = {
  boolean: { id: "boolean" },
  tinyint: { id: "int8" },
  smallint: { id: "int16" },
  integer: { id: "int32" },
  int: { id: "int32" },
  bigint: { id: "int64" },
  real: { id: "float32" },
  double: { id: "float64" },
  "double precision": { id: "float64" },
  decimal: decimalName(38, 0),
  dec: decimalName(38, 0),
  numeric: decimalName(38, 0),
  varchar: textName,
  char: textName,
  varbinary: { id: "binary" },
  date: { id: "date" },
  time: timeName,
  "time without time zone": timeName,
  timestamp: instantName("timestamp", 3),
  "timestamp without time zone": instantName("timestamp", 3),
  "timestamp with time zone": instantName("zonedTimestamp", 3),
  uuid: { id: "uuid" },
  json: { id: "json" },
  "time with time zone": "there is no time of day with a zone; cast it to time(6) or varchar",
  "interval day to second": "there are no intervals; cast it with to_milliseconds",
  "interval year to month": "there are no intervals; cast it to varchar",
  number: "its digits have no limit; cast it to decimal(38, s) or varchar",
  unknown: "it is the type of NULL alone; cast it to the type it should have",
  ipaddress: castToText,
  color: castToText,
  variant: "cast it to json",
  geometry: "convert it with ST_AsBinary or ST_AsText",
  sphericalgeography: "convert it with ST_AsBinary or ST_AsText",
  hyperloglog: "cast it to varbinary",
  p4hyperloglog: "cast it to varbinary",
  setdigest: "cast it to varbinary",
  tdigest: "cast it to varbinary",
} satisfies ScalarNames;

const phrases = [
  "with time zone",
  "without time zone",
  "precision",
  "day to second",
  "year to month",
] as const;

function timeName(digits = 3, ...more: readonly number[]): LogicalType | string | undefined {
  if (more.length > 0) return undefined;
  return digits <= 6 ? { id: "time" } : "times have 6 digits here; cast it to time(6)";
}

function readTrinoType(scanner: TypeScanner): LogicalType {
  const from = scanner.place();
  const word = scanner.word();
  if (word === undefined) throw scanner.unexpected("a type");
  if (scanner.sees("(")) {
    switch (word.toLowerCase()) {
      case "array": {
        scanner.expect("(");
        const element = readTrinoType(scanner);
        scanner.expect(")");
        return listOf(element);
      }
      case "map": {
        scanner.expect("(");
        const key = readTrinoType(scanner);
        scanner.expect(",");
        const value = readTrinoType(scanner);
        scanner.expect(")");
        return mapOf(key, value);
      }
      case "row":
        scanner.expect("(");
        return { id: "struct", fields: scanner.items(")", () => readRowField(scanner)) };
    }
  }
  return scalarType(scanner, from, word, { scalars, phrases });
}

function readRowField(scanner: TypeScanner): Field {
  const from = scanner.place();
  const name = scanner.quoted('"') ?? scanner.word();
  if (name === undefined) throw scanner.unexpected("a field");
  // A word with no type behind it was the type.
  if ([",", ")", "("].some((mark) => scanner.sees(mark))) {
    throw scanner.refused(from, "fields of a row need a name; cast it to a row with names");
  }
  return fieldOf(name, readTrinoType(scanner));
}
