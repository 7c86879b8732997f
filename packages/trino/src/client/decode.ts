import type { MapType, RowType, TrinoType } from "./trino-type.js";
import { zonedToUtc } from "./zoned.js";

type Decode = (value: never) => unknown;

/** Turns the raw rows of a page into values, in place: the rows were parsed for nobody else. */
export function rowsDecoder(
  types: readonly TrinoType[],
): (rows: unknown[][]) => readonly (readonly unknown[])[] {
  const steps = types.flatMap((type, index) => {
    const decode = decoderOf(type);
    return decode === undefined ? [] : [{ index, decode }];
  });
  return (rows) => {
    for (const row of rows) {
      for (const { index, decode } of steps) {
        const value = row[index];
        if (value !== null) row[index] = decode(value as never);
      }
    }
    return rows;
  };
}

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
      return scalarDecoder(type.name);
  }
}

function scalarDecoder(name: string): Decode | undefined {
  switch (name.toLowerCase()) {
    case "bigint":
      return (value: number | string) => BigInt(value);
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
      return (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  }
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
function keyDecoder(key: TrinoType): Decode {
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
      return scalarDecoder(key.name) ?? same;
  }
}

function rowDecoder({ fields }: RowType): Decode {
  const taken = new Set<string>();
  const members = fields.map(({ name, type }, index) => {
    let free = name ?? `field${index}`;
    // Two fields may share a name; neither may swallow the other.
    while (taken.has(free)) free = `${free}_${index}`;
    taken.add(free);
    return { name: free, decode: decoderOf(type) };
  });
  // Object.fromEntries makes own properties only, also of a field called __proto__.
  return (values: never[]) =>
    Object.fromEntries(
      members.map(({ name, decode }, index) => {
        const value = values[index];
        return [name, value === null || decode === undefined ? value : decode(value as never)];
      }),
    );
}
