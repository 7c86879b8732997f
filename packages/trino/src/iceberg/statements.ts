import type { AssetDescription, PartitionValues, SqlValue } from "@sluice/sdk/plugin";
import { trinoDialect } from "../dialect.js";
import { icebergAssetOptions, type PropertyValue, tableProperties } from "./asset-options.js";
import { freeName, type TableColumn, tableColumns } from "./columns.js";
import { type IcebergNames, relationOf } from "./names.js";
import { ownerComment } from "./owner.js";
import { partitionBounds, partitioningOf, partitionKey, partitionKeyOfRow } from "./partitioning.js";
import type { Stage } from "./stage.js";
import { stagedRows } from "./staged-rows.js";

const { identifier, literal } = trinoDialect;

export function setFormatVersion(names: IcebergNames, version: number): string {
  return `ALTER TABLE ${relationOf(names)} SET PROPERTIES format_version = ${version}`;
}

/** The empty table. Replaces nothing. `root` is the folder of all tables the asset ever had, `location` its own in it. */
export function createTable(
  asset: AssetDescription,
  names: IcebergNames,
  root: string,
  location: string,
): string {
  return [
    `CREATE TABLE ${relationOf(names)} (`,
    tableColumns(asset)
      .map((column) => `  ${columnText(column)}`)
      .join(",\n"),
    ")",
    `COMMENT ${literal(ownerComment(asset, root))}`,
    withText([["location", location], ...propertiesOf(asset, names)]),
  ].join("\n");
}

/** Adds the rows: one commit. */
export function insertRows(asset: AssetDescription, names: IcebergNames, stage: Stage): string {
  return [
    `INSERT INTO ${relationOf(names)} (${columnList(asset)})`,
    stagedRows(asset, stage, tableColumns(asset)),
  ].join("\n");
}

/** Puts the rows in the place of all there are: one commit. What is not said again here is forgotten by Trino. */
export function replaceTable(
  asset: AssetDescription,
  names: IcebergNames,
  stage: Stage,
  root: string,
): string {
  return [
    `CREATE OR REPLACE TABLE ${relationOf(names)}`,
    `COMMENT ${literal(ownerComment(asset, root))}`,
    withText(propertiesOf(asset, names)),
    "AS",
    stagedRows(asset, stage, tableColumns(asset)),
  ].join("\n");
}

/**
 * Puts the rows in the place of those of the partitions: one commit. The source is the rows, and a marker for each
 * partition, which matches what is there and deletes it. A row has no key, so it matches nothing and is inserted.
 */
