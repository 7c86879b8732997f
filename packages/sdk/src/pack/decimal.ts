import { padded } from "./calendar.js";

/**
 * The unscaled integer of decimal text at `scale`: `"1.5"` at 2 is 150. `undefined` if it is no plain decimal or has
 * more fraction digits than fit.
 */
export function parseDecimal(text: string, scale: number): bigint | undefined {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole, fraction = ""] = match;
  if (fraction.length > scale) return undefined;
  const unscaled = BigInt(`${whole}${fraction.padEnd(scale, "0")}`);
  return sign === "-" ? -unscaled : unscaled;
}

/** The signed integer in the `count` 32-bit words from `words[at]` on, the lowest first. */
export function integerAt(words: Uint32Array, at: number, count = 4): bigint {
  let integer = BigInt((words[at + count - 1] as number) | 0);
  for (let word = count - 2; word >= 0; word--) {
    integer = (integer << 32n) | BigInt(words[at + word] as number);
  }
  return integer;
}

/** Undoes `parseDecimal`: exactly `scale` fraction digits. */
export function decimalText(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  const point = digits.length - scale;
  const text = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return unscaled < 0n ? `-${text}` : text;
}

/** `decimalText` of an integer below 2^53, `0` counting as positive. */
export function shortDecimalText(unscaled: number, scale: number): string {
  if (scale === 0) return String(unscaled);
  const absolute = Math.abs(unscaled);
  const unit = 10 ** scale;
  const whole = Math.floor(absolute / unit);
  const text = `${whole}.${padded(absolute - whole * unit, scale)}`;
  return unscaled < 0 ? `-${text}` : text;
}

/** Powers of ten that are exact as numbers. */
const powers = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

/**
 * `parseDecimal` for texts of at most 15 digits without building a bigint: those are exact as numbers. NaN where it does
 * not apply; that says nothing about the text.
 */
export function parseShortDecimal(text: string, scale: number): number {
  const { length } = text;
  const point = length - scale - 1;
  if (scale > 0 && point > 0 && length <= 10 && text.charCodeAt(point) === 46) {
    const value = parseFullDecimal(text, point);
    if (value >= 0) return value;
  }
  const sign = text.charCodeAt(0);
  const start = sign === 45 || sign === 43 ? 1 : 0;
  if (length - start + scale > 15) return Number.NaN;
  let value = 0;
  let index = start;
  for (; index < length; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (index === start) return Number.NaN;
  let missing = scale;
  if (index < length) {
    if (text.charCodeAt(index) !== 46) return Number.NaN;
    missing -= length - index - 1;
    if (missing < 0 || missing === scale) return Number.NaN;
    for (index++; index < length; index++) {
      const digit = text.charCodeAt(index) - 48;
      if (digit < 0 || digit > 9) return Number.NaN;
      value = value * 10 + digit;
    }
  }
  value *= powers[missing] as number;
  return sign === 45 ? -value : value;
}

/**
 * What most decimals are: at most nine digits, all fraction digits among them, and no sign. Negative for any other text.
 * Nothing is decided before the end: a processor that guesses wrong loses more time than the rest of the text takes.
 */
function parseFullDecimal(text: string, point: number): number {
  let value = 0;
  let others = 0;
  for (let index = 0; index < text.length; index++) {
    if (index === point) continue;
    const digit = text.charCodeAt(index) - 48;
    others |= digit | (9 - digit);
    value = (Math.imul(value, 10) + digit) | 0;
  }
  return others < 0 ? -1 : value;
}
