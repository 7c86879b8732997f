import { SluiceError } from "../error.js";

/** Variables by name, as in `process.env`. An empty one counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** `CONFIGURATION_INVALID` that names every variable of `names` that is not set. It repeats no value. */
export function requireVariables(env: Environment, names: readonly string[], reader: string): void {
  const missing = names.filter((name) => !env[name]);
  if (missing.length === 0) return;
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `${reader} needs ${missing.join(", ")}, which the environment does not have.`,
    details: { option: missing.join(", ") },
    hint: `Set ${missing.length === 1 ? "it" : "them"}, or give the options in code.`,
  });
}
