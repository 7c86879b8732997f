import type { Field, LogicalType } from "@sluice/sdk";
import { asItIs, type Convert, nullOr } from "./convert.js";

/**
 * Undoes `toJson` for values of `type`, null too. Throws for JSON that stands for no value; what is left to check is
 * checked when the value is packed.
 */
export function fromJson(type: LogicalType): Convert {
  return nullOr(valueFromJson(type));
}

function valueFromJson(type: LogicalType): Convert {
  switch (type.id) {
    case "int64":
      return (json) => (typeof json === "string" ? integer(json) : json);
    case "float32":
    case "float64":
      return float;
    case "binary":
      return bytes;
    case "list": {
      const element = fromJson(type.element.type);
      return (json) => listOf(json).map((each) => element(each));
    }
    case "map":
      return mapReader(fromJson(type.key.type), fromJson(type.value.type));
    case "struct":
      return objectReader(type.fields);
    default:
      return asItIs;
  }
}

/** Reads the properties that are named here, in their place. One that is not there is null, all others stay. */
export function objectReader(fields: readonly Field[]): (json: unknown) => object {
  const readers = fields
    .map(({ name, type }) => [name, fromJson(type)] as const)
    // Every object has a `constructor` and the like, which is no value of the line.
    .filter(([name, read]) => read !== asItIs || name in Object.prototype);
  return (json) => {
    if (typeof json !== "object" || json === null || Array.isArray(json)) throw wrong(json, "object");
    const values = json as Record<string, unknown>;
    for (const [name, read] of readers)
      values[name] = Object.hasOwn(values, name) ? read(values[name]) : null;
    return values;
  };
}

function mapReader(key: Convert, value: Convert): Convert {
  return (json) => {
    const pairs = listOf(json).map((pair) => {
      const both = listOf(pair);
      if (both.length !== 2) throw wrong(pair, "pair of a key and a value");
      return [key(both[0]), value(both[1])] as const;
    });
    const map = new Map(pairs);
    if (map.size < pairs.length) throw wrong(json, "map: a key is there twice");
    return map;
  };
}

function listOf(json: unknown): unknown[] {
  if (!Array.isArray(json)) throw wrong(json, "list");
  return json;
}

function integer(text: string): bigint {
  if (!/^-?\d+$/.test(text)) throw wrong(text, "integer");
  return BigInt(text);
}

const numbersByText = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["-0", -0],
]);

function float(json: unknown): unknown {
  const number = typeof json === "string" ? numbersByText.get(json) : json;
  // JSON.parse makes infinity of what is too large.
  if (number === undefined || json === Number.POSITIVE_INFINITY || json === Number.NEGATIVE_INFINITY) {
    throw wrong(json, "number");
  }
  return number;
}

function bytes(json: unknown): Uint8Array {
  const decoded = Buffer.from(String(json), "base64");
  // Node passes over what is no base64.
  if (decoded.toString("base64") !== json) throw wrong(json, "base64");
  return decoded;
}

function wrong(json: unknown, what: string): TypeError {
  return new TypeError(`${JSON.stringify(json).slice(0, 80)} is no ${what}.`);
}
