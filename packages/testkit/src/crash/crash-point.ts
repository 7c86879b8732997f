import { SluiceError } from "@sluice/sdk";
import type { StoreCall } from "./watched-store.js";

/**
 * A moment in a program, by the calls of its object store: `beforePut:_log` is before the first put of a key with
 * `_log` in it, `afterPut:_seals#2` after the second one of `_seals` has succeeded, `beforeCall#7` before the seventh
 * call of any kind.
 */
export type CrashPoint =
  `${"before" | "after"}${"Put" | "Get" | "Head" | "List" | "Delete" | "Call"}${string}`;

/** Whether that call is the one. Counts those that fit. */
export type CrashTrigger = (when: "before" | "after", call: StoreCall, key: string) => boolean;

const form = /^(before|after)(Put|Get|Head|List|Delete|Call)(?::([^#]+))?(?:#([1-9]\d*))?$/;

/** `CONFIGURATION_INVALID` for what names no point. */
export function crashTrigger(point: string): CrashTrigger {
  const [, when, kind, piece = "", nth = "1"] = form.exec(point) ?? [];
  if (when === undefined || kind === undefined) throw noPoint(point);
  const wanted = kind === "Call" ? undefined : kind.toLowerCase();
  let seen = 0;
  return (at, call, key) => {
    if (at !== when || (wanted !== undefined && wanted !== call) || !key.includes(piece)) return false;
    return ++seen === Number(nth);
  };
}

function noPoint(point: string): SluiceError {
  return new SluiceError("CONFIGURATION_INVALID", {
    message: `${JSON.stringify(point)} is no point to crash at.`,
    details: { option: "crashAt" },
    hint: "For example beforePut:_log, afterPut:_seals#2 or beforeCall#7.",
  });
}
