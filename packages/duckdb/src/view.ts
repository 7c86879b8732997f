import { type AssetDescription, type ObjectStore, relationName, type Snapshot } from "@sluice/sdk/plugin";
import { bySchema } from "./by-schema.js";
import { duckdbDialect } from "./dialect.js";
import { evolvedColumns, nullColumn } from "./evolved-columns.js";
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
  const view = `CREATE OR REPLACE VIEW ${viewName(asset)} AS ${snapshotQuery(asset, snapshot, store)}`;
  return schema === undefined ? [view] : [`CREATE SCHEMA IF NOT EXISTS ${identifier(schema)}`, view];
}

/** The rows of a snapshot in the exact types of its columns, those of partitions after them. */
export function snapshotQuery(asset: AssetDescription, snapshot: Snapshot, store: ObjectStore): string {
  const schema = snapshot.schema ?? asset.schema;
  const derived = asset.partitions.filter((dimension) => dimension.rule !== "value");
  const selects = bySchema(snapshot, schema).flatMap((group) => {
    const files = readFiles(asset, group.snapshot, store);
    if (files === undefined) return [];
    const columns = [...evolvedColumns(group.schema, schema), ...derived.map(shownColumn)];
    return [`SELECT ${columns.join(", ")} FROM ${files}`];
  });
  if (selects.length > 0) return selects.join(" UNION ALL ");
  return `SELECT ${[...schema.fields, ...derived].map(nullColumn).join(", ")} WHERE FALSE`;
}
