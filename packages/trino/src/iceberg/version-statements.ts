import type { TableVersion } from "@sluice/sdk/plugin";
import { trinoDialect } from "../dialect.js";
import { type IcebergNames, relationOf } from "./names.js";

const { literal } = trinoDialect;

/** Finds the Iceberg snapshot of a state of the table. No row if there is none. */
export function findVersion(names: IcebergNames, at: TableVersion): string {
  if ("time" in at) {
    return [
      `SELECT snapshot_id FROM ${relationOf(names, "$history")}`,
      `WHERE made_current_at <= ${literal(at.time).slice(0, -1)} UTC'`,
      "ORDER BY made_current_at DESC LIMIT 1",
    ].join("\n");
  }
  if ("id" in at) {
    const table = relationOf(names, "$snapshots");
    return `SELECT snapshot_id FROM ${table}\nWHERE snapshot_id = ${literal(BigInt(at.id))}`;
  }
  const [type, name] = "branch" in at ? ["BRANCH", at.branch] : ["TAG", at.tag];
  return [
    `SELECT snapshot_id FROM ${relationOf(names, "$refs")}`,
    `WHERE type = ${literal(type)} AND name = ${literal(name)}`,
  ].join("\n");
}

/** The table as it was. */
export function relationAt(names: IcebergNames, version: string): string {
  return `${relationOf(names)} FOR VERSION AS OF ${version}`;
}

/** No row, but the columns of that time. */
export function columnsAt(names: IcebergNames, version: string): string {
  return `SELECT * FROM ${relationAt(names, version)} LIMIT 0`;
}

/** A row if the table says which column is which of files without numbers of columns. */
export function findMapping(names: IcebergNames): string {
  return `SELECT key FROM ${relationOf(names, "$properties")} WHERE key = 'schema.name-mapping.default'`;
}

/** A file of the snapshot that does not lie below the table's own folder. */
export function findTakenFile(names: IcebergNames, version: string, root: string): string {
  return [
    `SELECT "$path" FROM ${relationAt(names, version)}`,
    `WHERE NOT starts_with("$path", ${literal(root)}) LIMIT 1`,
  ].join("\n");
}

/** The newest snapshots, the newest first, with what is at them and what the summary counts. */
export function findChanges(names: IcebergNames, limit: number): string {
  const counts = [
    "added-records",
    "deleted-records",
    "added-position-deletes",
    "removed-position-deletes",
    "total-equality-deletes",
  ].map((key) => `  element_at(s.summary, ${literal(key)})`);
  return [
    "SELECT s.snapshot_id, s.parent_id, s.operation, element_at(s.summary, 'trino_query_id'),",
    "  CAST(round(to_unixtime(s.committed_at) * 1000) AS bigint), r.refs,",
    counts.join(",\n"),
    `FROM ${relationOf(names, "$snapshots")} s`,
    `LEFT JOIN (SELECT snapshot_id, array_agg(name ORDER BY name) AS refs FROM ${relationOf(names, "$refs")}`,
    "  GROUP BY snapshot_id) r ON r.snapshot_id = s.snapshot_id",
    `ORDER BY s.committed_at DESC LIMIT ${Number.isFinite(limit) ? limit : "ALL"}`,
  ].join("\n");
}
