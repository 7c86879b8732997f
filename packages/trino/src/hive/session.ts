import type { CatalogContext } from "@sluice/sdk/plugin";
import type { StatementClient, StatementResult } from "../client/index.js";
import type { TrinoOptions } from "../options.js";
import { type HiveNames, hiveNames } from "./names.js";

/** What the steps of one publish share. */
export interface HiveSession extends CatalogContext {
  readonly names: HiveNames;
  /** Runs one statement and tells listeners. */
  run(sql: string, session?: Readonly<Record<string, string>>): Promise<StatementResult>;
}

export function hiveSession(
  context: CatalogContext,
  client: StatementClient,
  options: TrinoOptions,
): HiveSession {
  const { asset, signal, emit } = context;
  return {
    ...context,
    names: hiveNames(asset, options),
    async run(sql, session) {
      const from = performance.now();
      const result = await client.run(sql, { signal, session });
      emit({ type: "statement-run", asset: asset.key, sql, millis: Math.round(performance.now() - from) });
      return result;
    },
  };
}
