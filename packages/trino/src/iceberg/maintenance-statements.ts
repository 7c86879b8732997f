import { trinoDialect } from "../dialect.js";
import { type IcebergNames, relationOf } from "./names.js";

const { literal } = trinoDialect;

export function optimize(relation: string, smallerThanBytes: number): string {
  return `ALTER TABLE ${relation} EXECUTE optimize(file_size_threshold => '${Math.ceil(smallerThanBytes)}B')`;
}

export function expireSnapshots(relation: string, olderThanMillis: number): string {
  return `ALTER TABLE ${relation} EXECUTE expire_snapshots(retention_threshold => '${olderThanMillis}ms')`;
}

export function removeOrphans(relation: string, olderThanMillis: number): string {
  return `ALTER TABLE ${relation} EXECUTE remove_orphan_files(retention_threshold => '${olderThanMillis}ms')`;
}

/** Data files, their bytes, snapshots. */
export function findSize(names: IcebergNames): string {
  return [
    "SELECT count(*), coalesce(sum(file_size_in_bytes), 0),",
    `  (SELECT count(*) FROM ${relationOf(names, "$snapshots")})`,
    `FROM ${relationOf(names, "$files")} WHERE content = 0`,
  ].join("\n");
}

/** How many data files have fewer bytes. */
export function findSmall(names: IcebergNames, bytes: number): string {
  const files = relationOf(names, "$files");
  return `SELECT count(*) FROM ${files} WHERE content = 0 AND file_size_in_bytes < ${Math.ceil(bytes)}`;
}

/** How many snapshots are older and neither a branch nor a tag has, by the server's clock. */
export function findOld(names: IcebergNames, millis: number): string {
  return [
    `SELECT count(*) FROM ${relationOf(names, "$snapshots")}`,
    `WHERE committed_at < current_timestamp - INTERVAL '1' SECOND * ${millis / 1000}`,
    `  AND snapshot_id NOT IN (SELECT snapshot_id FROM ${relationOf(names, "$refs")})`,
  ].join("\n");
}

/** The shortest time the server lets pass before it deletes. */
export function findMinimum(property: string): string {
  return `SHOW SESSION LIKE ${literal(property)}`;
}

const units = { ns: 1e-6, us: 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration as Trino writes it, `7.00d`. `undefined` for what is none. */
export function durationMillis(text: string): number | undefined {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/.exec(text.trim()) ?? [];
  return unit in units ? Number(amount) * units[unit as keyof typeof units] : undefined;
}
