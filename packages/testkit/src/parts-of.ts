import { valueText } from "./value-text.js";

/** What a value is made of. */
export interface Parts {
  readonly kind: "array" | "map" | "object";
  /** `[0]`, `["key"]`, `.name`. The number of parts is one of them. */
  readonly byPath: ReadonlyMap<string, unknown>;
}

/** The parts of an array, a Map or a plain object; `undefined` for all else. */
export function partsOf(value: unknown): Parts | undefined {
  if (Array.isArray(value)) {
    const elements = Array.from(value, (each, index): [string, unknown] => [`[${index}]`, each]);
    return { kind: "array", byPath: new Map([...elements, [".length", value.length]]) };
  }
  if (value instanceof Map) {
    const entries = Array.from(value, ([key, each]): [string, unknown] => [`[${valueText(key)}]`, each]);
    return { kind: "map", byPath: new Map([...entries, [".size", value.size]]) };
  }
  if (!isPlain(value)) return undefined;
  const properties = Object.entries(value).map(([name, each]): [string, unknown] => [pathTo(name), each]);
  return { kind: "object", byPath: new Map(properties) };
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function pathTo(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
