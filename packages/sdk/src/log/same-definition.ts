import { schemaText, typeText } from "@sluice/type-mapping";
import { SluiceError } from "../error.js";
import { partitionColumn } from "../partition/path.js";
import type { AssetDescription, PartitionDimension } from "../plugin/asset-description.js";
import type { Snapshot } from "../plugin/snapshot-log.js";

/** What may not change under a key: the columns and how rows are divided. */
export type Definition = Pick<AssetDescription, "schema" | "partitions">;

/** `SCHEMA_MISMATCH` if the columns or partitions are not those of the snapshot. */
export function checkSameDefinition(asset: string, { schema, partitions }: Definition, head: Snapshot): void {
  if (head.schema === undefined) return;
  const changes: string[] = [];
  if (schemaText(head.schema) !== schemaText(schema)) {
    changes.push(`columns were ${schemaText(head.schema)}`, `columns are ${schemaText(schema)}`);
  }
  if (partitioningText(head.dimensions) !== partitioningText(partitions)) {
    changes.push(`partitions were ${partitioningText(head.dimensions) || "none"}`);
    changes.push(`partitions are ${partitioningText(partitions) || "none"}`);
  }
  if (changes.length === 0) return;
  throw new SluiceError("SCHEMA_MISMATCH", {
    message: `${asset} is stored with another definition: ${changes.join("; ")}.`,
    details: { asset, changes },
    hint: "Define it as it was, or give the new definition a key of its own.",
  });
}

/** The dimensions as one line: equal text, equal folders. Which partitions there may be is not in it and may change. */
export function partitioningText(dimensions: readonly PartitionDimension[]): string {
  const textOf = (each: PartitionDimension): string =>
    `${each.rule}(${partitionColumn(each)} ${typeText(each.type)}${each.source === undefined ? "" : ` of ${each.source}`}${clockText(each)})`;
  return dimensions.map(textOf).join(", ");
}

function clockText({ weekStart, zone }: PartitionDimension): string {
  return `${weekStart === undefined ? "" : `, weeks from ${weekStart}`}${zone === undefined ? "" : `, in ${zone}`}`;
}
