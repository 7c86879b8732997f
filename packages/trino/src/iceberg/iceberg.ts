import { SluiceError } from "@sluice/sdk";
import type { Catalog, CatalogContext, Schema, SealedWrite } from "@sluice/sdk/plugin";
import type { StatementClient } from "../client/index.js";
import type { TrinoOptions } from "../options.js";
import { look } from "../preflight/look.js";
import { querying } from "../source/run-query.js";
import type { TableFormat } from "../table-format.js";
import { checkColumnsSaid } from "./asset-options.js";
import { listChanges } from "./changes.js";
import { checkCatalogs } from "./check.js";
import { inspectWrite } from "./inspect.js";
import { forgetStages } from "./left-stages.js";
import { maintainTable } from "./maintain.js";
import { icebergNames, relationOf } from "./names.js";
import { checkOptions, type IcebergOptions } from "./options.js";
import { planPublish } from "./plan.js";
import { prepareTable } from "./prepare.js";
import { publishWrite, republish } from "./publish.js";
import { readPartitions, readRows } from "./read.js";
import { scanTable } from "./scan.js";
import { icebergSession, withColumns, withProperties } from "./session.js";
import { stagingOf } from "./staging.js";

/**
 * Iceberg tables: `trino({ …, catalog: "iceberg", tables: iceberg() })`. A store is one commit of the table, which is
 * made by one statement, once, whatever dies on the way.
 */
export function iceberg(options: IcebergOptions = {}): TableFormat {
  checkOptions(options);
  return {
    open(client, trino) {
      checkClient(client);
      return icebergCatalog(client, trino, options);
    },
  };
}

function checkClient({ capabilities }: StatementClient): void {
  if (capabilities.registration) return;
  throw new SluiceError("CAPABILITY_MISSING", {
    message: "Iceberg tables need a client that tells the id of a statement before it begins.",
    details: { capability: "registration", plugin: "trino" },
    hint: "Leave out { client }; the default is one.",
  });
}

function icebergCatalog(client: StatementClient, trino: TrinoOptions, options: IcebergOptions): Catalog {
  const staging = stagingOf(client, trino, options);
  const sessionOf = (context: CatalogContext) =>
    icebergSession(context, client, trino, options, () => staging(context.signal));
  const { relation, run } = querying(client, trino, (asset) => {
    checkColumnsSaid(asset);
    return relationOf(icebergNames(asset, trino));
  });
  // The columns the table has once a prepared write is in it.
  const prepared = new WeakMap<CatalogContext["asset"], Schema>();
  return {
    specVersion: 1,
    name: `trino ${trino.catalog}.${trino.schema} (iceberg)`,
    capabilities: {
      modes: ["replace", "append", "upsert"],
      deletes: true,
      formats: ["PARQUET"],
      schemes: ["s3", "s3a"],
      query: true,
      history: true,
      evolution: "columns",
    },
    relation,
    async prepare(context) {
      const { asset, nextSchema = asset.schema, key } = context;
      await prepareTable(withColumns(await withProperties(sessionOf(context)), nextSchema), key);
      prepared.set(asset, nextSchema);
    },
    inspect: (write, context) => inspectWrite(write, withColumns(sessionOf(context), write.schema)),
    async publish(write, context) {
      const columns = prepared.get(context.asset) ?? (await context.log.head()).schema;
      const session = await withProperties(sessionOf(context));
      const { number } = await publishWrite(write, withColumns(session, withOwn(columns, write)));
      return { snapshot: number, relation: relation(context.asset) };
    },
    async republish(context) {
      return {
        snapshot: await republish(await withProperties(sessionOf(context))),
        relation: relation(context.asset),
      };
    },
    scan: (request, context) => scanTable(request, sessionOf(context)),
    read: (request, context) => readRows(request, sessionOf(context)),
    partitions: (snapshot, context) => readPartitions(snapshot, sessionOf(context)),
    history: ({ limit }, context) => listChanges(limit, sessionOf(context)),
    plan: async (write, context) => {
      const session = await withProperties(sessionOf(context));
      return planPublish(write, withColumns(session, context.nextSchema));
    },
    // Of folders it keeps nothing that a sweep would delete.
    forget: (_folders, _commits, context) => forgetStages(context.before, sessionOf(context)),
    query: (statement, { signal }) => run(statement, signal),
    maintain: async (request, context) => {
      const { schema } = await context.log.head();
      return maintainTable(request, withColumns(sessionOf(context), schema));
    },
    check: (context) => checkCatalogs(look(client, trino, context), options),
  };
}

/** Another write of the asset may have been prepared since this one, whose columns are in the table too. */
function withOwn(columns: Schema | undefined, { operation, schema }: SealedWrite): Schema | undefined {
  if (columns === undefined || operation !== undefined) return columns;
  const names = new Set(columns.fields.map(({ name }) => name));
  const own = schema.fields.filter(({ name }) => !names.has(name));
  return own.length === 0 ? columns : { ...columns, fields: [...columns.fields, ...own] };
}
