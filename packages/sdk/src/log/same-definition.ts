import { typeText } from "@sluice/type-mapping";
import { SluiceError } from "../error.js";
import { partitionColumn } from "../partition/path.js";
import type { AssetDescription, PartitionDimension } from "../plugin/asset-description.js";
import type { Snapshot } from "../plugin/snapshot-log.js";

/** What may not change under a key: the columns and how rows are divided. */
export type Definition = Pick<AssetDescription, "schema" | "partitions">;

/** `SCHEMA_MISMATCH` if rows are not divided as they are in the snapshot. */
export function checkSamePartitions(asset: string, { partitions }: Definition, head: Snapshot): void {
  if (partitioningText(head.dimensions) === partitioningText(partitions)) return;
  const changes = [
    `partitions were ${partitioningText(head.dimensions) || "none"}`,
    `partitions are ${partitioningText(partitions) || "none"}`,
  ];
  throw new SluiceError("SCHEMA_MISMATCH", {
    message: `${asset} is stored with another definition: ${changes.join("; ")}.`,
    details: { asset, changes },
    hint: "Partitions never change. Define them as they were, or give the new definition a key of its own.",
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
