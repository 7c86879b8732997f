import { types } from "node:util";
import type { SluiceError } from "../error.js";
import { className, type ValuePath, valueFault } from "./value-path.js";

/** Something inside of the value, and the way to it. */
interface Place {
  readonly value: unknown;
  readonly step: string | number;
  /** What it is inside of; `undefined` for the value itself. */
  readonly above: Place | undefined;
}

/** `VALUE_INVALID` for a value that structured cloning refuses, or would give back as another one. */
export function checkObject(value: unknown, asset: string): void {
  const seen = new Set<unknown>();
  const open: Place[] = [{ value, step: "", above: undefined }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (seen.has(place.value)) continue;
    seen.add(place.value);
    const inside = insideOf(place, asset);
    for (let index = inside.length - 1; index >= 0; index--) open.push(inside[index] as Place);
  }
}

function insideOf(place: Place, asset: string): Place[] {
  const { value } = place;
  if (typeof value === "function" || typeof value === "symbol") {
    throw fault(asset, place, `is a ${typeof value}`, "Structured cloning copies data only: leave it out.");
  }
  if (typeof value !== "object" || value === null) return [];
  const inside: Place[] = [];
  const add = (item: unknown, step: string | number): void => {
    if (mayFail(item)) inside.push({ value: item, step, above: place });
  };
  switch (kindOf(value)) {
    case "bytes":
      return [];
    case "array":
    case "record": {
      const names = Object.keys(value);
      checkProperties(place, names.length + (Array.isArray(value) ? 1 : 0), asset);
      for (const name of names) {
        const item = (value as Record<string, unknown>)[name];
        if (mayFail(item)) add(item, Array.isArray(value) && /^\d+$/.test(name) ? Number(name) : name);
      }
      return inside;
    }
    case "map":
      for (const [key, item] of value as Map<unknown, unknown>) {
        add(key, "key");
        add(item, typeof key === "object" ? "value" : String(key));
      }
      break;
    case "set":
      for (const item of value as Set<unknown>) add(item, "element");
      break;
    case "error":
      add((value as Error).cause, "cause");
      break;
    case "simple":
      break;
    default: {
      const hint = "A class does not survive cloning: store its data, and make the instance after loading.";
      throw fault(asset, place, `is an instance of ${className(value)}`, hint);
    }
  }
  if (Object.keys(value).length === 0) return inside;
  throw fault(asset, place, `is ${className(value)} with properties`, "Cloning passes over them.");
}

function mayFail(value: unknown): boolean {
  return (
    typeof value === "function" || typeof value === "symbol" || (typeof value === "object" && value !== null)
  );
}

function checkProperties(place: Place, enumerable: number, asset: string): void {
  if (Reflect.ownKeys(place.value as object).length === enumerable) return;
  const hint = "Symbols and properties that are not enumerable are not copied.";
  throw fault(asset, place, "has a property that cloning passes over", hint);
}

type Kind = "record" | "array" | "bytes" | "map" | "set" | "error" | "simple";

const errorNames = [
  "Error",
  "EvalError",
  "RangeError",
  "ReferenceError",
  "SyntaxError",
  "TypeError",
  "URIError",
];

/** What cloning keeps of an object, of whichever realm; `undefined` for an instance of any other class. */
function kindOf(value: object): Kind | undefined {
  if (types.isProxy(value)) return undefined;
  if (types.isNativeError(value)) return errorNames.includes(className(value)) ? "error" : undefined;
  if (Buffer.isBuffer(value)) return "bytes";
  const depth = prototypes(value);
  if (types.isTypedArray(value)) return depth === 3 ? "bytes" : undefined;
  if (depth < 2) return "record";
  if (depth > 2) return undefined;
  if (Array.isArray(value)) return "array";
  if (types.isMap(value)) return "map";
  if (types.isSet(value)) return "set";
  if (types.isDataView(value) || types.isArrayBuffer(value)) return "bytes";
  return types.isDate(value) || types.isRegExp(value) ? "simple" : undefined;
}

/** How many prototypes are behind it: 1 for a plain object, 2 for an array or Map, one more for each class in between. */
function prototypes(value: object): number {
  let count = 0;
  for (let each = Object.getPrototypeOf(value); each !== null; each = Object.getPrototypeOf(each)) count++;
  return count;
}

function fault(asset: string, place: Place, what: string, hint: string): SluiceError {
  return valueFault(asset, pathOf(place), what, hint);
}

function pathOf(place: Place): ValuePath {
  const path: (string | number)[] = [];
  for (let each = place; each.above !== undefined; each = each.above) path.unshift(each.step);
  return path;
}
