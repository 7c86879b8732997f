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

/**
 * `parseDecimal` for texts of at most 15 digits without building a bigint: those are exact as numbers.
 * `undefined` where it does not apply; that says nothing about the text.
 */
export function parseShortDecimal(text: string, scale: number): number | undefined {
  const { length } = text;
  let index = 0;
  let negative = false;
  const first = text.charCodeAt(0);
  if (first === 45 || first === 43) {
    negative = first === 45;
    index = 1;
  }
  if (length - index + scale > 15 || index === length) return undefined;
  let value = 0;
  let fractionDigits = -1;
  for (; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code === 46) {
      if (fractionDigits >= 0) return undefined;
      fractionDigits = 0;
      continue;
    }
    const digit = code - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
    if (fractionDigits >= 0) fractionDigits++;
  }
  const known = text.charCodeAt(length - 1);
  const dotted = text.charCodeAt(first === 45 || first === 43 ? 1 : 0);
  if (known === 46 || dotted === 46 || fractionDigits > scale) return undefined;
  for (let missing = scale - Math.max(fractionDigits, 0); missing > 0; missing--) value *= 10;
  return negative ? -value : value;
}
