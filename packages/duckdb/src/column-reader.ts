import {
  ARRAY,
  BLOB,
  DuckDBArrayType,
  type DuckDBBlobValue,
  DuckDBListType,
  type DuckDBListValue,
  DuckDBMapType,
  type DuckDBMapValue,
  DuckDBStructType,
  type DuckDBStructValue,
  type DuckDBType,
  DuckDBUnionType,
  type DuckDBUnionValue,
  DuckDBVarCharType,
  LIST,
  MAP,
} from "@duckdb/node-api";
import { plainValue } from "./values.js";

/** How a column is read so that nothing of it is lost. */
export interface ColumnReader {
  /** The type that DuckDB's API is told the column has. */
  readonly readAs: DuckDBType;
  /** The value it then gives, as plain JavaScript. */
  readonly convert: (value: unknown) => unknown;
}

/** The reader of a column of `type`. Null is null. */
export function columnReader(type: DuckDBType): ColumnReader {
  if (type instanceof DuckDBVarCharType) return textReader;
  if (type instanceof DuckDBListType) return listReader(type);
  if (type instanceof DuckDBArrayType) return arrayReader(type);
  if (type instanceof DuckDBMapType) return mapReader(type);
  if (type instanceof DuckDBStructType) return structReader(type);
  if (type instanceof DuckDBUnionType) return unionReader(type);
  return { readAs: type, convert: plainValue };
}

function reader<Value>(readAs: DuckDBType, convert: (value: Value) => unknown): ColumnReader {
  return { readAs, convert: (value) => (value === null ? null : convert(value as Value)) };
}

// The API drops a byte order mark at the start of a text, but not of bytes.
const textReader = reader<DuckDBBlobValue>(BLOB, ({ bytes }) => (bytes as Buffer).toString("utf8"));

function listReader(type: DuckDBListType): ColumnReader {
  const { readAs, convert } = columnReader(type.valueType);
  return reader<DuckDBListValue>(LIST(readAs), ({ items }) => items.map(convert));
}

function arrayReader(type: DuckDBArrayType): ColumnReader {
  const { readAs, convert } = columnReader(type.valueType);
  return reader<DuckDBListValue>(ARRAY(readAs, type.length), ({ items }) => items.map(convert));
}

function mapReader(type: DuckDBMapType): ColumnReader {
  const [key, value] = [columnReader(type.keyType), columnReader(type.valueType)];
  return reader<DuckDBMapValue>(
    MAP(key.readAs, value.readAs),
    ({ entries }) => new Map(entries.map((entry) => [key.convert(entry.key), value.convert(entry.value)])),
  );
}

/** An object; an array where the fields have no names, as those of `row(1, 2)`. */
function structReader({ entryNames, entryTypes }: DuckDBStructType): ColumnReader {
  const fields = entryTypes.map(columnReader);
  // By place, because the API keeps one field of each name.
  const places = fields.map((_, place) => String(place));
  const readAs = new DuckDBStructType(
    places,
    fields.map((field) => field.readAs),
  );
  const named = !entryNames.includes("");
  return reader<DuckDBStructValue>(readAs, ({ entries }) => {
    const values = fields.map((field, place) => field.convert(entries[String(place)]));
    return named ? Object.fromEntries(entryNames.map((name, place) => [name, values[place]])) : values;
  });
}

function unionReader({ memberTags, memberTypes }: DuckDBUnionType): ColumnReader {
  const members = memberTypes.map(columnReader);
  const readAs = new DuckDBUnionType(
    memberTags,
    members.map((member) => member.readAs),
  );
  return reader<DuckDBUnionValue>(readAs, ({ tag, value }) =>
    members[memberTags.indexOf(tag)]?.convert(value),
  );
}
