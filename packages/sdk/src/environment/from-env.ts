import { SluiceError } from "../error.js";
import type { IOManager } from "../io/io-manager.js";
import type { Environment } from "./environment.js";

/**
 * The io manager of the target that `SLUICE_TARGET` names, by default of the first one. Only that one is made.
 * `CONFIGURATION_INVALID` for a name there is none of.
 */
export function fromEnv(
  targets: Readonly<Record<string, () => IOManager>>,
  env: Environment = process.env,
): IOManager {
  const known = targets ?? {};
  const names = Object.keys(known);
  const name = env.SLUICE_TARGET || names[0];
  const make = name !== undefined && Object.hasOwn(known, name) ? known[name] : undefined;
  if (make !== undefined) return make();
  throw new SluiceError("CONFIGURATION_INVALID", {
    message:
      names.length === 0
        ? "fromEnv has no targets."
        : `SLUICE_TARGET is ${name}, and there is no such target.`,
    details: { option: "SLUICE_TARGET" },
    hint:
      names.length === 0
        ? "Give it one or more, fromEnv({ local: () => createIOManager({ … }) })."
        : `Set it to ${names.join(" or ")}.`,
  });
}
