import { type Decode, keyDecoder, memberNames } from "./decode.js";
import {
  acceptByte,
  closeArray,
  closeObject,
  colon,
  comma,
  expectByte,
  type JsonCursor,
  openArray,
  openObject,
} from "./json-cursor.js";
import {
  readBigint,
  readBoolean,
  readDate,
  readDouble,
  readInteger,
  readReal,
  readText,
  readTimestamp,
} from "./read-scalar.js";
import type { MapType, RowType, TrinoType } from "./trino-type.js";
import { zonedToUtc } from "./zoned.js";

/** Reads the value that comes next; null too. */
export type ReadValue = (cursor: JsonCursor) => unknown;

/** How values of a type are read from the JSON text Trino writes for them. The same values as by `decoderOf`. */
export function readerOf(type: TrinoType): ReadValue {
  switch (type.kind) {
    case "array":
      return arrayReader(type.element);
    case "map":
      return mapReader(type);
    case "row":
      return rowReader(type);
    case "scalar":
      return scalarReader(type.name.toLowerCase());
  }
}

function scalarReader(name: string): ReadValue {
  switch (name) {
    case "boolean":
      return readBoolean;
    case "tinyint":
    case "smallint":
    case "integer":
      return readInteger;
    case "bigint":
      return readBigint;
    case "double":
      return readDouble;
    case "real":
      return readReal;
    case "date":
      return readDate;
    case "timestamp":
      return readTimestamp;
    case "timestamp with time zone":
      return readZoned;
    case "varbinary":
      return readBinary;
    default:
      return readText;
  }
}

function readZoned(cursor: JsonCursor): string | null {
  const text = readText(cursor);
  return text === null ? null : zonedToUtc(text);
}

function readBinary(cursor: JsonCursor): Uint8Array | null {
  const text = readText(cursor);
  return text === null ? null : new Uint8Array(Buffer.from(text, "base64"));
}

function isNull(cursor: JsonCursor): boolean {
  if (!acceptByte(cursor, 110)) return false;
  cursor.at += 3;
  return true;
}

function arrayReader(element: TrinoType): ReadValue {
  const read = readerOf(element);
  return (cursor) => {
    if (isNull(cursor)) return null;
    expectByte(cursor, openArray);
    const values: unknown[] = [];
    if (acceptByte(cursor, closeArray)) return values;
    do values.push(read(cursor));
    while (acceptByte(cursor, comma));
    expectByte(cursor, closeArray);
    return values;
  };
}

function mapReader({ key, value }: MapType): ReadValue {
  const decodeKey: Decode = keyDecoder(key);
  const read = readerOf(value);
  return (cursor) => {
    if (isNull(cursor)) return null;
    expectByte(cursor, openObject);
    const map = new Map<unknown, unknown>();
    if (acceptByte(cursor, closeObject)) return map;
    do {
      const text = readText(cursor);
      expectByte(cursor, colon);
      map.set(decodeKey(text), read(cursor));
    } while (acceptByte(cursor, comma));
    expectByte(cursor, closeObject);
    return map;
  };
}

function rowReader(type: RowType): ReadValue {
  const names = memberNames(type);
  const reads = type.fields.map((field) => readerOf(field.type));
  return (cursor) => {
    if (isNull(cursor)) return null;
    expectByte(cursor, openArray);
    // Object.fromEntries makes own properties only, also of a field called __proto__.
    const row = Object.fromEntries(
      reads.map((read, index) => {
        if (index > 0) expectByte(cursor, comma);
        return [names[index], read(cursor)];
      }),
    );
    expectByte(cursor, closeArray);
    return row;
  };
}
