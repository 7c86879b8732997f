import { isDate, isTimestamp } from "./decode.js";
import { charactersOf, type JsonCursor, outOfStep } from "./json-cursor.js";
import { fromDigits, fromSafeInteger, safeDigits } from "./split-integer.js";

// One function for each kind of value and none made for a column, so that all columns share compiled code.

const quote = 34;
const minus = 45;
const plus = 43;
const point = 46;
const zero = 48;
const nine = 57;
const backslash = 92;
const letterE = 101;
const letterF = 102;
const letterN = 110;
const letterT = 116;
const letterCapitalT = 84;
const blank = 32;
// Shorter pieces of a string are copies. Longer ones would keep the whole page in memory.
const longestCopy = 12;

export function readBoolean(cursor: JsonCursor): boolean | null {
  const code = cursor.bytes[cursor.at];
  if (code === letterN) return readNull(cursor);
  if (code === letterT) cursor.at += 4;
  else if (code === letterF) cursor.at += 5;
  else throw outOfStep;
  return code === letterT;
}

/** An integer of at most 32 bits. */
export function readInteger(cursor: JsonCursor): number | null {
  const { bytes } = cursor;
  let { at } = cursor;
  let code = bytes[at] as number;
  if (code === letterN) return readNull(cursor);
  const negative = code === minus;
  if (negative) code = bytes[++at] as number;
  const from = at;
  let value = 0;
  for (; code >= zero && code <= nine; code = bytes[++at] as number) value = value * 10 + code - zero;
  if (at === from || at - from > safeDigits) throw outOfStep;
  const integer = negative ? -value : value;
  if (integer > 2_147_483_647 || integer < -2_147_483_648) throw outOfStep;
  cursor.at = at;
  return integer;
}

/** An integer of at most 64 bits. */
export function readBigint(cursor: JsonCursor): bigint | null {
  const { bytes } = cursor;
  let { at } = cursor;
  let code = bytes[at] as number;
  if (code === letterN) return readNull(cursor);
  const negative = code === minus;
  if (negative) code = bytes[++at] as number;
  const from = at;
  let head = 0;
  for (; code >= zero && code <= nine && at - from < safeDigits; code = bytes[++at] as number) {
    head = head * 10 + code - zero;
  }
  if (at === from) throw outOfStep;
  const tailFrom = at;
  let tail = 0;
  for (; code >= zero && code <= nine; code = bytes[++at] as number) tail = tail * 10 + code - zero;
  cursor.at = at;
  if (at === tailFrom) return fromSafeInteger(negative ? -head : head);
  const value = fromDigits(negative, head, tail, at - tailFrom);
  if (value === undefined) throw outOfStep;
  return value;
}

const powers = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/** A number, or the string of one that JSON has not: `"NaN"`, `"-Infinity"`. */
export function readDouble(cursor: JsonCursor): number | null {
  const { bytes } = cursor;
  const from = cursor.at;
  let at = from;
  let code = bytes[at] as number;
  if (code === letterN) return readNull(cursor);
  if (code === quote) return readNoFinite(cursor);
  const negative = code === minus;
  if (negative) code = bytes[++at] as number;
  let digits = 0;
  let value = 0;
  let exponent = 0;
  for (; code >= zero && code <= nine; code = bytes[++at] as number, digits++)
    value = value * 10 + code - zero;
  if (code === point) {
    code = bytes[++at] as number;
    for (; code >= zero && code <= nine; code = bytes[++at] as number, digits++, exponent--)
      value = value * 10 + code - zero;
  }
  if (digits === 0) throw outOfStep;
  if ((code | blank) === letterE) {
    code = bytes[++at] as number;
    const down = code === minus;
    if (down || code === plus) code = bytes[++at] as number;
    let power = 0;
    for (; code >= zero && code <= nine; code = bytes[++at] as number) power = power * 10 + code - zero;
    exponent += down ? -power : power;
  }
  cursor.at = at;
  // Digits and power are exact numbers here, so one division or multiplication rounds as the standard wants it.
  if (digits > safeDigits || exponent < -22 || exponent > 22) return Number(charactersOf(cursor, from, at));
  const power = powers[Math.abs(exponent)] as number;
  const magnitude = exponent < 0 ? value / power : value * power;
  return negative ? -magnitude : magnitude;
}

