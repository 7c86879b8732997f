import type { CatalogContext, Finding, Schema } from "@sluice/sdk/plugin";
import type { TimestampPrecision } from "@sluice/type-mapping";
import type { StatementClient } from "../../client/index.js";
import { once } from "../../once.js";
import type { TrinoOptions } from "../../options.js";
import type { Publishing } from "../publishing.js";
import { type HiveSession, hiveSession, withColumns } from "../session.js";
import { checkOneFolder } from "./one-folder.js";
import { plainNames } from "./plain-names.js";
import { prepareTable } from "./plain-tables.js";
import { gapText, planTable } from "./plan-table.js";
import { showTable, showTableIfBehind } from "./show-table.js";
import { timestampPrecision } from "./timestamp-precision.js";

const gap: Finding = {
  level: "warning",
  message: `trino() publishes tables: ${gapText}.`,
  hint: 'Leave publish: "table" out for readers that can use views of Trino; those see each write whole.',
};

/** A plain external table, each partition of which is the folder of its newest write. The log commits; the table follows. */
export function publishTable(client: StatementClient, options: TrinoOptions): Publishing {
  const asked = once<TimestampPrecision>();
  const precisionOf = (signal?: AbortSignal): Promise<TimestampPrecision> =>
    asked(() => timestampPrecision(client, options.catalog, signal));
  const sessionOf = async (context: CatalogContext, schema?: Schema): Promise<HiveSession> => {
    const precision = await precisionOf(context.signal);
    const asset = schema === undefined ? context.asset : { ...context.asset, schema };
    const session = hiveSession(context, client, plainNames(asset, options, precision), options);
    return withColumns(session, schema);
  };
  return {
    capabilities: { modes: ["replace"], evolution: "columns", atomic: false },
    findings: [gap],
    async prepare(context) {
      await prepareTable(await sessionOf(context, context.nextSchema));
    },
    async publish(write, context) {
      const session = await sessionOf(context, write.schema);
      checkOneFolder(write, await context.log.head());
      const { commit } = await context.log.commit(write);
      await showTable(session);
      return commit.number;
    },
    async republish(context) {
      const session = await sessionOf(context, (await context.log.head()).schema);
      await prepareTable(session);
      return (await showTable(session, "all")).number;
    },
    async showIfBehind(context) {
      await showTableIfBehind(await sessionOf(context, (await context.log.head()).schema));
    },
    async plan(write, context) {
      const session = await sessionOf(context, context.nextSchema);
      return planTable(write, session, await precisionOf(context.signal));
    },
    // Only folders of the newest snapshot are registered, and none of those goes.
    forget: async () => {},
  };
}
