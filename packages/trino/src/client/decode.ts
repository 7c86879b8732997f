import { typeUnsupported } from "./errors.js";
import { isObject } from "./json-object.js";
import { fromSafeInteger } from "./split-integer.js";
import type { MapType, RowType, TrinoType } from "./trino-type.js";
import { printTypeText } from "./type-text.js";
import { zonedToUtc } from "./zoned.js";

/** Turns a JSON value that is not null into ours. Throws for one that is not of the type. */
export type Decode = (value: unknown) => unknown;

/** Thrown for an integer that JSON.parse has rounded. */
export const roundedInteger: unique symbol = Symbol("rounded integer");

/** How a JSON value of the type becomes ours. Never called with null. */
export function decoderOf(type: TrinoType): Decode {
  switch (type.kind) {
    case "array":
      return arrayDecoder(type.element);
    case "map":
      return mapDecoder(type);
    case "row":
      return rowDecoder(type);
    case "scalar":
      return scalarDecoder(type.name, type);
  }
}

function scalarDecoder(name: string, type: TrinoType): Decode {
  switch (name.toLowerCase()) {
    case "boolean":
      return booleanOf;
    case "tinyint":
    case "smallint":
    case "integer":
      return integerOf;
    case "bigint":
      return bigintOf;
    case "double":
      return doubleOf;
    case "real":
      // The server prints the shortest digits of a 32-bit number; the number itself has more of them.
      return (value) => Math.fround(doubleOf(value));
    case "varbinary":
      return (value) => new Uint8Array(Buffer.from(textOf(value), "base64"));
    case "date":
      return dateOf;
    case "timestamp":
      return timestampOf;
    case "timestamp with time zone":
      return (value) => zonedToUtc(textOf(value));
    case "varchar":
    case "char":
    case "decimal":
    case "time":
      return textOf;
    default:
      return (value) => {
        if (typeof value === "string") return value;
        // JSON.parse may have rounded numbers in it.
        throw typeUnsupported("A value", printTypeText(type), "Cast it to varchar or json in the statement.");
      };
  }
}

function booleanOf(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw notOf("boolean");
}

function booleanOfText(text: unknown): boolean {
  if (text === "true" || text === "false") return text === "true";
  throw notOf("boolean");
}

function integerOf(value: unknown): number {
  // Of 32 bits, the most that the integers given as numbers have.
  if (typeof value === "number" && value === (value | 0)) return value;
  throw notOf("integer");
}

function bigintOf(value: unknown): bigint {
  if (typeof value === "number" && Number.isInteger(value)) {
    if (!Number.isSafeInteger(value)) throw roundedInteger;
    return fromSafeInteger(value);
  }
  if (typeof value !== "string" || !/^-?\d{1,19}$/.test(value)) throw notOf("bigint");
  const integer = BigInt(value);
  if (integer !== BigInt.asIntN(64, integer)) throw notOf("bigint");
  return integer;
}

const numberText = /^(NaN|-?Infinity|-?\d+(\.\d+)?(E[+-]?\d+)?)$/i;

function doubleOf(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "string" && numberText.test(value)) return Number(value);
  throw notOf("number");
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  throw notOf("text");
}

function dateOf(value: unknown): string {
  const text = textOf(value);
  if (isDate(text)) return text;
  throw notOf("date");
}

function timestampOf(value: unknown): string {
  const text = textOf(value);
  if (isTimestamp(text)) return text.replace(" ", "T");
  throw notOf("timestamp");
}

/** Whether the text is a date as Trino writes it, of any year. */
export function isDate(text: string): boolean {
  return /^[+-]?\d{4,}-\d\d-\d\d$/.test(text);
}

/** Whether the text is a timestamp as Trino writes it, of any year. */
export function isTimestamp(text: string): boolean {
  return /^[+-]?\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/.test(text);
}

function notOf(type: string): TypeError {
  return new TypeError(`A value is no ${type}.`);
}

function arrayDecoder(element: TrinoType): Decode {
  const decode = orNull(decoderOf(element));
  return (values) => {
    if (!Array.isArray(values)) throw notOf("array");
    return values.map((value) => decode(value));
  };
}

function mapDecoder({ key, value }: MapType): Decode {
  const decodeKey = keyDecoder(key);
  const decode = orNull(decoderOf(value));
  return (entries) => {
    if (!isObject(entries)) throw notOf("map");
    const map = new Map<unknown, unknown>();
    for (const [text, item] of Object.entries(entries)) map.set(decodeKey(text), decode(item));
    return map;
  };
}

/** Keys travel as text whatever their type. Keys that are themselves nested stay text. */
export function keyDecoder(key: TrinoType): Decode {
  if (key.kind !== "scalar") return textOf;
  switch (key.name) {
    case "boolean":
      return booleanOfText;
    case "tinyint":
    case "smallint":
    case "integer":
      return (text) => integerOf(doubleOf(text));
    default:
      return scalarDecoder(key.name, key);
  }
}

function rowDecoder(type: RowType): Decode {
  const names = memberNames(type);
  const decode = valuesDecoder(type.fields.map((field) => field.type));
  // Object.fromEntries makes own properties only, also of a field called __proto__.
  return (values) => Object.fromEntries(decode(values).map((value, index) => [names[index], value]));
}

/** A decoder of an array with one value, or null, of each of these types. */
export function valuesDecoder(types: readonly TrinoType[]): (values: unknown) => unknown[] {
  const decoders = types.map((type) => orNull(decoderOf(type)));
  return (values) => {
    if (!Array.isArray(values) || values.length !== decoders.length) throw notOf("row");
    return decoders.map((decode, index) => decode(values[index]));
  };
}

function orNull(decode: Decode): Decode {
  return (value) => (value === null ? null : decode(value));
}

/** The properties of a row's fields. Two fields may share a name; neither may swallow the other. */
export function memberNames({ fields }: RowType): string[] {
  const taken = new Set<string>();
  return fields.map(({ name }, index) => {
    let free = name ?? `field${index}`;
    while (taken.has(free)) free = `${free}_${index}`;
    taken.add(free);
    return free;
  });
}
