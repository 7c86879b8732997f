import type { TextScanner } from "../text-scanner.js";
import type { PropertyValue } from "./created-table.js";

const number = /-?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy;
const typeWord = /[a-z]\w*\s+(?=')/iy;
const escapes = /\\(?:\\|\+([0-9a-f]{6})|([0-9a-f]{4}))/gi;

/** Reads a value as Trino writes it: a literal, an ARRAY or a MAP of them. */
export function readLiteral(scanner: TextScanner): PropertyValue {
  scanner.skipBlanks();
  const digits = scanner.take(number);
  if (digits !== undefined) return /^-?\d+$/.test(digits) ? BigInt(digits) : Number(digits);
  if (scanner.acceptWords("true")) return true;
  if (scanner.acceptWords("false")) return false;
  if (scanner.acceptWords("null")) return null;
  if (scanner.acceptWords("array")) return readArray(scanner);
  if (scanner.acceptWords("map")) return readMap(scanner);
  if (!scanner.sees(/U&'/iy)) scanner.take(typeWord);
  return readString(scanner);
}

/** Reads `'it''s'`, or `U&'\00e9'`, which Trino writes where it keeps to ASCII. */
export function readString(scanner: TextScanner): string {
  scanner.skipBlanks();
  const coded = scanner.take(/U&(?=')/iy) !== undefined;
  if (!scanner.sees(/'/y)) throw scanner.unreadable("a value");
  const text = scanner.quoted("'");
  if (!coded) return text;
  return text.replace(escapes, (whole, long?: string, short?: string) => {
    const hex = long ?? short;
    return hex === undefined ? whole.slice(1) : String.fromCodePoint(Number.parseInt(hex, 16));
  });
}

function readArray(scanner: TextScanner): PropertyValue[] {
  scanner.expect("[");
  return scanner.accept("]") ? [] : scanner.list("]", () => readLiteral(scanner));
}

function readMap(scanner: TextScanner): ReadonlyMap<PropertyValue, PropertyValue> {
  scanner.expect("(");
  if (scanner.accept(")")) return new Map();
  const [keys, values] = scanner.list(")", () => readLiteral(scanner));
  if (!Array.isArray(keys) || !Array.isArray(values) || keys.length !== values.length) {
    throw scanner.unreadable("keys and as many values");
  }
  return new Map(keys.map((key, index) => [key, values[index] as PropertyValue]));
}
