import type { SluiceError } from "../error.js";
import { className, valueFault } from "./value-path.js";

/** `VALUE_INVALID` for a value that would come back from JSON as another one, or not at all. */
export function checkJson(value: unknown, asset: string): void {
  new JsonCheck(asset).check(value);
}

class JsonCheck {
  private readonly asset: string;
  /** The way from the value to what is looked at. */
  private readonly path: (string | number)[] = [];
  /** The objects on that way. */
  private readonly above = new Set<object>();

  constructor(asset: string) {
    this.asset = asset;
  }

  check(value: unknown): void {
    switch (typeof value) {
      case "boolean":
        return;
      case "string":
        if (!value.isWellFormed())
          throw this.fault("holds half of a surrogate pair", "Give well-formed text.");
        return;
      case "number":
        this.checkNumber(value);
        return;
      case "object":
        if (value !== null) this.checkObject(value);
        return;
      case "undefined":
        throw this.fault("is undefined", "Leave the property out, or give null.");
      default:
        throw this.fault(
          `is a ${typeof value}`,
          "JSON has texts, numbers, booleans, null, arrays and objects.",
        );
    }
  }

  private checkNumber(value: number): void {
    if (isPlainNumber(value)) return;
    if (value === 0) throw this.fault("is -0", "JSON.stringify() makes 0 of it: give 0.");
    throw this.fault(`is ${value}`, "JSON has no token for it: give null or a text.");
  }

  private checkObject(value: object): void {
    if (this.above.has(value)) throw this.fault("holds itself", "JSON has no cycles; object() keeps them.");
    if ("toJSON" in value && typeof value.toJSON === "function") {
      throw this.fault(`is ${className(value)} with a toJSON()`, "Give what toJSON() gives.");
    }
    this.above.add(value);
    if (Array.isArray(value)) this.checkArray(value);
    else this.checkRecord(value);
    this.above.delete(value);
  }

  private checkArray(value: readonly unknown[]): void {
    if (!isPlain(Object.getPrototypeOf(value))) throw this.classFault(value);
    for (let index = 0; index < value.length; index++) {
      const item = value[index];
      if (isPlainNumber(item)) continue;
      if (item === undefined && !(index in value)) {
        throw this.fault(`is an array without an element ${index}`, "JSON has no holes: give null.");
      }
      this.step(index, item);
    }
    if (Reflect.ownKeys(value).length !== value.length + 1) {
      throw this.fault("is an array with properties", "JSON passes over them: give an object.");
    }
  }

  private checkRecord(value: object): void {
    if (!isPlain(value)) throw this.classFault(value);
    const names = Object.keys(value);
    if (Reflect.ownKeys(value).length !== names.length) {
      throw this.fault(
        "has a property that JSON passes over",
        "Symbols and properties that are not enumerable are not stored.",
      );
    }
    for (const name of names) {
      if (!name.isWellFormed()) {
        throw this.fault("has a name with half of a surrogate pair", "Give well-formed names.");
      }
      this.step(name, (value as Record<string, unknown>)[name]);
    }
  }

  private step(to: string | number, value: unknown): void {
    this.path.push(to);
    this.check(value);
    this.path.pop();
  }

  private classFault(value: object): SluiceError {
    return this.fault(
      `is ${className(value)}`,
      "Give plain objects and arrays; object() keeps Map, Set and Date.",
    );
  }

  private fault(what: string, hint: string): SluiceError {
    return valueFault(this.asset, this.path, what, hint);
  }
}

/** Whether JSON has a token for it. */
function isPlainNumber(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && (value !== 0 || 1 / value > 0);
}

/** Whether nothing but `Object.prototype`, of whichever realm, is behind it. */
function isPlain(value: object): boolean {
  const behind: object | null = Object.getPrototypeOf(value);
  return behind === null || Object.getPrototypeOf(behind) === null;
}
