import { SluiceError } from "./error.js";
import { nearest } from "./nearest.js";
import { isRecord } from "./partition/partition-value.js";

/** What an option may be; `hint` says so to people. */
export interface OptionRule {
  fits(value: unknown): boolean;
  readonly hint: string;
  /** What is given instead may be a secret: only its kind is said. */
  readonly secret?: true;
}

/** By name, all the options there are. `"any"`: whoever takes it looks at it. */
export type OptionRules<Name extends string = string> = Readonly<Record<Name, OptionRule | "any">>;

export interface CheckOptions {
  /**
   * Names that no rule has are let through, as long as they are not close to one that there is: connection settings are
   * spread from objects that have more. Default `false`.
   */
  readonly open?: boolean;
}

/**
 * `CONFIGURATION_INVALID` for options of `call` that are no object, have a name that no rule has, or are not what their
 * rule wants. None, and those that are undefined, are left to `call`. No value of an object is printed.
 */
export function checkOptions(
  call: string,
  options: unknown,
  rules: OptionRules,
  { open = false }: CheckOptions = {},
): void {
  if (options === undefined) return;
  if (!isRecord(options)) {
    const got = options === null ? "null" : typeof options;
    throw invalid(`${call} takes its options as an object, and got ${got}.`, listed(rules));
  }
  const stray = strayNames(options, Object.keys(rules)).find(({ close }) => !open || close !== undefined);
  if (stray !== undefined) {
    throw invalid(`${call} has no option "${stray.name}".`, `${perhaps(stray)}${listed(rules)}`, stray.name);
  }
  for (const [option, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, option) ? rules[option] : undefined;
    if (value === undefined || rule === undefined) continue;
    if (rule !== "any" && !rule.fits(value)) {
      const found = rule.secret ? `a ${typeof value}` : shown(value);
      throw invalid(`${call} cannot have ${option}: ${found}.`, rule.hint, option);
    }
  }
}

/** A name that means nothing, and what may have been meant. */
export interface StrayName {
  readonly name: string;
  readonly close?: string;
}

/** The names of what is there that are none of `known`. */
export function strayNames(given: Readonly<Record<string, unknown>>, known: readonly string[]): StrayName[] {
  const strays = Object.entries(given).filter(
    ([name, value]) => value !== undefined && !known.includes(name),
  );
  return strays.map(([name]) => {
    const [close] = nearest(name, known, 1);
    return close === undefined ? { name } : { name, close };
  });
}

/** The beginning of a hint. */
export function perhaps({ close }: StrayName): string {
  return close === undefined ? "" : `Perhaps ${close}. `;
}

/** True or false: of anything else it would hang on the reader what it means. */
export const flag: OptionRule = {
  fits: (value) => typeof value === "boolean",
  hint: "Give true or false.",
};

export const signal: OptionRule = {
  fits: (value) =>
    value instanceof Object &&
    "aborted" in value &&
    "addEventListener" in value &&
    typeof value.addEventListener === "function",
  hint: "Give the signal of an AbortController, or AbortSignal.timeout(milliseconds).",
};

/** One of these texts. */
export function choice(...values: readonly string[]): OptionRule {
  return {
    fits: (value) => values.includes(value as string),
    hint: `Give ${values.map((value) => `"${value}"`).join(" or ")}.`,
  };
}

/** A list of them, of whatever length. */
export function texts(hint: string): OptionRule {
  return {
    fits: (value) => Array.isArray(value) && value.every((text) => typeof text === "string"),
    hint,
  };
}

/** True or false, or an object with these properties and no others. */
export function flagOrSettings(...names: readonly string[]): OptionRule {
  return {
    fits: (value) =>
      typeof value === "boolean" ||
      (isRecord(value) && Object.keys(value).every((name) => names.includes(name))),
    hint: `Give true, or { ${names.join(", ")} }.`,
  };
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

function listed(rules: OptionRules): string {
  const names = Object.keys(rules);
  return names.length === 0 ? "It has none." : `The options are ${names.join(", ")}.`;
}

function invalid(message: string, hint: string, option?: string): SluiceError {
  return new SluiceError("CONFIGURATION_INVALID", {
    message,
    details: option === undefined ? {} : { option },
    hint,
  });
}
