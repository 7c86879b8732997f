import { typeUnsupported } from "./errors.js";
import { fromSafeInteger } from "./split-integer.js";
import type { MapType, RowType, TrinoType } from "./trino-type.js";
import { printTypeText } from "./type-text.js";
import { zonedToUtc } from "./zoned.js";

/** Turns a JSON value that is not null into ours. */
export type Decode = (value: never) => unknown;

/** Thrown for an integer that JSON.parse has rounded. */
export const roundedInteger: unique symbol = Symbol("rounded integer");

/** How a JSON value of the type becomes ours; `undefined` where it already is. Never called with null. */
export function decoderOf(type: TrinoType): Decode | undefined {
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

function scalarDecoder(name: string, type: TrinoType): Decode | undefined {
  switch (name.toLowerCase()) {
    case "bigint":
      return bigintOf;
    case "double":
      return (value: number | string) => Number(value);
    case "real":
      // The server prints the shortest digits of a 32-bit number; the number itself has more of them.
      return (value: number | string) => Math.fround(Number(value));
    case "varbinary":
      return (value: string) => new Uint8Array(Buffer.from(value, "base64"));
    case "timestamp":
      return (value: string) => value.replace(" ", "T");
    case "timestamp with time zone":
      return zonedToUtc;
    case "boolean":
    case "tinyint":
    case "smallint":
    case "integer":
    case "varchar":
    case "char":
    case "decimal":
    case "date":
    case "time":
      return undefined;
    default:
      return (value: unknown) => {
        if (typeof value === "string") return value;
        // JSON.parse may have rounded numbers in it.
        throw typeUnsupported("A value", printTypeText(type), "Cast it to varchar or json in the statement.");
      };
  }
}

function bigintOf(value: number | string): bigint {
  if (typeof value === "string") return BigInt(value);
  if (!Number.isSafeInteger(value)) throw roundedInteger;
  return fromSafeInteger(value);
}

function arrayDecoder(element: TrinoType): Decode | undefined {
  const decode = decoderOf(element);
  if (decode === undefined) return undefined;
  return (values: never[]) => values.map((value) => (value === null ? null : decode(value)));
}

function mapDecoder({ key, value }: MapType): Decode {
  const decodeKey = keyDecoder(key);
  const decode = decoderOf(value);
  return (entries: Record<string, never>) => {
    const map = new Map<unknown, unknown>();
    for (const [text, item] of Object.entries(entries)) {
      map.set(decodeKey(text as never), item === null || decode === undefined ? item : decode(item));
    }
    return map;
  };
}

/** Keys travel as text whatever their type. Keys that are themselves nested stay text. */
export function keyDecoder(key: TrinoType): Decode {
  const same = (text: string) => text;
  if (key.kind !== "scalar") return same;
  switch (key.name) {
    case "boolean":
      return (text: string) => text === "true";
    case "tinyint":
    case "smallint":
    case "integer":
      return (text: string) => Number(text);
    default:
      return scalarDecoder(key.name, key) ?? same;
  }
}

function rowDecoder(type: RowType): Decode {
  const names = memberNames(type);
  const decoders = type.fields.map((field) => decoderOf(field.type));
  // Object.fromEntries makes own properties only, also of a field called __proto__.
  return (values: never[]) =>
    Object.fromEntries(
      decoders.map((decode, index) => {
        const value = values[index];
        return [names[index], value === null || decode === undefined ? value : decode(value as never)];
      }),
    );
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
