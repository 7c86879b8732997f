import type { LogicalType } from "../logical-type.js";
import { fail, type Given, type ScalarType, valueText } from "./value-text.js";

/** How one engine writes values. What it writes may be of a narrower type, and is cast as a whole. */
export interface LiteralWords {
  /** Takes the text `valueText` makes. */
  scalar(type: ScalarType, text: string, given: Given): string;
  list(elements: readonly string[]): string;
  map(keys: readonly string[], values: readonly string[]): string;
  struct(fields: readonly { readonly name: string; readonly text: string }[]): string;
}

/** The value as an expression; null is `NULL`. */
export function literalText(words: LiteralWords, type: LogicalType, given: Given): string {
  const { value, path } = given;
  if (value === null || value === undefined) return "NULL";
  switch (type.id) {
    case "list": {
      if (!Array.isArray(value)) return fail(type, given, "an array");
      const element = { type: type.element.type, path: [...path, "element"] };
      return words.list(
        // Not `map`, which passes over elements that are not there.
        Array.from(value, (each) => literalText(words, element.type, { value: each, path: element.path })),
      );
    }
    case "map":
      return mapText(words, type.key.type, type.value.type, type, given);
    case "struct": {
      if (typeof value !== "object") return fail(type, given, "an object");
      const names = new Set(type.fields.map(({ name }) => name));
      const unknown = Object.keys(value).find((name) => !names.has(name));
      if (unknown !== undefined) return fail(type, given, `no property ${JSON.stringify(unknown)}`);
      return words.struct(
        type.fields.map((field) => ({
          name: field.name,
          text: literalText(words, field.type, {
            value: propertyOf(value, field.name),
            path: [...path, field.name],
          }),
        })),
      );
    }
    default:
      return words.scalar(type, valueText(type, given), given);
  }
}

// An object without a field named "constructor" does not have what every object inherits under that name.
function propertyOf(value: object, name: string): unknown {
  if (name in Object.prototype && !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function mapText(
  words: LiteralWords,
  keyType: LogicalType,
  valueType: LogicalType,
  type: LogicalType,
  given: Given,
): string {
  const { value, path } = given;
  if (!(value instanceof Map)) return fail(type, given, "a Map");
  const entries = [...value].map(([key, each]) => ({
    key: literalText(words, keyType, { value: key, path: [...path, "key"] }),
    value: literalText(words, valueType, { value: each, path: [...path, "value"] }),
  }));
  const keys = new Set(entries.map(({ key }) => key));
  if (keys.has("NULL")) return fail(type, given, "keys that are not null");
  if (keys.size < entries.length) return fail(type, given, "keys that differ");
  return words.map(
    [...keys],
    entries.map((entry) => entry.value),
  );
}
