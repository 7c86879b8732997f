import {
  assetsOf,
  type Catalog,
  type CatalogContext,
  type Publication,
  renderSql,
  scanLog,
} from "@sluice/sdk/plugin";
import { statementClient } from "./client/index.js";
import { trinoDialect } from "./dialect.js";
import { forgetFolders } from "./hive/forget.js";
import { hiveNames, qualified } from "./hive/names.js";
import { planPublish } from "./hive/plan.js";
import { prepareTables } from "./hive/prepare.js";
import { claimView, showHead, showIfBehind } from "./hive/publish.js";
import { type HiveSession, hiveSession, withColumns } from "./hive/session.js";
import { type TrinoOptions, trinoOptions } from "./options.js";
import { preflight } from "./preflight/preflight.js";

/**
 * Tables in a Hive catalog of Trino: an external table over the files, and a view that shows exactly one snapshot of
 * them; or with `tables` of another format. Give options or an address, `http://user@host:8080/catalog/schema`.
 */
export function trino(given: string | TrinoOptions): Catalog {
  const options = trinoOptions(given);
  const { auth, catalog, schema, snapshotColumn, tables, ...connection } = options;
  const client = statementClient({ ...connection, ...auth, catalog, schema });
  if (tables !== undefined) return tables.open(client, options);
  const sessionOf = (context: CatalogContext): HiveSession => hiveSession(context, client, options);
  const relation = (asset: CatalogContext["asset"]): string => {
    const names = hiveNames(asset, options);
    return qualified(names, names.view);
  };
  // Assets whose view is there, so that one look is enough.
  const claimed = new Set<string>();
  return {
    specVersion: 1,
    name: `trino ${catalog}.${schema}`,
    capabilities: {
      modes: ["replace", "append"],
      formats: ["PARQUET"],
      schemes: ["s3", "s3a"],
      query: true,
      evolution: "columns",
    },
    relation,
    async prepare(context) {
      const { shown } = await prepareTables(withColumns(sessionOf(context), context.nextSchema));
      if (shown !== undefined) claimed.add(context.asset.key);
    },
    async publish(write, context): Promise<Publication> {
      if (!claimed.has(context.asset.key)) await claimView(sessionOf(context));
      claimed.add(context.asset.key);
      const { commit } = await context.log.commit(write);
      await showHead(sessionOf(context));
      return { snapshot: commit.number, relation: relation(context.asset) };
    },
    async republish(context) {
      const session = sessionOf(context);
      await prepareTables(withColumns(session, (await context.log.head()).schema));
      return { snapshot: (await showHead(session)).number, relation: relation(context.asset) };
    },
    plan: (write, context) => planPublish(write, withColumns(sessionOf(context), context.nextSchema)),
    forget: (folders, commits, context) => forgetFolders(folders, commits, sessionOf(context)),
    scan: (request, { log, asset }) => scanLog(request, log, asset.key),
    async query(statement, { open, signal }) {
      for (const asset of assetsOf(statement)) await showIfBehind(sessionOf(open(asset)));
      return client.stream(renderSql(statement, trinoDialect, relation), { signal });
    },
    check: (context) => preflight(client, options, context),
  };
}
