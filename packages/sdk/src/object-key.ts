import { SluiceError } from "./error.js";

/** Why a text cannot be the key of an object, in any store, or nothing. URLs resolve `.` and `..`; engines refuse `//`. */
export function objectKeyFault(key: string): string | undefined {
  const segments = key.split("/");
  if (segments.includes("")) return "it has an empty part";
  if (segments.includes(".") || segments.includes("..")) return 'it has a part "." or ".."';
  if (key.includes("\0")) return "it holds a NUL character";
  // A lone surrogate has no UTF-8 bytes: two such keys would share one object.
  if (!key.isWellFormed()) return "it is not well-formed text";
  return undefined;
}

/** The error of a key that a store cannot take. */
export function objectKeyError(store: string, key: string, fault: string): SluiceError {
  return new SluiceError("CONFIGURATION_INVALID", {
    message: `${store}: ${JSON.stringify(key)} is not a key: ${fault}.`,
    details: { option: "key" },
    hint: "A key is made of names joined by single slashes, such as sales/orders/part-0.",
  });
}

/** Throws for a text that no store takes as a key. */
export function checkObjectKey(store: string, key: string): void {
  const fault = objectKeyFault(key);
  if (fault !== undefined) throw objectKeyError(store, key, fault);
}

/** Orders keys by their UTF-8 bytes, which is the order of code points. */
export function compareObjectKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const difference = rank(left.charCodeAt(index)) - rank(right.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

// Surrogates stand for U+10000 and above, yet as UTF-16 units they sort before U+E000.
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
