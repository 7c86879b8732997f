import { checkOptions as checkRules, choice, type OptionRules, signal } from "../options.js";
import { isRecord } from "../partition/partition-value.js";
import type { MaterializeOptions } from "./materialize.js";

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null;

const rules = {
  io: { fits: isObject, hint: "Give an io manager, or several by name: { default, warehouse }." },
  partitions: "any",
  concurrency: {
    fits: (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0,
    hint: "Give 1 or more.",
  },
  skip: choice("up-to-date"),
  onFailure: choice("stop", "continue"),
  on: { fits: (value: unknown) => typeof value === "function", hint: "Give a function that takes an event." },
  ...{ signal, run: "any", resources: "any" },
} satisfies OptionRules<keyof MaterializeOptions>;

/** `CONFIGURATION_INVALID` for options of `materialize` that mean nothing. */
export function checkOptions(options: unknown): void {
  const given = options ?? {};
  checkRules("materialize", isRecord(given) ? { ...given, io: given.io ?? null } : given, rules);
}
