import { createHash } from "node:crypto";
import type { AssetDescription, PartitionValues } from "@sluice/sdk/plugin";
import { nullPartition, partitionColumn } from "@sluice/sdk/plugin";
import { schemaText, typeText } from "@sluice/type-mapping";
import { tableProperties } from "../asset-options.js";
import { trinoDialect } from "../dialect.js";
import { type DataColumn, fileColumns, folderColumns } from "./columns.js";
import { type HiveNames, qualified, type SchemaNames } from "./names.js";

const { identifier, literal } = trinoDialect;

/** Table properties that say whose the data table is. */
export const ownerProperty = "sluice.asset";
export const schemaProperty = "sluice.schema";
export const locationProperty = "sluice.location";

export function createSchema(names: SchemaNames): string {
  const statement = `CREATE SCHEMA IF NOT EXISTS ${identifier(names.catalog)}.${identifier(names.schema)}`;
  const { schemaLocation } = names;
  return schemaLocation === undefined
    ? statement
    : `${statement}\nWITH (location = ${literal(schemaLocation)})`;
}

/**
 * The external table whose partitions are the folders of the writes. Its own location stays empty, but for a plain table
 * without partitions: that is at `shown`, the folder it shows.
 */
export function createDataTable(
  asset: AssetDescription,
  names: HiveNames,
  location: string,
  shown?: string,
): string {
  const folders = folderColumns(asset, names);
  const columns = [...fileColumns(asset, names), ...folders].map((column) => `  ${columnText(column)}`);
  const partitionedBy = folders.map(({ name }) => literal(name.toLowerCase())).join(", ");
  const properties = new Map([
    ...tableProperties(asset),
    [ownerProperty, asset.key],
    [schemaProperty, schemaHash(asset)],
    [locationProperty, location],
  ]);
  return [
    `CREATE TABLE ${qualified(names, names.data)} (`,
    columns.join(",\n"),
    ")",
    `COMMENT ${literal(dataComment(asset, names, location, shown))}`,
    "WITH (",
    "  format = 'PARQUET',",
    `  external_location = ${literal(shown ?? location)},`,
    ...(folders.length === 0 ? [] : [`  partitioned_by = ARRAY[${partitionedBy}],`]),
    `  extra_properties = MAP(ARRAY[${listText(properties.keys())}], ARRAY[${listText(properties.values())}])`,
    ")",
  ].join("\n");
}

/** What is there stays, whatever its type: look at it before and after. */
export function addColumn(names: HiveNames, column: DataColumn): string {
  return `ALTER TABLE ${qualified(names, names.data)} ADD COLUMN IF NOT EXISTS ${columnText(column)}`;
}

export function commentColumn(names: HiveNames, { name, comment }: DataColumn): string {
  const column = `${qualified(names, names.data)}.${identifier(name.toLowerCase())}`;
  return `COMMENT ON COLUMN ${column} IS ${literal(comment ?? null)}`;
}

/** The files keep what they have of it. */
export function dropColumn(names: HiveNames, name: string): string {
  return `ALTER TABLE ${qualified(names, names.data)} DROP COLUMN ${identifier(name)}`;
}

/** Says which columns the data table now has at least. */
export function commentDataTable(
  asset: AssetDescription,
  names: HiveNames,
  location: string,
  shown?: string,
): string {
  const comment = dataComment(asset, names, location, shown);
  return `COMMENT ON TABLE ${qualified(names, names.data)} IS ${literal(comment)}`;
}

/** The files stay where they are. */
export function dropDataTable(names: HiveNames): string {
  return `DROP TABLE IF EXISTS ${qualified(names, names.data)}`;
}

/** The columns of the data table and their types, those of partitions too. */
export function findColumns(names: HiveNames): string {
  return [
    "SELECT column_name, data_type, comment",
    `FROM ${identifier(names.catalog)}.information_schema.columns`,
    `WHERE table_schema = ${literal(names.schema)} AND table_name = ${literal(names.data)}`,
  ].join("\n");
}

/** Says for people what the table is, and for us whose it is. */
function dataComment(asset: AssetDescription, names: HiveNames, location: string, shown?: string): string {
  const showing = shown === undefined ? "" : ` showing ${shown}`;
  const marker = `(sluice asset ${asset.key} schema ${schemaHash(asset)} at ${location}${showing})`;
  if (names.snapshotColumn === undefined) {
    return asset.comment === undefined ? marker : `${asset.comment} ${marker}`;
  }
  return `Data files; read ${names.view} instead, which shows the live ones ${marker}`;
}

/** What the data table was made for. */
export interface DataOwner {
  readonly asset: string;
  readonly schema: string;
  /** The table's own folder, which tells one lake from another. */
  readonly location: string;
  /** The folder that a plain table without partitions shows. */
  readonly shown?: string;
}

