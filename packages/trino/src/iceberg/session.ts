import type { CatalogContext, Schema } from "@sluice/sdk/plugin";
import type { StatementClient, StatementResult } from "../client/index.js";
import { type SchemaNames, schemaNames } from "../hive/names.js";
import type { TrinoOptions } from "../options.js";
import { icebergAssetOptions } from "./asset-options.js";
import { laterNames } from "./iceberg-properties.js";
import { type IcebergNames, icebergNames, relationOf } from "./names.js";
import type { IcebergOptions } from "./options.js";
import type { Staging } from "./staging.js";
import { findTableProperties } from "./statements.js";

/** What the steps of one publish share. */
export interface IcebergSession extends CatalogContext {
  readonly client: StatementClient;
  /** Who asks the server. */
  readonly user: string;
  readonly names: IcebergNames;
  /** Quoted. */
  readonly relation: string;
  /** Where the tables of folders are made in a Hive catalog. */
  readonly stage: SchemaNames;
  /** The same where there is none: beside the asset's own table. */
  readonly ownStage: SchemaNames;
  /** Which of both, asked of the server once. */
  staging(): Promise<Staging>;
  /** Whether a table takes over the files of an append where it can. */
  readonly addFiles: boolean;
  /** An empty folder for tables that have a folder of their own only because they must. Ends in a slash. */
  readonly stageLocation: string;
  /** The folder that holds every table the asset ever had, each in a folder of its own. No slash at the end. */
  readonly root: string;
  /** Runs one statement and tells listeners. */
  run(sql: string, session?: Readonly<Record<string, string>>): Promise<StatementResult>;
}

/** The session of a table with those columns, which are the asset's own unless a snapshot says more. */
export function withColumns(session: IcebergSession, schema: Schema | undefined): IcebergSession {
  return schema === undefined ? session : { ...session, asset: { ...session.asset, schema } };
}

export function icebergSession(
  context: CatalogContext,
  client: StatementClient,
  options: TrinoOptions,
  { stage = "hive", addFiles = true }: IcebergOptions,
  staging = async (): Promise<Staging> => ({ kind: "hive", catalog: stage }),
): IcebergSession {
  const { asset, store } = context;
  const names = icebergNames(asset, options);
  return bound({
    ...context,
    client,
    user: options.user,
    names,
    relation: relationOf(names),
    stage: schemaNames(options.schema, { ...options, catalog: stage }),
    ownStage: schemaNames(options.schema, options),
    staging,
    addFiles,
    stageLocation: `${store.locate(`${asset.key}/_table`)}/`,
    root: store.locate(`${asset.key}/iceberg`),
  });
}

/** The session for what has to be done although the caller may have given up. */
export function unbound(session: IcebergSession): IcebergSession {
  return bound({ ...session, signal: undefined });
}

/** The session with the names of table properties that the server has, where the asset's own hang on them. */
export async function withProperties(session: IcebergSession): Promise<IcebergSession> {
  const { properties = {} } = icebergAssetOptions(session.asset);
  if (laterNames(properties).length === 0) return session;
  const { rows } = await session.run(findTableProperties(session.names));
  const known = new Set(rows.map(([name]) => String(name)));
  return { ...session, names: { ...session.names, properties: known } };
}

function bound(session: Omit<IcebergSession, "run">): IcebergSession {
  const { asset, client, signal, emit } = session;
  return {
    ...session,
    async run(sql, properties) {
      const from = performance.now();
      const result = await client.run(sql, { signal, session: properties });
      emit({ type: "statement-run", asset: asset.key, sql, millis: Math.round(performance.now() - from) });
      return result;
    },
  };
}
