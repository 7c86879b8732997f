import type { AssetDescription, PartitionValues } from "@sluice/sdk/plugin";
import { trinoDialect } from "../dialect.js";
import { tableColumns } from "./columns.js";
import { type IcebergNames, relationOf } from "./names.js";
import { partitionBounds } from "./partitioning.js";
import type { Stage } from "./stage.js";
import { stagedRows } from "./staged-rows.js";

const { identifier } = trinoDialect;

/** What an upsert puts where. */
export interface Upsert {
  /** The columns that tell rows apart. They say in which partition a row is. */
  readonly key: readonly string[];
  /** The columns that a row which is there gets anew. It keeps the others. */
  readonly columns: readonly string[];
  /** Those of the rows. */
  readonly partitions: readonly PartitionValues[];
}

/**
 * Puts the rows in the place of those with the same key, and adds the ones there are none for: one commit. No two rows of
 * the stage have the same key.
 */
export function upsertRows(
  asset: AssetDescription,
  names: IcebergNames,
  stage: Stage,
  { key, columns, partitions }: Upsert,
): string {
  const all = tableColumns(asset);
  const same = key.map((name) => `t.${identifier(name)} = s.${identifier(name)}`);
  const changed = columns.filter((name) => !key.includes(name)).map((name) => identifier(name));
  const list = all.map(({ name }) => identifier(name));
  return [
    `MERGE INTO ${relationOf(names)} t`,
    "USING (",
    stagedRows(asset, stage, all),
    ") s",
    `ON ${same.join("\n  AND ")}${partitionBounds(asset, partitions, "t")}`,
    ...(changed.length === 0
      ? []
      : ["WHEN MATCHED THEN UPDATE SET", changed.map((name) => `  ${name} = s.${name}`).join(",\n")]),
    `WHEN NOT MATCHED THEN INSERT (${list.join(", ")})`,
    `VALUES (${list.map((name) => `s.${name}`).join(", ")})`,
  ].join("\n");
}

/**
 * Keys that are null in part or that several rows of the stage have, at most `limit` of them: their values, how many rows
 * have them, and how many such keys there are.
 */
export function findRefusedKeys(
  asset: AssetDescription,
  stage: Stage,
  key: readonly string[],
  limit: number,
): string {
  const columns = key.map((name) => identifier(name)).join(", ");
  const nulls = key.map((name) => `${identifier(name)} IS NULL`).join(" OR ");
  const ofKey = tableColumns(asset).filter(({ name }) => key.includes(name));
  return [
    `SELECT ${columns}, count(*), count(*) OVER ()`,
    "FROM (",
    stagedRows(asset, stage, ofKey),
    ") s",
    `GROUP BY ${columns}`,
    `HAVING count(*) > 1 OR ${nulls}`,
    `ORDER BY ${key.map((name) => `${identifier(name)} NULLS FIRST`).join(", ")}`,
    `LIMIT ${limit}`,
  ].join("\n");
}
