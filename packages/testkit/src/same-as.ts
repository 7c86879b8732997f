import assert from "node:assert/strict";
import { inspect } from "node:util";
import { differences } from "./differences.js";
import { valueText } from "./value-text.js";

const shown = 5;

/** Fails with the first places where the values are not the same to the last bit. */
export function sameAs(actual: unknown, expected: unknown, what: string): void {
  const found = differences(expected, actual);
  if (found.length === 0) return;
  const lines = found
    .slice(0, shown)
    .map(({ path, left, right }) => `  ${path} was ${short(left)} and is ${short(right)}`);
  const more = found.length > shown ? [`  and ${found.length - shown} more`] : [];
  assert.fail([`${what}:`, ...lines, ...more].join("\n"));
}

function short(value: unknown): string {
  const whole = typeof value === "object" && value !== null && String(value) === "[object Object]";
  const text = whole ? inspect(value, { breakLength: Number.POSITIVE_INFINITY }) : valueText(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
