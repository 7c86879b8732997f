import { endianness } from "node:os";

/** Gives back, in the order of the text, the digits of integers that JSON.parse has rounded. */
export interface RoundedIntegers {
  /** The exact value of the next one, which was rounded to `value`. */
  next(value: number): bigint;
}

/** Thrown when text and values do not go together: then the page is read in the slow way. */
export const outOfStep: unique symbol = Symbol("out of step");

const quote = 34;
const minus = 45;
const zero = 48;
const nine = 57;
const backslash = 92;
// 2^53 has 16 digits, so no shorter integer was rounded.
const roundedDigits = 16;

/**
 * Looks for integers of 16 digits and more in JSON text from `start` on. Most pages hold none that was rounded, and
 * then the text is not looked at. Trino writes no double as an integer.
 */
export function roundedIntegers(source: { readonly text: string; readonly start: number }): RoundedIntegers {
  let text = "";
  let at = -1;
  return {
    next(value) {
      if (at < 0) {
        text = source.text;
        at = source.start;
      }
      while (at < text.length) {
        const code = text.charCodeAt(at);
        if (code === quote) {
          at = endOfString(text, at);
        } else if (code === minus || (code >= zero && code <= nine)) {
          const from = at;
          at = endOfNumber(text, at);
          const found = integerAt(text, from, at);
          if (found === undefined) continue;
          if (Number(found) !== value) throw outOfStep;
          return found;
        } else at++;
      }
      throw outOfStep;
    },
  };
}

/** The integer written there, if it is one that no `number` holds for sure. */
function integerAt(text: string, from: number, to: number): bigint | undefined {
  if (to - from < roundedDigits) return undefined;
  const digits = text.slice(from, to);
  if (!/^-?\d{16,}$/.test(digits) || Number.isSafeInteger(Number(digits))) return undefined;
  return BigInt(digits);
}

function endOfNumber(text: string, from: number): number {
  let at = from + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Digits, and the + - . E e of fractions and exponents.
    const inside =
      (code >= zero && code <= nine) || code === 43 || code === minus || code === 46 || (code | 32) === 101;
    if (!inside) break;
  }
  return at;
}

/** After the closing quote of the string that opens at `open`. */
export function endOfString(text: string, open: number): number {
  let close = open;
  for (;;) {
    close = text.indexOf('"', close + 1);
    if (close < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(close - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return close + 1;
  }
}

const bits = new BigInt64Array(1);
const words = new Int32Array(bits.buffer);
const low = endianness() === "LE" ? 0 : 1;

/** A safe integer as a bigint. Several times as fast as `BigInt(value)`, which leaves compiled code. */
export function fromSafeInteger(value: number): bigint {
  words[low] = value;
  words[1 - low] = Math.floor(value / 4_294_967_296);
  return bits[0] as bigint;
}
