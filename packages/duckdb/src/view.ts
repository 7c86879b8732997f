import { type AssetDescription, type ObjectStore, relationName, type Snapshot } from "@sluice/sdk/plugin";
import { duckdbTypes, mapType } from "@sluice/type-mapping";
import { duckdbDialect } from "./dialect.js";
import { readFiles } from "./read-files.js";
import { shownColumn } from "./shown-column.js";

const { identifier } = duckdbDialect;

/** The name of the asset's view, quoted where it must be. */
export function viewName(asset: AssetDescription): string {
  const { schema, table } = relationName(asset);
  return schema === undefined ? identifier(table) : `${identifier(schema)}.${identifier(table)}`;
}

/** The statements that make the asset's view show that snapshot. */
export function viewStatements(asset: AssetDescription, snapshot: Snapshot, store: ObjectStore): string[] {
  const { schema } = relationName(asset);
  const view = `CREATE OR REPLACE VIEW ${viewName(asset)} AS ${selectText(asset, snapshot, store)}`;
  return schema === undefined ? [view] : [`CREATE SCHEMA IF NOT EXISTS ${identifier(schema)}`, view];
}

function selectText(asset: AssetDescription, snapshot: Snapshot, store: ObjectStore): string {
  const fields = (snapshot.schema ?? asset.schema).fields;
  const derived = asset.partitions.filter((dimension) => dimension.rule !== "value");
  const files = readFiles(asset, snapshot, store);
  if (files === undefined) {
    const columns = [...fields, ...derived].map(
      ({ name, type }) => `CAST(NULL AS ${mapType(duckdbTypes, type)}) AS ${identifier(name)}`,
    );
    return `SELECT ${columns.join(", ")} WHERE FALSE`;
  }
  const columns = [...fields, ...derived].map(shownColumn);
  return `SELECT ${columns.join(", ")} FROM ${files}`;
}
