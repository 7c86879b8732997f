import { SluiceError } from "../error.js";
import { type Handler, isTableHandler } from "../flow/handlers.js";
import type { Catalog } from "../plugin/catalog.js";
import type { ObjectStore } from "../plugin/object-store.js";

interface Parts {
  readonly handlers: readonly Handler[];
  readonly store: ObjectStore;
  readonly catalog: Catalog;
}

/** `CONFIGURATION_INVALID` for parts that cannot work together, as far as that is known without asking anybody. */
export function checkPairings({ handlers, store, catalog }: Parts): void {
  if (!Array.isArray(handlers)) {
    throw invalid(
      "handlers",
      "The handlers of createIOManager are no list.",
      "Give { handlers: [ … ] }, the one that writes first.",
    );
  }
  if (typeof store !== "object" || store === null) {
    throw invalid("store", "createIOManager has no object store.", "Give { store }.");
  }
  for (const part of [...handlers, store, catalog]) {
    if (part.specVersion === 1) continue;
    throw invalid(
      "specVersion",
      `${part.name ?? "A plugin"} follows version ${String(part.specVersion)} of the plugin contract; this @sluice/sdk knows version 1.`,
      "Install versions of @sluice/sdk and the plugin that belong together.",
    );
  }
  const writer = handlers.find(isTableHandler);
  const { formats, schemes } = catalog.capabilities;
  if (writer !== undefined && formats !== undefined && !formats.includes(writer.engineFormat ?? "")) {
    throw invalid(
      "handlers",
      `${catalog.name} does not read what the handler ${writer.name} writes.`,
      `It reads ${formats.join(", ")}.`,
    );
  }
  if (schemes !== undefined && !schemes.includes(store.scheme)) {
    throw invalid(
      "store",
      `${catalog.name} does not read ${store.scheme}: locations, where ${store.name} keeps files.`,
      `It reads ${schemes.map((scheme) => `${scheme}:`).join(", ")}.`,
    );
  }
}

function invalid(option: string, message: string, hint: string): SluiceError {
  return new SluiceError("CONFIGURATION_INVALID", { message, details: { option }, hint });
}
