import {
  type AssetDescription,
  type ObjectStore,
  partitionColumn,
  relationName,
  type Snapshot,
} from "@sluice/sdk/plugin";
import { duckdbTypes, mapType } from "@sluice/type-mapping";
import { duckdbDialect } from "./dialect.js";

const { identifier, literal } = duckdbDialect;

/** The quoted name of the asset's view. */
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
  const folders = asset.partitions.filter((dimension) => dimension.rule !== "value");
  const urls = snapshot.live
    .flatMap((partition) => partition.writes)
    .flatMap((write) => write.files)
    .map((file) => literal(store.locate(file.key)));
  if (urls.length === 0) {
    const columns = [...fields, ...folders].map(
      ({ name, type }) => `CAST(NULL AS ${mapType(duckdbTypes, type)}) AS ${identifier(name)}`,
    );
    return `SELECT ${columns.join(", ")} WHERE FALSE`;
  }
  const columns = fields.map(({ name, type }) => {
    const column = identifier(name);
    const kept = type.id !== "uuid" && type.id !== "json";
    return kept ? column : `CAST(${column} AS ${mapType(duckdbTypes, type)}) AS ${column}`;
  });
  const types = folders.map(
    (dimension) => `${literal(partitionColumn(dimension))}: ${mapType(duckdbTypes, dimension.type)}`,
  );
  const fromFolders =
    folders.length === 0
      ? "hive_partitioning = false"
      : `hive_partitioning = true, hive_types_autocast = false, hive_types = {${types.join(", ")}}`;
  const shown = [...columns, ...folders.map(({ name }) => identifier(name))].join(", ");
  return `SELECT ${shown} FROM read_parquet([${urls.join(", ")}], ${fromFolders})`;
}
