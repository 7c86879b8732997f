import { type LongInteger, readLong } from "./split-integer.js";

/** Gives back, in the order of the text, the digits of integers that JSON.parse has rounded. */
export interface RoundedIntegers {
  /** The exact value of the next one, which was rounded to `value`. */
  next(value: number): bigint;
}

/** Thrown when text and values do not go together: then the page is read in the slow way. */
export const outOfStep: unique symbol = Symbol("out of step");

const quote = 34;
const plus = 43;
const minus = 45;
const point = 46;
const zero = 48;
const backslash = 92;
const letterE = 101;
// 2^53 has 16 digits, so no shorter integer was rounded. A bigint has at most 19.
const fewestDigits = 16;
const mostDigits = 19;

/**
 * Looks for integers past 2^53 in JSON text from `start` on. Most pages hold none that was rounded, and then the text is
 * not looked at. Trino writes no double as an integer.
 */
export function roundedIntegers(source: { readonly text: string; readonly start: number }): RoundedIntegers {
  let text = "";
  let at = -1;
  const found: LongInteger = { rounded: 0.5, exact: undefined };

  return {
    next(value) {
      if (at < 0) {
        text = source.text;
        at = source.start;
      }
      at = afterRounded(text, at, found);
      if (found.rounded !== value || found.exact === undefined) throw outOfStep;
      return found.exact;
    },
  };
}

/** Puts the next integer that was rounded into `found`, and tells where it ends. */
function afterRounded(text: string, from: number, found: LongInteger): number {
  for (let at = from; at < text.length; ) {
    let code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at);
      continue;
    }
    const negative = code === minus;
    if (negative) code = text.charCodeAt(++at);
    let head = 0;
    let tail = 0;
    let digits = 0;
    for (; code >= zero && code <= zero + 9; code = text.charCodeAt(++at)) {
      if (digits < 10) head = head * 10 + code - zero;
      else tail = tail * 10 + code - zero;
      digits++;
    }
    if (digits === 0) {
      at++;
    } else if (code === point || (code | 32) === letterE) {
      while (isNumeric(text.charCodeAt(at))) at++;
    } else if (digits > mostDigits) {
      throw outOfStep;
    } else if (digits >= fewestDigits && readLong(negative, head, tail, digits - 10, found)) {
      return at;
    }
  }
  throw outOfStep;
}

/** Digits, and the `+ - . E e` of fractions and exponents. */
function isNumeric(code: number): boolean {
  return (
    (code >= zero && code <= zero + 9) ||
    code === plus ||
    code === minus ||
    code === point ||
    (code | 32) === letterE
  );
}

/** After the closing quote of the string that opens at `open`, or the end of a broken text. */
function endOfString(text: string, open: number): number {
  let close = open;
  for (;;) {
    close = text.indexOf('"', close + 1);
    if (close < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(close - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return close + 1;
  }
}
