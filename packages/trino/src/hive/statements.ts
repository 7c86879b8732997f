import { createHash } from "node:crypto";
import type { AssetDescription, PartitionValues } from "@sluice/sdk/plugin";
import { nullPartition, partitionColumn } from "@sluice/sdk/plugin";
import { schemaText, typeText } from "@sluice/type-mapping";
import { trinoDialect } from "../dialect.js";
import { type DataColumn, fileColumns, folderColumns } from "./columns.js";
import { type HiveNames, qualified } from "./names.js";

const { identifier, literal } = trinoDialect;

/** Table properties that say whose the data table is. */
export const ownerProperty = "sluice.asset";
export const schemaProperty = "sluice.schema";
export const locationProperty = "sluice.location";

export function createSchema(names: HiveNames): string {
  return `CREATE SCHEMA IF NOT EXISTS ${identifier(names.catalog)}.${identifier(names.schema)}`;
}

/** The external table whose partitions are the folders of the writes. Its own location stays empty. */
export function createDataTable(asset: AssetDescription, names: HiveNames, location: string): string {
  const folders = folderColumns(asset, names.snapshotColumn);
  const columns = [...fileColumns(asset), ...folders].map((column) => `  ${columnText(column)}`);
  const partitionedBy = folders.map(({ name }) => literal(name.toLowerCase())).join(", ");
  const properties = new Map([
    [ownerProperty, asset.key],
    [schemaProperty, schemaHash(asset)],
    [locationProperty, location],
  ]);
  return [
    `CREATE TABLE IF NOT EXISTS ${qualified(names, names.data)} (`,
    columns.join(",\n"),
    ")",
    `COMMENT ${literal(dataComment(asset, names, location))}`,
    "WITH (",
    "  format = 'PARQUET',",
    `  external_location = ${literal(location)},`,
    `  partitioned_by = ARRAY[${partitionedBy}],`,
    `  extra_properties = MAP(ARRAY[${listText(properties.keys())}], ARRAY[${listText(properties.values())}])`,
    ")",
  ].join("\n");
}

/** What is there stays, whatever its type: look at it before and after. */
export function addColumn(names: HiveNames, column: DataColumn): string {
  return `ALTER TABLE ${qualified(names, names.data)} ADD COLUMN IF NOT EXISTS ${columnText(column)}`;
}

/** Says which columns the data table now has at least. */
export function commentDataTable(asset: AssetDescription, names: HiveNames, location: string): string {
  return `COMMENT ON TABLE ${qualified(names, names.data)} IS ${literal(dataComment(asset, names, location))}`;
}

/** The columns of the data table and their types, those of partitions too. */
export function findColumns(names: HiveNames): string {
  return [
    "SELECT column_name, data_type",
    `FROM ${identifier(names.catalog)}.information_schema.columns`,
    `WHERE table_schema = ${literal(names.schema)} AND table_name = ${literal(names.data)}`,
  ].join("\n");
}

/** Says for people what the table is, and for us whose it is. */
function dataComment(asset: AssetDescription, names: HiveNames, location: string): string {
  const marker = `sluice asset ${asset.key} schema ${schemaHash(asset)} at ${location}`;
  return `Data files; read ${names.view} instead, which shows the live ones (${marker})`;
}

/** What the data table was made for. */
export interface DataOwner {
  readonly asset: string;
  readonly schema: string;
  /** The table's own folder, which tells one lake from another. */
  readonly location: string;
}

/** Undoes the comment of `createDataTable`. */
export function parseDataComment(comment: string | null): DataOwner | undefined {
  const match = /\bsluice asset (\S+) schema ([0-9a-f]+) at (.+)\)$/.exec(comment ?? "");
  if (match === null) return undefined;
  const [, asset = "", schema = "", location = ""] = match;
  return { asset, schema, location };
}

/** Tells two definitions of an asset's data table apart. */
export function schemaHash(asset: AssetDescription): string {
  const partitions = asset.partitions.map((each) => [each.rule, partitionColumn(each), typeText(each.type)]);
  const text = JSON.stringify([schemaText(asset.schema), partitions]);
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** Every column of the data table that tells a partition: the asset's dimensions and the snapshot. */
export interface PartitionAddress {
  readonly asset: AssetDescription;
  readonly names: HiveNames;
  readonly partition: PartitionValues;
  /** Value of the snapshot column. */
  readonly snapshot: bigint;
}

export function registerPartition(address: PartitionAddress, location: string): string {
  return call(address, "register_partition", `,\n  location => ${literal(location)}`);
}

export function unregisterPartition(address: PartitionAddress): string {
  return call(address, "unregister_partition", "");
}

function call(
  { asset, names, partition, snapshot }: PartitionAddress,
  procedure: string,
  more: string,
): string {
  const columns = folderColumns(asset, names.snapshotColumn).map(({ name }) => name.toLowerCase());
  const values = [...partition.map((value) => value ?? nullPartition), String(snapshot)];
  return [
    `CALL ${identifier(names.catalog)}.system.${procedure}(`,
    `  schema_name => ${literal(names.schema)},`,
    `  table_name => ${literal(names.data)},`,
    `  partition_columns => ARRAY[${listText(columns)}],`,
    `  partition_values => ARRAY[${listText(values)}]${more}`,
    ")",
  ].join("\n");
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

export function tableProperties(names: HiveNames): string {
  return `SELECT * FROM ${qualified(names, `${names.data}$properties`)}`;
}

function columnText({ name, stored, comment }: DataColumn): string {
  return `${identifier(name)} ${stored}${comment === undefined ? "" : ` COMMENT ${literal(comment)}`}`;
}

function listText(texts: Iterable<string>): string {
  return [...texts].map((text) => literal(text)).join(", ");
}
