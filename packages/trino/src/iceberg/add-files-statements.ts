import { trinoDialect } from "../dialect.js";
import { ownStagedColumns } from "./columns.js";
import type { TableSnapshot } from "./history.js";
import { type IcebergNames, relationOf } from "./names.js";
import type { IcebergSession } from "./session.js";

const { identifier, literal } = trinoDialect;

/** The statement that makes files of the folder, all there are, rows of the table: one commit. */
export function addFiles(session: Pick<IcebergSession, "store">, relation: string, folder: string): string {
  return addFilesAt(relation, `${session.store.locate(folder)}/`);
}

/** The same of a location. */
export function addFilesAt(relation: string, location: string): string {
  return `ALTER TABLE ${relation} EXECUTE add_files(location => ${literal(location)}, format => 'PARQUET')`;
}

/** Adds no row: names in a path that begin with `_` are passed over. */
export function mapNames(relation: string, location: string): string {
  return `ALTER TABLE ${relation} EXECUTE add_files(location => ${literal(location)}, format => 'PARQUET', recursive_directory => 'true')`;
}

/** The files the table has now: kind (0: rows), path, rows, bytes. */
export function findFiles(relation: string): string {
  return `SELECT content, file_path, record_count, file_size_in_bytes FROM ${relation} ORDER BY file_path`;
}

/** Those of the snapshots that brought the file. */
export function findAdding(
  names: IcebergNames,
  path: string,
  snapshots: readonly Pick<TableSnapshot, "id">[],
): string {
  return [
    `SELECT DISTINCT snapshot_id FROM ${relationOf(names, "$all_entries")}`,
    // 2: the snapshot is the one that took it away.
    `WHERE status <> 2 AND snapshot_id IN (${snapshots.map(({ id }) => id).join(", ")})`,
    `  AND data_file.file_path = ${literal(path)}`,
  ].join("\n");
}

/** Said where people look at the table. */
const stageComment =
  "Files of a store under way. Never drop it: its files would go. CALL system.unregister_table.";

export function createOwnStage(
  { asset }: Pick<IcebergSession, "asset">,
  relation: string,
  location: string,
): string {
  const columns = ownStagedColumns(asset).map(({ name, stored }) => `  ${identifier(name)} ${stored}`);
  return [
    `CREATE TABLE ${relation} (`,
    columns.join(",\n"),
    ")",
    `COMMENT ${literal(stageComment)}`,
    `WITH (format = 'PARQUET', format_version = 2, location = ${literal(location)})`,
  ].join("\n");
}

export function unregisterOwnStage({ catalog, schema }: IcebergSession["ownStage"], table: string): string {
  const names = `schema_name => ${literal(schema)}, table_name => ${literal(table)}`;
  return `CALL ${identifier(catalog)}.system.unregister_table(${names})`;
}

/** Schema and name of the tables of these names, in any schema of the catalog. */
export function findTablesNamed(catalog: string, names: readonly string[]): string {
  return [
    "SELECT table_schema, table_name",
    `FROM ${identifier(catalog)}.information_schema.tables`,
    `WHERE table_name IN (${names.map((name) => literal(name)).join(", ")})`,
  ].join("\n");
}

/** A table that is there only to ask whether it takes files over. */
export function createProbe(relation: string, location: string): string {
  return `CREATE TABLE ${relation} (id bigint) WITH (format = 'PARQUET', format_version = 2, location = ${literal(location)})`;
}

export function dropProbe(relation: string): string {
  return `DROP TABLE ${relation}`;
}
