import type { AssetDescription, QueryColumn } from "@sluice/sdk/plugin";
import { mapType, trinoTypes } from "@sluice/type-mapping";
import { trinoDialect } from "../dialect.js";
import { keptColumn } from "./kept-column.js";
import { type HiveNames, qualified } from "./names.js";
import { nullTest } from "./null-test.js";

const { identifier, literal } = trinoDialect;
const prefix = "sluice_write_";

/** The table over a write's folder while its files are written. */
export function writeTable(write: string): string {
  return `${prefix}${write}`;
}

/** The query as a table in a FROM; its text may end in a comment. */
export function subquery(query: string): string {
  return `(\n${query}\n)`;
}

export function describeQuery(query: string): string {
  return `SELECT * FROM ${subquery(query)} LIMIT 0`;
}

/** Writes the rows of the query into the files of a folder. `found` are its columns, one for each of the asset's. */
export function createWriteTable(
  asset: AssetDescription,
  names: HiveNames,
  { write, location, query, found }: WriteText,
): string {
  const typed = asset.schema.fields.map(({ name, type }, index) => {
    const { name: own } = found[index] as QueryColumn;
    return `  CAST(${identifier(own)} AS ${mapType(trinoTypes, type)}) AS ${identifier(name)}`;
  });
  const kept = asset.schema.fields.map(({ name, type }) => {
    const { type: stored, kept } = keptColumn(type);
    return `  CAST(${kept(identifier(name))} AS ${stored}) AS ${identifier(name)}`;
  });
  const inner = ["SELECT", typed.join(",\n"), `FROM ${subquery(query)}`].join("\n");
  const select = ["SELECT", kept.join(",\n"), `FROM ${subquery(inner)}`].join("\n");
  return createTable(names, { asset: asset.key, write, location }, select);
}

/** Writes some instants as columns of milliseconds are written. */
export function createClockTable(
  names: HiveNames,
  { clocks, ...place }: WritePlace & { readonly clocks: readonly string[] },
): string {
  const values = clocks.map((text) => `TIMESTAMP ${literal(text.replace("T", " ").replace("Z", ""))}`);
  return createTable(
    names,
    place,
    `SELECT CAST(at AS timestamp(9)) AS at FROM (VALUES ${values.join(", ")}) AS clocks (at)`,
  );
}

interface WritePlace {
  readonly asset: string;
  readonly write: string;
  readonly location: string;
}

function createTable(names: HiveNames, { asset, write, location }: WritePlace, select: string): string {
  return [
    `CREATE TABLE ${qualified(names, writeTable(write))}`,
    `COMMENT ${literal(commentOf(asset, write))}`,
    "WITH (",
    "  format = 'PARQUET',",
    `  external_location = ${literal(location)}`,
    ") AS",
    select,
  ].join("\n");
}

function commentOf(asset: string, write: string): string {
  return `A write under way of the asset ${asset} (sluice write ${write})`;
}

interface WriteText {
  readonly write: string;
  readonly location: string;
  readonly query: string;
  readonly found: readonly QueryColumn[];
}

/** How many rows have a null where the asset has none, a number for each column that has none somewhere. */
export function countNulls(
  { schema }: AssetDescription,
  names: HiveNames,
  write: string,
): { readonly columns: readonly string[]; readonly sql: string } {
  const tests = schema.fields.flatMap((field) => {
    const test = nullTest(field, identifier(field.name));
    return test === undefined ? [] : [{ column: field.name, count: `count_if(${test})` }];
  });
  const counts = tests.map(({ count }) => count).join(", ");
  return {
    columns: tests.map(({ column }) => column),
    sql: `SELECT ${counts} FROM ${qualified(names, writeTable(write))}`,
  };
}

/** Its files stay: it is external. */
export function dropWriteTable(names: HiveNames, write: string): string {
  return `DROP TABLE IF EXISTS ${qualified(names, writeTable(write))}`;
}

/** The tables of writes, of whatever asset. */
export function findWriteTables(names: HiveNames): string {
  return [
    "SELECT table_name, comment",
    "FROM system.metadata.table_comments",
    `WHERE catalog_name = ${literal(names.catalog)} AND schema_name = ${literal(names.schema)}`,
    `  AND starts_with(table_name, ${literal(prefix)})`,
  ].join("\n");
}

/** The write of such a table, if it is of that asset. */
export function writeOfTable(asset: AssetDescription, table: string, comment: unknown): string | undefined {
  const write = table.slice(prefix.length);
  return comment === commentOf(asset.key, write) ? write : undefined;
}
