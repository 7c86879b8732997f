import type { Handler } from "../flow/handlers.js";
import { isTableHandler } from "../flow/handlers.js";
import { createIOManager } from "../io/create-io-manager.js";
import type { IOManager } from "../io/io-manager.js";
import { memoryStore } from "../memory-store.js";
import { checkOptions, flag, type OptionRules } from "../options.js";
import { builtInHandlers } from "../value/built-in.js";
import { arrowIpc } from "./arrow-ipc.js";
import { sharing } from "./sharing.js";

export interface MemoryIOOptions {
  /** Handlers of families of your own. Default: none. */
  readonly handlers?: readonly Handler[];
  /**
   * Whether loading gives the very object that was stored, for assets that are no tables. It is encoded all the same,
   * so what cannot be stored is refused. Tables and streams of bytes are made anew each time. Default `false`.
   */
  readonly share?: boolean;
}

const rules = { handlers: "any", share: flag } satisfies OptionRules<keyof MemoryIOOptions>;

/** An io manager in this process for unit tests: it packs, checks and commits like any other, and needs no plugin. */
export function memoryIO(options: MemoryIOOptions = {}): IOManager {
  checkOptions("memoryIO", options, rules);
  const { handlers = [], share = false } = options;
  const all = [...handlers, arrowIpc(), ...builtInHandlers()];
  return createIOManager({
    handlers: share ? all.map((handler) => (isTableHandler(handler) ? handler : sharing(handler))) : all,
    store: memoryStore(),
  });
}
