/** What a JavaScript value is, as far as inference tells values apart. Also its name in messages. */
export type ValueKind =
  | "a boolean"
  | "an integer"
  | "a number beyond ±2^53"
  | "a fractional number"
  | "a bigint"
  | "a bigint beyond 64 bits"
  | "a string"
  | "a Date"
  | "a Uint8Array"
  | "an array"
  | "a Map"
  | "an object"
  | UnknownKind;

/** A value that no column holds, with the name of its class or type. */
type UnknownKind = `of the kind ${string}`;

export function isUnknownKind(kind: ValueKind): kind is UnknownKind {
  return kind.startsWith("of the kind ");
}

/** The kind of a value that is neither null nor undefined. */
export function kindOf(value: unknown): ValueKind {
  switch (typeof value) {
    case "boolean":
      return "a boolean";
    case "number":
      return kindOfNumber(value);
    case "bigint":
      return BigInt.asIntN(64, value) === value ? "a bigint" : "a bigint beyond 64 bits";
    case "string":
      return "a string";
    case "object":
      return kindOfObject(value as object);
    default:
      return `of the kind ${typeof value}`;
  }
}

// −0 has no integer form, and NaN and the infinities are floats too.
function kindOfNumber(value: number): ValueKind {
  if (!Number.isInteger(value) || Object.is(value, -0)) return "a fractional number";
  return Number.isSafeInteger(value) ? "an integer" : "a number beyond ±2^53";
}

function kindOfObject(value: object): ValueKind {
  if (Array.isArray(value)) return "an array";
  if (value instanceof Map) return "a Map";
  if (value instanceof Date) return "a Date";
  if (value instanceof Uint8Array) return "a Uint8Array";
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return "an object";
  return `of the kind ${value.constructor?.name || "object"}`;
}
