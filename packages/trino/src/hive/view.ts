import {
  type AssetDescription,
  nullPartition,
  type PartitionValues,
  partitionColumn,
  type Snapshot,
} from "@sluice/sdk/plugin";
import { hiveColumn } from "@sluice/type-mapping";
import { trinoDialect } from "../dialect.js";
import { shownColumns } from "./columns.js";
import { type HiveNames, qualified } from "./names.js";
import { firstOfCommit, lastOfCommit } from "./snapshot-value.js";

const { identifier, literal } = trinoDialect;

/** The view that shows one snapshot, rendered from the log alone. */
export function createView(
  asset: AssetDescription,
  snapshot: Snapshot,
  names: HiveNames,
  create: "CREATE VIEW" | "CREATE OR REPLACE VIEW" = "CREATE OR REPLACE VIEW",
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
    `WHERE ${condition(asset, snapshot, names)}`,
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

function condition(asset: AssetDescription, snapshot: Snapshot, names: HiveNames): string {
  const column = identifier(names.snapshotColumn);
  if (!snapshot.live.some((partition) => partition.writes.length > 0)) return "FALSE";
  const newest = `${column} <= ${lastOfCommit(snapshot.number)}`;
  const oldest = snapshot.floor === 0 ? 0n : firstOfCommit(snapshot.floor);
  const raised = snapshot.live.filter((partition) => partition.floor > snapshot.floor);
  if (raised.length === 0) return oldest === 0n ? newest : `${newest}\n  AND ${column} >= ${oldest}`;
  const keys = raised.map(({ partition }) => literal(mapKey(partition))).join(", ");
  const floors = raised.map(({ floor }) => String(firstOfCommit(floor))).join(", ");
  const floor = `element_at(MAP(ARRAY[${keys}], ARRAY[${floors}]), ${mapKeyText(asset)})`;
  return `${newest}\n  AND ${column} >= coalesce(${floor}, ${oldest})`;
}

/**
 * One text for a partition. With several dimensions each but the last says its length first, so that no two partitions
 * share a text.
 */
function mapKey(partition: PartitionValues): string {
  const texts = partition.map((value) => value ?? nullPartition);
  return texts
    .map((text, index) => (index === texts.length - 1 ? text : `${[...text].length}:${text}/`))
    .join("");
}

/** The same text in SQL. */
function mapKeyText(asset: AssetDescription): string {
  const texts = asset.partitions.map((dimension) => {
    const column = identifier(partitionColumn(dimension));
    const text = dimension.type.id === "string" ? column : `CAST(${column} AS varchar)`;
    return `coalesce(${text}, ${literal(nullPartition)})`;
  });
  const [only] = texts;
  // A rollback of a table without partitions raises the floor of its only one.
  if (only === undefined) return literal("");
  if (texts.length === 1) return only;
  const parts = texts.map((text, index) =>
    index === texts.length - 1 ? text : `CAST(length(${text}) AS varchar), ':', ${text}, '/'`,
  );
  return `concat(${parts.join(", ")})`;
}
