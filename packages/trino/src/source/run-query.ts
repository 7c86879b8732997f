import {
  type AssetDescription,
  assetsOf,
  type QueryResult,
  renderSql,
  type SqlStatement,
} from "@sluice/sdk/plugin";
import type { StatementClient } from "../client/index.js";
import { trinoDialect } from "../dialect.js";
import type { TrinoOptions } from "../options.js";
import { queryColumns } from "./query-columns.js";
import { sourceSession } from "./source-session.js";
import { sourceRelation } from "./source-table.js";

/** What a name in a statement is in Trino. */
export type RelationOf = (asset: AssetDescription) => string;

/** Runs statements over sources and over assets, whose relations `assetRelation` gives. */
export interface Querying {
  /** Of a source too. */
  readonly relation: RelationOf;
  /** Session properties with which the sources in a statement are read exactly. */
  session(statement: SqlStatement, signal?: AbortSignal): Promise<Readonly<Record<string, string>>>;
  run(statement: SqlStatement, signal?: AbortSignal): Promise<QueryResult>;
}

export function querying(
  client: StatementClient,
  options: TrinoOptions,
  assetRelation: RelationOf,
): Querying {
  const sessionFor = sourceSession(client, options);
  const relation: RelationOf = (asset) =>
    asset.source ? sourceRelation(asset, options) : assetRelation(asset);
  const session: Querying["session"] = (statement, signal) => {
    const sources = assetsOf(statement).filter(({ source }) => source);
    return sessionFor(sources, signal);
  };
  return {
    relation,
    session,
    async run(statement, signal) {
      const options = { signal, session: await session(statement, signal) };
      const stream = await client.stream(renderSql(statement, trinoDialect, relation), options);
      return { columns: queryColumns(stream.columns), rows: stream.rows };
    },
  };
}

/** The assets a statement names that are no sources. */
export function storedAssetsOf(statement: SqlStatement): AssetDescription[] {
  return assetsOf(statement).filter(({ source }) => !source);
}
