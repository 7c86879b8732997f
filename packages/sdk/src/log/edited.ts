import { partitionPath } from "../partition/path.js";
import type { PartitionValues } from "../plugin/asset-description.js";
import type { FileRecord, LivePartition, SealedWrite, Snapshot } from "../plugin/snapshot-log.js";
import { deletedPartitions } from "../where/sealed-where.js";

/** Whether the files of those partitions are all there is to know of their rows. The one place that says so. */
export function filesTell(partitions: readonly LivePartition[]): boolean {
  return partitions.every(({ edited }) => edited === undefined);
}

/** Those of which files do not tell. The very values that the partitions have. */
export function editedPartitions(partitions: readonly LivePartition[]): Set<PartitionValues> {
  return new Set(partitions.filter((each) => !filesTell([each])).map(({ partition }) => partition));
}

/** Partitions of `head` whose files no longer tell their rows once the write is committed. */
export function editedBy(write: SealedWrite, head: Snapshot): PartitionValues[] {
  // Before anything looks at the writes there are: an append makes none of them.
  if (write.deletes === undefined && write.mode !== "upsert") return [];
  const there = head.live.filter(({ writes }) => writes.some(hasRows));
  if (write.deletes !== undefined) return deletedPartitions(write.deletes, write, head.dimensions, there);
  const pathOf = (partition: PartitionValues): string => partitionPath(write.partitions, partition);
  const upserted = new Set(write.added.filter(hasRows).map(({ partition }) => pathOf(partition)));
  return there.map(({ partition }) => partition).filter((partition) => upserted.has(pathOf(partition)));
}

function hasRows({ files }: { readonly files: readonly FileRecord[] }): boolean {
  return files.some(({ rows }) => rows > 0);
}