function readNoFinite(cursor: JsonCursor): number {
  const text = readText(cursor);
  const value = Number(text);
  if (Number.isFinite(value) || (Number.isNaN(value) && text !== "NaN")) throw outOfStep;
  return value;
}

/** A `real`: the server prints the shortest digits of a 32-bit number; the number itself has more of them. */
export function readReal(cursor: JsonCursor): number | null {
  const value = readDouble(cursor);
  return value === null ? null : Math.fround(value);
}

export function readText(cursor: JsonCursor): string | null {
  const { bytes, end } = cursor;
  let { at } = cursor;
  let code = bytes[at] as number;
  if (code === letterN) return readNull(cursor);
  if (code !== quote) throw outOfStep;
  const from = ++at;
  let all = 0;
  for (code = bytes[at] as number; code !== quote && code !== backslash; code = bytes[++at] as number) {
    if (at >= end) throw outOfStep;
    all |= code;
  }
  if (code === backslash) return readEscapedText(cursor, from, at);
  cursor.at = at + 1;
  if (all > 127) return bytes.toString("utf8", from, at);
  return at - from <= longestCopy ? charactersOf(cursor, from, at) : bytes.toString("latin1", from, at);
}

function readEscapedText(cursor: JsonCursor, from: number, firstEscape: number): string {
  const { bytes, end } = cursor;
  let at = firstEscape;
  for (let code = bytes[at]; code !== quote; code = bytes[at]) {
    at += code === backslash ? 2 : 1;
    if (at >= end) throw outOfStep;
  }
  cursor.at = at + 1;
  try {
    return JSON.parse(bytes.toString("utf8", from - 1, at + 1)) as string;
  } catch {
    throw outOfStep;
  }
}

/** `2024-05-01`. */
export function readDate(cursor: JsonCursor): string | null {
  const shortDate = startsWithDate(cursor) && cursor.bytes[cursor.at + 11] === quote;
  const text = readText(cursor);
  if (!shortDate && text !== null && !isDate(text)) throw outOfStep;
  return text;
}

/** Whether a string comes next that starts like `2024-05-01`: with a year of four digits. */
function startsWithDate({ bytes, at }: JsonCursor): boolean {
  return (
    bytes[at] === quote &&
    isDigit(bytes[at + 1]) &&
    isDigit(bytes[at + 2]) &&
    isDigit(bytes[at + 3]) &&
    isDigit(bytes[at + 4]) &&
    bytes[at + 5] === minus &&
    isDigit(bytes[at + 6]) &&
    isDigit(bytes[at + 7]) &&
    bytes[at + 8] === minus &&
    isDigit(bytes[at + 9]) &&
    isDigit(bytes[at + 10])
  );
}

function isDigit(code = 0): boolean {
  return code >= zero && code <= nine;
}

/** `2024-05-01 10:00:00.123` with a `T` in the middle. */
export function readTimestamp(cursor: JsonCursor): string | null {
  const { bytes } = cursor;
  // Where it stands after a year of four digits. To change one byte costs less than to change the text.
  const gap = cursor.at + 11;
  if (bytes[gap] !== blank || !startsWithDate(cursor)) return readOtherTimestamp(cursor);
  bytes[gap] = letterCapitalT;
  const text = readText(cursor);
  bytes[gap] = blank;
  return text;
}

function readOtherTimestamp(cursor: JsonCursor): string | null {
  const text = readText(cursor);
  if (text !== null && !isTimestamp(text)) throw outOfStep;
  return text?.replace(" ", "T") ?? null;
}

function readNull(cursor: JsonCursor): null {
  cursor.at += 4;
  return null;
}