/** Undoes the comment of `createDataTable`. */
export function parseDataComment(comment: string | null): DataOwner | undefined {
  // The last one: the comment of the asset stands before it, and may read like one.
  const match = /^.*\bsluice asset (\S+) schema ([0-9a-f]+) at (.+?)(?: showing (.+))?\)$/s.exec(
    comment ?? "",
  );
  if (match === null) return undefined;
  const [, asset = "", schema = "", location = "", shown] = match;
  return { asset, schema, location, ...(shown === undefined ? {} : { shown }) };
}

/** Tells two definitions of an asset's data table apart. */
export function schemaHash(asset: AssetDescription): string {
  const partitions = asset.partitions.map((each) => [each.rule, partitionColumn(each), typeText(each.type)]);
  const comments = asset.schema.fields.map(({ comment }) => comment);
  const parts = [schemaText(asset.schema), partitions];
  const text = JSON.stringify(comments.some((each) => each !== undefined) ? [...parts, comments] : parts);
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** Every column of the data table that tells a partition: the asset's dimensions and the snapshot. */
export interface PartitionAddress {
  readonly asset: AssetDescription;
  readonly names: HiveNames;
  readonly partition: PartitionValues;
  /** Value of the snapshot column; only a table that has one. */
  readonly snapshot?: bigint;
}

export function registerPartition(address: PartitionAddress, location: string): string {
  return partitionCall(address.names, { procedure: "register_partition", ...partitionOf(address), location });
}

export function unregisterPartition(address: PartitionAddress): string {
  return partitionCall(address.names, { procedure: "unregister_partition", ...partitionOf(address) });
}

function partitionOf({ asset, names, partition, snapshot }: PartitionAddress): TablePartition {
  const columns = folderColumns(asset, names).map(({ name }) => name.toLowerCase());
  const texts = partition.map((value) => value ?? nullPartition);
  const values = names.snapshotColumn === undefined ? texts : [...texts, String(snapshot)];
  return { table: names.data, columns, values };
}

/** A partition of some table in the asset's schema. */
interface TablePartition {
  readonly table: string;
  readonly columns: readonly string[];
  /** As they stand in a folder's name, in the order of the columns. */
  readonly values: readonly string[];
}

interface PartitionCall extends TablePartition {
  readonly procedure: "register_partition" | "unregister_partition";
  /** Only to register. */
  readonly location?: string;
}

export function partitionCall(
  { catalog, schema }: Pick<HiveNames, "catalog" | "schema">,
  { procedure, table, columns, values, location }: PartitionCall,
): string {
  const named = [
    `schema_name => ${literal(schema)}`,
    `table_name => ${literal(table)}`,
    `partition_columns => ARRAY[${listText(columns)}]`,
    `partition_values => ARRAY[${listText(values)}]`,
    ...(location === undefined ? [] : [`location => ${literal(location)}`]),
  ];
  return `CALL ${identifier(catalog)}.system.${procedure}(\n  ${named.join(",\n  ")}\n)`;
}

/** Comments of whatever has the asset's names: the cheapest way to see what is there. */
export function findTables(names: HiveNames): string {
  return [
    "SELECT table_name, comment",
    "FROM system.metadata.table_comments",
    `WHERE catalog_name = ${literal(names.catalog)} AND schema_name = ${literal(names.schema)}`,
    `  AND table_name IN (${listText([names.view, names.data])})`,
  ].join("\n");
}

/** What is registered, values as they are written in folders, the snapshot column last. NULL is the null partition. */
export function findPartitions(asset: AssetDescription, names: HiveNames): string {
  const columns = folderColumns(asset, names).map(({ name }) => `CAST(${identifier(name)} AS varchar)`);
  return `SELECT ${columns.join(", ")}\nFROM ${qualified(names, `${names.data}$partitions`)}`;
}

export function ownProperties(names: HiveNames): string {
  return `SELECT * FROM ${qualified(names, `${names.data}$properties`)}`;
}

/** How many fraction digits the session gives timestamps of the catalog. */
export function showPrecision(catalog: string): string {
  const pattern = `${catalog.replace(/[\\_%]/g, "\\$&")}.timestamp\\_precision`;
  return `SHOW SESSION LIKE ${literal(pattern)} ESCAPE '\\'`;
}

function columnText({ name, stored, comment }: DataColumn): string {
  return `${identifier(name)} ${stored}${comment === undefined ? "" : ` COMMENT ${literal(comment)}`}`;
}

function listText(texts: Iterable<string>): string {
  return [...texts].map((text) => literal(text)).join(", ");
}
