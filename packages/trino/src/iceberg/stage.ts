import { randomBytes } from "node:crypto";
import { SluiceError } from "@sluice/sdk";
import { type AssetDescription, mapConcurrent, type PartitionWrite } from "@sluice/sdk/plugin";
import { mapType, trinoTypes } from "@sluice/type-mapping";
import { isTrinoError } from "../client/index.js";
import { trinoDialect } from "../dialect.js";
import { addedDimensions, stagedColumns, type TableColumn } from "./columns.js";
import type { IcebergSession } from "./session.js";
import { createSchema } from "./statements.js";

const { identifier, literal } = trinoDialect;

/** Folders registered at once. */
const concurrency = 4;
/** Numbers the folders of a stage that has several. */
const folderColumn = "sluice_folder";

/** The folders of a write as a table: external, so that dropping it leaves every file. */
export interface Stage {
  /** Quoted. `undefined`: there are no folders, so no rows. */
  readonly relation?: string;
  /** Each with the partition its rows are of. */
  readonly folders: readonly PartitionWrite[];
}

/** What a plan shows in the place of a stage. */
export function plannedStage(session: IcebergSession, folders: readonly PartitionWrite[]): Stage {
  return { relation: stageRelation(session, "stage_…"), folders };
}

/**
 * Makes a table of the folders under a name nobody else has, does the work and drops the table. One that a dead process
 * left behind holds nothing and may be dropped at any time.
 */
export async function withStage<Result>(
  folders: readonly PartitionWrite[],
  session: IcebergSession,
  work: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  if (folders.length === 0) return work({ folders });
  const table = `stage_${randomBytes(12).toString("hex")}`;
  const relation = stageRelation(session, table);
  const { stage } = session;
  await session.run(createStageTable(session, folders, relation), stageSession(session));
  try {
    if (folders.length > 1) {
      await mapConcurrent(
        folders.map((folder, index) => ({ folder, index })),
        concurrency,
        ({ folder, index }) => register(session, folder.folder, index, table),
      );
    }
    return await work({ relation, folders });
  } finally {
    await session.run(`DROP TABLE IF EXISTS ${relation}`).catch((error: unknown) => {
      // What was stored does not depend on it.
      process.emitWarning(`${stage.catalog} keeps the empty table ${relation}: ${String(error)}`);
    });
  }
}

/** SELECT of the rows of a stage, in the columns of the Iceberg table. */
export function stagedRows(
  asset: AssetDescription,
  { relation, folders }: Stage,
  columns: readonly TableColumn[],
): string {
  const staged = new Map(stagedColumns(asset).map(({ name, value }) => [name, value]));
  const added = new Map(addedDimensions(asset).map((dimension) => [dimension.name, dimension]));
  const values = columns.map(({ name, type }) => {
    const column = identifier(name);
    const dimension = added.get(name);
    if (relation === undefined) return `  CAST(NULL AS ${type}) AS ${column}`;
    const value =
      dimension === undefined ? (staged.get(name) as string) : partitionValue(asset, name, folders);
    const typed =
      dimension === undefined ? value : `CAST(${value} AS ${mapType(trinoTypes, dimension.type)})`;
    return typed === column ? `  ${column}` : `  ${typed} AS ${column}`;
  });
  const rows = `SELECT\n${values.join(",\n")}`;
  return relation === undefined ? `${rows}\nWHERE FALSE` : `${rows}\nFROM ${relation}`;
}

/** What the files do not say is known of their folder. */
function partitionValue(asset: AssetDescription, name: string, folders: readonly PartitionWrite[]): string {
  const index = asset.partitions.findIndex((dimension) => dimension.name === name);
  const values = folders.map(({ partition }) => literal(partition[index] ?? null));
  if (new Set(values).size === 1) return values[0] as string;
  return `element_at(ARRAY[${values.join(", ")}], ${folderColumn} + 1)`;
}

/** Whether the server lets us do with a stage what a write of this asset will need. Nobody sees it. */
export async function tryStage(session: IcebergSession): Promise<void> {
  const { asset, stage, run } = session;
  try {
    await run(createSchema(stage));
  } catch (error) {
    throw isTrinoError(error, "CATALOG_NOT_FOUND") ? noStage(session, error) : error;
  }
  const folder = { partition: asset.partitions.map(() => null), folder: `${asset.key}/_table`, files: [] };
  const folders = asset.partitions.length === 0 ? [folder] : [folder, folder];
  await withStage(folders, session, async () => {});
}

/** One folder is the table's own; several are partitions of a table whose own folder stays empty. */
export function createStageTable(
  { asset, store, stageLocation }: IcebergSession,
  folders: readonly PartitionWrite[],
  relation: string,
): string {
  const columns = stagedColumns(asset).map(({ name, stored }) => `  ${identifier(name)} ${stored}`);
  const [only] = folders;
  const one = folders.length === 1 && only !== undefined;
  const location = one ? `${store.locate(only.folder)}/` : stageLocation;
  return [
    `CREATE TABLE ${relation} (`,
    [...columns, ...(one ? [] : [`  ${folderColumn} integer`])].join(",\n"),
    ")",
    "WITH (",
    "  format = 'PARQUET',",
    `  external_location = ${literal(location)}${one ? "" : ","}`,
    ...(one ? [] : [`  partitioned_by = ARRAY[${literal(folderColumn)}]`]),
    ")",
  ].join("\n");
}

async function register(
  session: IcebergSession,
  folder: string,
  index: number,
  table: string,
): Promise<void> {
  const { stage, store, run } = session;
  const call = [
    `CALL ${identifier(stage.catalog)}.system.register_partition(`,
    `  schema_name => ${literal(stage.schema)},`,
    `  table_name => ${literal(table)},`,
    `  partition_columns => ARRAY[${literal(folderColumn)}],`,
    `  partition_values => ARRAY[${literal(String(index))}],`,
    `  location => ${literal(store.locate(folder))}`,
    ")",
  ].join("\n");
  try {
    await run(call);
  } catch (error) {
    if (isTrinoError(error, "ALREADY_EXISTS")) return;
    if (!isTrinoError(error, "PERMISSION_DENIED")) throw error;
    throw new SluiceError("CAPABILITY_MISSING", {
      message: `Trino does not let ${stage.catalog} register partitions, which a write of several folders needs.`,
      details: { capability: "register_partition", plugin: "trino" },
      hint: `Set hive.allow-register-partition-procedure=true in the catalog file of ${stage.catalog}, or store one partition at a time.`,
      cause: error,
    });
  }
}

function stageRelation({ stage }: IcebergSession, table: string): string {
  return [stage.catalog, stage.schema, table].map((name) => identifier(name)).join(".");
}

/** Our column types of Hive are written for this precision. */
export function stageSession({ stage }: Pick<IcebergSession, "stage">): Record<string, string> {
  return { [`${stage.catalog}.timestamp_precision`]: "MILLISECONDS" };
}

function noStage({ stage }: IcebergSession, cause: unknown): SluiceError {
  return new SluiceError("CONFIGURATION_INVALID", {
    message: `Trino has no catalog ${stage.catalog}, through which files reach Iceberg tables.`,
    details: { option: "stage" },
    hint: "Give iceberg({ stage }) the name of a catalog with connector.name=hive that reads the same bucket.",
    cause,
  });
}
