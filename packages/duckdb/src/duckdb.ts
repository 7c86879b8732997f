import {
  type AssetDescription,
  assetsOf,
  type Catalog,
  type CatalogContext,
  checkOptions,
  type OptionRules,
  renderSql,
  scanLog,
  typedBatches,
} from "@sluice/sdk/plugin";
import { describeMapping } from "@sluice/type-mapping";
import { checkShown } from "./check-shown.js";
import { duckdbDialect } from "./dialect.js";
import { Engine } from "./engine.js";
import { readStatement } from "./read-statement.js";
import { sourceRelation } from "./source-relation.js";
import { viewName, viewStatements } from "./view.js";

export interface DuckdbOptions {
  /**
   * Database file that keeps the views for other programs; only one process can have it open. Default: in memory,
   * where views are made when a query names their asset.
   */
  readonly database?: string;
}

const rules = {
  database: {
    fits: (value: unknown) => typeof value === "string" && value !== "",
    hint: "Give the path of a file, or leave it out: the views are in memory then.",
  },
} satisfies OptionRules<keyof DuckdbOptions>;

function relation(asset: AssetDescription): string {
  return asset.source ? sourceRelation(asset) : viewName(asset);
}

/** DuckDB in this process: SQL over the files of the newest snapshot. */
export function duckdb(options: DuckdbOptions = {}): Catalog {
  checkOptions("duckdb", options, rules, { open: true });
  const engine = new Engine(options.database ?? ":memory:");
  const shown = new Map<string, number>();
  const showNow = async ({ asset, log, store }: CatalogContext): Promise<number> => {
    const snapshot = await log.head();
    if (shown.get(asset.key) !== snapshot.number) {
      await engine.execute(viewStatements(asset, snapshot, store));
      shown.set(asset.key, snapshot.number);
    }
    return snapshot.number;
  };
  // One view at a time: two connections that replace one view at once are a conflict to DuckDB.
  let last: Promise<unknown> = Promise.resolve();
  const show = (context: CatalogContext): Promise<number> => {
    const next = last.then(() => showNow(context));
    last = next.catch(() => {});
    return next;
  };
  const keepsViews = options.database !== undefined;
  return {
    specVersion: 1,
    name: "duckdb",
    capabilities: {
      modes: ["replace", "append"],
      formats: ["PARQUET"],
      schemes: ["file"],
      query: true,
      evolution: "types",
    },
    relation,
    prepare: async ({ asset }) => checkShown(asset),
    async publish(write, context) {
      const { commit } = await context.log.commit(write);
      if (keepsViews) await show(context);
      return { snapshot: commit.number, relation: viewName(context.asset) };
    },
    async republish(context) {
      return { snapshot: await show(context), relation: viewName(context.asset) };
    },
    async plan({ next }, { asset, store, nextSchema = asset.schema }) {
      checkShown(asset);
      const later = keepsViews ? [] : ["DuckDB is in memory: the view is made when a query names the asset."];
      const notes = describeMapping(nextSchema, "duckdb").flatMap(({ column, note }) =>
        note === undefined ? [] : [`${column}: ${note}`],
      );
      return { statements: viewStatements(asset, next, store), notes: [...later, ...notes] };
    },
    scan: (request, { log, asset }) => scanLog(request, log, asset.key),
    async query(statement, { open, signal }) {
      for (const asset of assetsOf(statement)) if (!asset.source) await show(open(asset));
      return engine.query(renderSql(statement, duckdbDialect, relation), signal);
    },
    async *read(request, { asset, store, signal }) {
      const result = await engine.query(readStatement(asset, request, store), signal);
      yield* typedBatches(result, request.schema, asset.key);
    },
    close: () => engine.close(),
  };
}
