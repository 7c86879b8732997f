import { endianness } from "node:os";

// A bigint is written as two words: `BigInt()` leaves compiled code, and for text it is slower still.
const signed = new BigInt64Array(1);
const words = new Int32Array(signed.buffer);
const low = endianness() === "LE" ? 0 : 1;
const high = 1 - low;
const word = 4_294_967_296;

/** A safe integer as a bigint. */
export function fromSafeInteger(value: number): bigint {
  words[low] = value;
  words[high] = Math.floor(value / word);
  return signed[0] as bigint;
}

/** As many digits as any integer may have that a number holds exactly. */
export const safeDigits = 15;

const powers = [1, 10, 100, 1_000, 10_000];

/**
 * The integer whose first `safeDigits` digits are `head` and whose other digits, at most four, are `tail`. `undefined`
 * for one of more than 64 bits.
 */
export function fromDigits(
  negative: boolean,
  head: number,
  tail: number,
  tailDigits: number,
): bigint | undefined {
  // head * power + tail as two words; no step passes 2^53. Remainders by % would be slow for numbers of this size.
  const power = powers[tailDigits];
  if (power === undefined) return undefined;
  const headUpper = Math.floor(head / 65_536);
  const upper = headUpper * power;
  const carry = Math.floor(upper / 65_536);
  const total = (head - headUpper * 65_536) * power + tail + (upper - carry * 65_536) * 65_536;
  const totalUpper = Math.floor(total / word);
  const lowWord = total - totalUpper * word;
  const highWord = totalUpper + carry;
  words[low] = negative ? -lowWord : lowWord;
  words[high] = negative ? ~highWord + (lowWord === 0 ? 1 : 0) : highWord;
  // The sign bit says otherwise when the integer needs more than 64 bits. No zero has so many digits.
  return (words[high] as number) < 0 === negative ? (signed[0] as bigint) : undefined;
}