export function replacePartitions(
  asset: AssetDescription,
  names: IcebergNames,
  stage: Stage,
  partitions: readonly PartitionValues[],
): string {
  const columns = tableColumns(asset);
  const marker = freeName("replaces", columns);
  const markers = partitions.map((partition) => `(${literal(partitionKey(partition))})`).join(", ");
  const nulls = columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${identifier(name)}`).join(", ");
  return [
    `MERGE INTO ${relationOf(names)} t`,
    "USING (",
    `SELECT CAST(NULL AS varchar) AS ${marker}, rows.* FROM (`,
    stagedRows(asset, stage, columns),
    ") rows",
    "UNION ALL",
    `SELECT marker, ${nulls} FROM (VALUES ${markers}) markers (marker)`,
    ") s",
    `ON s.${marker} = ${partitionKeyOfRow(asset, "t")}${partitionBounds(asset, partitions, "t")}`,
    "WHEN MATCHED THEN DELETE",
    `WHEN NOT MATCHED AND s.${marker} IS NULL THEN INSERT (${columnList(asset)})`,
    `VALUES (${columns.map(({ name }) => `s.${identifier(name)}`).join(", ")})`,
  ].join("\n");
}

/** A column that came later is null in older rows. */
export function addColumn(names: IcebergNames, { name, type, comment }: TableColumn): string {
  const column = columnText({ name, type, required: false, ...(comment === undefined ? {} : { comment }) });
  return `ALTER TABLE ${relationOf(names)} ADD COLUMN IF NOT EXISTS ${column}`;
}

export function dropColumn(names: IcebergNames, name: string): string {
  return `ALTER TABLE ${relationOf(names)} DROP COLUMN ${identifier(name)}`;
}

export function renameColumn(names: IcebergNames, from: string, to: string): string {
  return `ALTER TABLE ${relationOf(names)} RENAME COLUMN ${identifier(from)} TO ${identifier(to)}`;
}

export function dropNotNull(names: IcebergNames, name: string): string {
  return `ALTER TABLE ${relationOf(names)} ALTER COLUMN ${identifier(name)} DROP NOT NULL`;
}

/** `null` takes away what is there. */
export function commentColumn(names: IcebergNames, name: string, comment: string | null): string {
  return `COMMENT ON COLUMN ${relationOf(names)}.${identifier(name)} IS ${literal(comment)}`;
}

export function commentTable(asset: AssetDescription, names: IcebergNames, root: string): string {
  return `COMMENT ON TABLE ${relationOf(names)} IS ${literal(ownerComment(asset, root))}`;
}

/** What made the table, as the server tells it. */
export function showCreate(names: IcebergNames): string {
  return `SHOW CREATE TABLE ${relationOf(names)}`;
}

/** What each property of a table is where nobody says it. */
export function findDefaults({ catalog }: IcebergNames): string {
  return [
    "SELECT property_name, default_value",
    `FROM system.metadata.table_properties WHERE catalog_name = ${literal(catalog)}`,
  ].join("\n");
}

function columnList(asset: AssetDescription): string {
  return tableColumns(asset)
    .map(({ name }) => identifier(name))
    .join(", ");
}

function columnText({ name, type, required, comment }: TableColumn): string {
  const parts = [identifier(name), type];
  if (required) parts.push("NOT NULL");
  if (comment !== undefined) parts.push("COMMENT", literal(comment));
  return parts.join(" ");
}

/** The properties of the table that the asset says. */
export function propertiesOf(
  asset: AssetDescription,
  { properties }: IcebergNames,
): ReturnType<typeof tableProperties> {
  const options = icebergAssetOptions(asset);
  return tableProperties(options, options.partitioning ?? partitioningOf(asset), properties);
}

/** The names of the properties that tables of the catalog can have. */
export function findTableProperties({ catalog }: IcebergNames): string {
  return `SELECT property_name FROM system.metadata.table_properties WHERE catalog_name = ${literal(catalog)}`;
}

function withText(properties: readonly (readonly [string, PropertyValue])[]): string {
  const lines = properties.map(([name, value]) => `  ${identifier(name)} = ${propertyText(value)}`);
  return `WITH (\n${lines.join(",\n")}\n)`;
}

function propertyText(value: PropertyValue): string {
  if (value instanceof Map) return `MAP(${listText([...value.keys()])}, ${listText([...value.values()])})`;
  return isList(value) ? listText(value) : literal(value as SqlValue);
}

function listText(texts: readonly string[]): string {
  return `ARRAY[${texts.map((each) => literal(each)).join(", ")}]`;
}

function isList(value: PropertyValue): value is readonly string[] {
  return Array.isArray(value);
}

/** The snapshots the table still knows, the newest first. */
export function findHistory(names: IcebergNames): string {
  return [
    "SELECT s.snapshot_id, s.parent_id, s.operation, element_at(s.summary, 'trino_query_id'),",
    "  element_at(s.summary, 'total-records'), r.snapshot_id",
    `FROM ${relationOf(names, "$snapshots")} s`,
    `LEFT JOIN ${relationOf(names, "$refs")} r ON r.name = 'main' AND r.snapshot_id = s.snapshot_id`,
    "ORDER BY s.committed_at DESC",
  ].join("\n");
}

/** State of a query and how many of its tasks run; no row if the server does not know it. */
export function findQueryState(queryId: string): string {
  return [
    "SELECT q.state, (SELECT count(*) FROM system.runtime.tasks t WHERE t.query_id = q.query_id",
    "  AND t.state NOT IN ('FINISHED', 'CANCELED', 'ABORTED', 'FAILED'))",
    `FROM system.runtime.queries q WHERE q.query_id = ${literal(queryId)}`,
  ].join("\n");
}
