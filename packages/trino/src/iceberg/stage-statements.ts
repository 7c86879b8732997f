import type { AssetDescription, PartitionWrite } from "@sluice/sdk/plugin";
import { trinoDialect } from "../dialect.js";
import { qualified } from "../hive/names.js";
import { partitionCall } from "../hive/statements.js";
import { freeName, stagedColumns } from "./columns.js";
import type { IcebergSession } from "./session.js";

const { identifier, literal } = trinoDialect;

/** The column that numbers the folders of a stage that has several, from 0: a name that the asset has not. */
export function folderColumn({ schema }: Pick<AssetDescription, "schema">): string {
  return freeName("sluice_folder", schema.fields);
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
    [...columns, ...(one ? [] : [`  ${folderColumn(asset)} integer`])].join(",\n"),
    ")",
    "WITH (",
    "  format = 'PARQUET',",
    `  external_location = ${literal(location)}${one ? "" : ","}`,
    ...(one ? [] : [`  partitioned_by = ARRAY[${literal(folderColumn(asset))}]`]),
    ")",
  ].join("\n");
}

/** Makes the folder the rows of that number. */
export function registerFolder(
  { asset, stage }: Pick<IcebergSession, "asset" | "stage">,
  table: string,
  index: number,
  location: string,
): string {
  return partitionCall(stage, {
    procedure: "register_partition",
    table,
    columns: [folderColumn(asset)],
    values: [String(index)],
    location,
  });
}

export function dropStage(relation: string): string {
  return `DROP TABLE IF EXISTS ${relation}`;
}

/** Names of the tables that look like stages. */
export function findHiveStages({ catalog, schema }: IcebergSession["stage"]): string {
  return [
    "SELECT table_name",
    `FROM ${identifier(catalog)}.information_schema.tables`,
    `WHERE table_schema = ${literal(schema)} AND regexp_like(table_name, '^stage_[0-9a-f]{24}$')`,
  ].join("\n");
}

/** What made the stage, as the server tells it. */
export function showHiveStage(relation: string): string {
  return `SHOW CREATE TABLE ${relation}`;
}

/** One row, with the id of that query among its columns. */
export function hiveStageMaker(stage: IcebergSession["stage"], table: string): string {
  return `SELECT * FROM ${qualified(stage, `${table}$properties`)}`;
}
