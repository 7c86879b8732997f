import type { LogicalType } from "../logical-type.js";
import { mapType, type TypeMapping } from "../mapping.js";
import { quotedName } from "../quoted-name.js";

/** The type as Trino writes it and as SQL users of the published relation see it. */
export const trinoTypes = {
  boolean: () => "boolean",
  int8: () => "tinyint",
  int16: () => "smallint",
  int32: () => "integer",
  int64: () => "bigint",
  float32: () => "real",
  float64: () => "double",
  decimal: (type) => `decimal(${type.precision},${type.scale})`,
  string: () => "varchar",
  binary: () => "varbinary",
  date: () => "date",
  time: () => "time(6)",
  timestamp: (type) => `timestamp(${type.precision})`,
  zonedTimestamp: (type) => `timestamp(${type.precision}) with time zone`,
  uuid: () => "uuid",
  json: () => "json",
  list: ({ element }): string => `array(${mapType(trinoTypes, element.type)})`,
  map: ({ key, value }): string =>
    `map(${mapType(trinoTypes, key.type)}, ${mapType(trinoTypes, value.type)})`,
  struct: ({ fields }): string =>
    `row(${fields.map(({ name, type }) => `${quotedName(name)} ${mapType(trinoTypes, type)}`).join(", ")})`,
} satisfies TypeMapping<string>;

/** What is different in Trino. */
export function trinoNote(scalar: LogicalType): string | undefined {
  if (scalar.id !== "json") return undefined;
  return "in SQL the document, not its text: no blanks, each key once and sorted, fractions as double; files and loading keep the text";
}
