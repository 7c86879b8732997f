import { scanLog } from "./log/scan-log.js";
import type { Catalog } from "./plugin/catalog.js";

/** A catalog without an engine: the snapshot log alone says what the table is. */
export function manifest(): Catalog {
  return {
    specVersion: 1,
    name: "manifest",
    capabilities: { modes: ["replace", "append"], query: false, evolution: "types" },
    relation: () => undefined,
    prepare: async () => {},
    publish: async (write, { log }) => ({ snapshot: (await log.commit(write)).commit.number }),
    republish: async ({ log }) => ({ snapshot: (await log.head()).number }),
    plan: async () => ({ statements: [], notes: [] }),
    scan: (request, { log, asset }) => scanLog(request, log, asset.key),
  };
}
