import type { Field, LogicalType } from "../logical-type.js";
import { fieldOf, listOf, mapOf, readType } from "./read-type.js";
import { decimalName, instantName, type ScalarNames, scalarType, textName } from "./scalar-names.js";
import type { TypeScanner } from "./type-scanner.js";

/**
 * The type of a DuckDB text such as `STRUCT("a b" INTEGER, c DECIMAL(10,2)[])`, in whatever case. What is inside a nested
 * type is nullable. An enum is text, an array of fixed length a list, an unsigned integer the next wider signed one.
 * `SyntaxError` for what is no type, `RangeError` for a type there is no exact equal of; both name the place.
 */
export function parseDuckdbType(text: string): LogicalType {
  return readType(text, "DuckDB", readDuckdbType);
}

const wideInteger = "it has up to 39 digits; cast it to DECIMAL(38,0) or VARCHAR";
const castToText = "there is no exact equal; cast it to VARCHAR";
const decimal = decimalName(18, 3);

const scalars = {
  boolean: { id: "boolean" },
  bool: { id: "boolean" },
  logical: { id: "boolean" },
  tinyint: { id: "int8" },
  int1: { id: "int8" },
  smallint: { id: "int16" },
  int2: { id: "int16" },
  int16: { id: "int16" },
  short: { id: "int16" },
  integer: { id: "int32" },
  int: { id: "int32" },
  int4: { id: "int32" },
  int32: { id: "int32" },
  signed: { id: "int32" },
  bigint: { id: "int64" },
  int8: { id: "int64" },
  int64: { id: "int64" },
  long: { id: "int64" },
  utinyint: { id: "int16" },
  uint8: { id: "int16" },
  usmallint: { id: "int32" },
  uint16: { id: "int32" },
  uinteger: { id: "int64" },
  uint32: { id: "int64" },
  ubigint: { id: "decimal", precision: 20, scale: 0 },
  uint64: { id: "decimal", precision: 20, scale: 0 },
  float: { id: "float32" },
  float4: { id: "float32" },
  real: { id: "float32" },
  double: { id: "float64" },
  "double precision": { id: "float64" },
  float8: { id: "float64" },
  decimal,
  dec: decimal,
  numeric: decimal,
  varchar: textName,
  nvarchar: textName,
  char: textName,
  bpchar: textName,
  text: { id: "string" },
  string: { id: "string" },
  blob: { id: "binary" },
  bytea: { id: "binary" },
  binary: { id: "binary" },
  varbinary: { id: "binary" },
  date: { id: "date" },
  time: { id: "time" },
  "time without time zone": { id: "time" },
  timestamp: instantName("timestamp", 6),
  "timestamp without time zone": instantName("timestamp", 6),
  datetime: instantName("timestamp", 6),
  timestamp_us: { id: "timestamp", precision: 6 },
  timestamp_ms: { id: "timestamp", precision: 3 },
  timestamp_s: { id: "timestamp", precision: 3 },
  timestamp_ns: { id: "timestamp", precision: 9 },
  timestamptz: { id: "zonedTimestamp", precision: 6 },
  "timestamp with time zone": { id: "zonedTimestamp", precision: 6 },
  uuid: { id: "uuid" },
  guid: { id: "uuid" },
  json: { id: "json" },
  hugeint: wideInteger,
  int128: wideInteger,
  uhugeint: wideInteger,
  uint128: wideInteger,
  bignum: wideInteger,
  varint: wideInteger,
  timetz: "there is no time of day with a zone; cast it to TIME",
  "time with time zone": "there is no time of day with a zone; cast it to TIME",
  time_ns: "times have 6 digits here; cast it to TIME",
  interval: "there are no intervals; keep a number of the unit, epoch_us(x)",
  bit: castToText,
  bitstring: castToText,
  union: "there are no unions; keep a struct with a field for each",
  variant: "cast it to JSON",
  geometry: "convert it with ST_AsWKB or ST_AsText",
  null: "it is the type of NULL alone; cast it to the type it should have",
} satisfies ScalarNames;

const phrases = ["with time zone", "without time zone", "precision"] as const;

function readDuckdbType(scanner: TypeScanner): LogicalType {
  let type = readElementType(scanner);
  for (;;) {
    if (scanner.accept("[")) {
      if (!scanner.sees("]")) scanner.integer();
      scanner.expect("]");
      type = listOf(type);
    } else if (scanner.phrase(["array"]) === undefined) {
      return type;
    } else if (!scanner.sees("[")) {
      type = listOf(type);
    }
  }
}

/** A type with no `[]` behind it. */
function readElementType(scanner: TypeScanner): LogicalType {
  const from = scanner.place();
  const word = scanner.quoted('"') ?? scanner.word();
  if (word === undefined) throw scanner.unexpected("a type");
  switch (word.toLowerCase()) {
    case "struct":
    case "row":
      scanner.expect("(");
      return { id: "struct", fields: scanner.items(")", () => readField(scanner)) };
    case "map": {
      scanner.expect("(");
      const key = readDuckdbType(scanner);
      scanner.expect(",");
      const value = readDuckdbType(scanner);
      scanner.expect(")");
      return mapOf(key, value);
    }
    case "enum":
      scanner.expect("(");
      scanner.items(")", () => readEnumValue(scanner));
      return { id: "string" };
    case "union":
      throw scanner.refused(from, scalars.union);
    default:
      return scalarType(scanner, from, word, { scalars, phrases });
  }
}

function readField(scanner: TypeScanner): Field {
  const name = scanner.quoted('"') ?? scanner.word();
  if (name === undefined) throw scanner.unexpected("a field's name");
  return fieldOf(name, readDuckdbType(scanner));
}

function readEnumValue(scanner: TypeScanner): void {
  if (scanner.quoted("'") === undefined) throw scanner.unexpected("a value between '");
}
