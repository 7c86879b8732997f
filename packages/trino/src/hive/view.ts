import type { AssetDescription, Snapshot } from "@sluice/sdk/plugin";
import { hiveColumn } from "@sluice/type-mapping";
import { trinoDialect } from "../dialect.js";
import { shownColumns } from "./columns.js";
import { floorTable } from "./floor-statements.js";
import { floorsOf, sinceBase } from "./floors.js";
import { floorColumns, type HiveNames, qualified } from "./names.js";
import { partitionKey, partitionKeyText } from "./partition-key.js";
import { firstOfCommit, lastOfCommit } from "./snapshot-value.js";

const { identifier, literal } = trinoDialect;

export interface ViewOptions {
  /** Default `CREATE OR REPLACE VIEW`. */
  readonly create?: "CREATE VIEW" | "CREATE OR REPLACE VIEW";
  /** Takes floors up to that snapshot from their file. Default: all of them stand in the text. */
  readonly base?: number;
}

/** The view that shows one snapshot, rendered from the log alone. */
export function createView(
  asset: AssetDescription,
  snapshot: Snapshot,
  names: HiveNames,
  { create = "CREATE OR REPLACE VIEW", base }: ViewOptions = {},
): string {
  const schema = snapshot.schema ?? asset.schema;
  const columns = shownColumns({ ...asset, schema }).map(({ name, type }) => {
    const column = identifier(name);
    const shown = hiveColumn(type).shown(column);
    return `  ${shown === column ? column : `${shown} AS ${column}`}`;
  });
  return [
    `${create} ${qualified(names, names.view)}`,
    `COMMENT ${literal(viewComment(asset, snapshot.number))}`,
    "SECURITY DEFINER AS",
    "SELECT",
    columns.join(",\n"),
    `FROM ${qualified(names, names.data)}`,
    ...(base === undefined ? [] : [joinFloors(asset, names, base)]),
    `WHERE ${snapshotCondition(asset, snapshot, names, base)}`,
  ].join("\n");
}

/** Says for people what the view is, and for us which snapshot it shows. */
export function viewComment(asset: AssetDescription, snapshot: number): string {
  const marker = `sluice asset ${asset.key} snapshot ${snapshot}`;
  return asset.comment === undefined ? marker : `${asset.comment} (${marker})`;
}

/** Undoes `viewComment`: the asset and snapshot of a view of ours. */
export function parseViewComment(comment: string | null): { asset: string; snapshot: number } | undefined {
  const match = /\bsluice asset (\S+) snapshot (\d+)\)?$/.exec(comment ?? "");
  return match === null ? undefined : { asset: match[1] as string, snapshot: Number(match[2]) };
}

/** At most one row for each, so that no row of the data comes twice. */
function joinFloors(asset: AssetDescription, names: HiveNames, base: number): string {
  const { key, base: number } = floorColumns;
  const table = qualified(names, floorTable(names));
  return `LEFT JOIN ${table} ON ${number} = ${base} AND ${key} = ${partitionKeyText(asset)}`;
}

/**
 * Which rows of the data table are those of the snapshot. With `base`, it is joined with the table of floors. Written so
 * that Trino decides it for each partition while it plans, and neither lists nor reads what is hidden: it does not do so
 * with `coalesce`.
 */
export function snapshotCondition(
  asset: AssetDescription,
  snapshot: Snapshot,
  names: HiveNames,
  base?: number,
): string {
  const column = identifier(names.snapshotColumn as string);
  if (!snapshot.live.some((partition) => partition.writes.length > 0)) return "FALSE";
  const floors = floorsOf(snapshot);
  const raised = base === undefined ? floors.raised : sinceBase(floors, base);
  const conditions = [`${column} <= ${lastOfCommit(snapshot.number)}`];
  if (floors.common > 0) conditions.push(`${column} >= ${firstOfCommit(floors.common)}`);
  if (raised.length > 0) {
    const keys = raised.map(({ partition }) => literal(partitionKey(partition))).join(", ");
    const values = raised.map(({ floor }) => String(firstOfCommit(floor))).join(", ");
    const floor = `element_at(MAP(ARRAY[${keys}], ARRAY[${values}]), ${partitionKeyText(asset)})`;
    conditions.push(notBelow(column, floor));
  }
  if (base !== undefined) conditions.push(notBelow(column, floorColumns.floor));
  return conditions.join("\n  AND ");
}

/** A floor that is NULL hides nothing. */
function notBelow(column: string, floor: string): string {
  return `IF(${column} < ${floor}, FALSE, TRUE)`;
}
