import {
  type AssetDescription,
  nullPartition,
  type PartitionValues,
  partitionColumn,
} from "@sluice/sdk/plugin";
import { trinoDialect } from "../dialect.js";

const { identifier, literal } = trinoDialect;

/**
 * One text for a partition. With several dimensions each but the last says its length first, so that no two partitions
 * share a text.
 */
export function partitionKey(partition: PartitionValues): string {
  const texts = partition.map((value) => value ?? nullPartition);
  return texts
    .map((text, index) => (index === texts.length - 1 ? text : `${[...text].length}:${text}/`))
    .join("");
}

/** The same text in SQL. */
export function partitionKeyText(asset: AssetDescription): string {
  const texts = asset.partitions.map((dimension) => {
    const column = identifier(partitionColumn(dimension));
    const text = dimension.type.id === "string" ? column : `CAST(${column} AS varchar)`;
    // Not `coalesce`, for which Trino does not leave out partitions while it plans.
    return `IF(${column} IS NULL, ${literal(nullPartition)}, ${text})`;
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
