import {
  type assetsOf,
  type Catalog,
  type CatalogContext,
  type Publication,
  scanLog,
} from "@sluice/sdk/plugin";
import { statementClient } from "./client/index.js";
import { qualified, relationNames } from "./hive/names.js";
import { publishTable } from "./hive/plain/publish-table.js";
import { publishView } from "./hive/publish-view.js";
import { type TrinoOptions, trinoOptions } from "./options.js";
import { preflight } from "./preflight/preflight.js";
import { querying, storedAssetsOf } from "./source/run-query.js";

/**
 * Tables in a Hive catalog of Trino: an external table over the files, and a view that shows exactly one snapshot of
 * them; with `publish: "table"`, the table alone; or with `tables` of another format. Give options or an address,
 * `http://user@host:8080/catalog/schema`.
 */
export function trino(given: string | TrinoOptions): Catalog {
  const options = trinoOptions(given);
  const {
    auth,
    catalog,
    schema,
    snapshotColumn,
    tables,
    publish,
    tidyAfterMillis,
    schemaLocation,
    client: clientFor = statementClient,
    ...connection
  } = options;
  const client = clientFor({ ...connection, ...auth, catalog, schema });
  if (tables !== undefined) return tables.open(client, options);
  const publishing = publish === "table" ? publishTable(client, options) : publishView(client, options);
  const statements = querying(client, options, (asset) => {
    const names = relationNames(asset, options);
    return qualified(names, names.view);
  });
  const { relation } = statements;
  const showAll = async (
    statement: Parameters<typeof assetsOf>[0],
    open: (asset: CatalogContext["asset"]) => CatalogContext,
  ): Promise<void> => {
    for (const asset of storedAssetsOf(statement)) await publishing.showIfBehind(open(asset));
  };
  const { read, unload } = publishing;
  return {
    specVersion: 1,
    name: `trino ${catalog}.${schema}`,
    capabilities: {
      ...publishing.capabilities,
      formats: ["PARQUET"],
      schemes: ["s3", "s3a"],
      query: true,
    },
    relation,
    prepare: (context) => publishing.prepare(context),
    async publish(write, context): Promise<Publication> {
      return { snapshot: await publishing.publish(write, context), relation: relation(context.asset) };
    },
    async republish(context) {
      return { snapshot: await publishing.republish(context), relation: relation(context.asset) };
    },
    plan: (write, context) => publishing.plan(write, context),
    forget: (folders, commits, context) => publishing.forget(folders, commits, context),
    scan: (request, { log, asset }) => scanLog(request, log, asset.key),
    async query(statement, { open, signal }) {
      await showAll(statement, open);
      return statements.run(statement, signal);
    },
    ...(read && { read }),
    ...(unload && {
      async unload(request, context) {
        await showAll(request.statement, context.open);
        return unload(request, statements, context);
      },
    }),
    check: async (context) => [...(await preflight(client, options, context)), ...publishing.findings],
  };
}
