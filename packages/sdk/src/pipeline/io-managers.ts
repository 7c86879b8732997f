import type { AnyAsset } from "../asset/asset.js";
import { SluiceError } from "../error.js";
import type { IOManager } from "../io/io-manager.js";

/** Io managers by the names assets know them by; `default` keeps those that name none. */
export interface IOManagers {
  readonly default: IOManager;
  readonly [name: string]: IOManager;
}

/** Which io manager keeps an asset. `CONFIGURATION_INVALID` for a name that is not given. */
export function ioOf({ key, io: name = "default" }: AnyAsset, given: IOManager | IOManagers): IOManager {
  const managers = isIOManager(given) ? { default: given } : given;
  const found = Object.hasOwn(managers, name)
    ? (managers as Readonly<Record<string, IOManager>>)[name]
    : undefined;
  if (found !== undefined) return found;
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `${key} is kept by the io manager "${name}", which is not given.`,
    details: { option: "io" },
    hint: `Give { io: { ${[...new Set(["default", ...Object.keys(managers), name])].join(", ")} } }.`,
  });
}

function isIOManager(given: IOManager | IOManagers): given is IOManager {
  return typeof given.store === "function";
}
