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
  const names = Object.keys(targets ?? {});
  const name = env.SLUICE_TARGET || names[0];
  const make = name !== undefined && Object.hasOwn(targets, name) ? targets[name] : undefined;
  if (make !== undefined) return make();
  throw new SluiceError("CONFIGURATION_INVALID", {
    message:
      name === undefined
        ? "fromEnv has no targets."
        : `SLUICE_TARGET is ${name}, and there is no such target.`,
    details: { option: "SLUICE_TARGET" },
    hint:
      name === undefined
        ? "Give it one or more, fromEnv({ local: () => createIOManager({ … }) })."
        : `Set it to ${names.join(" or ")}.`,
  });
}
