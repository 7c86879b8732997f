import { SluiceError } from "@sluice/sdk";
import { type LivePartition, partitionPath, type SealedWrite, type Snapshot } from "@sluice/sdk/plugin";

/**
 * `CAPABILITY_MISSING` if a partition would have several folders after the write: a partition of a plain table has one
 * location.
 */
export function checkOneFolder(write: SealedWrite, head: Snapshot): void {
  const pathOf = (partition: LivePartition["partition"]): string =>
    partitionPath(write.partitions, partition);
  const emptied = new Set((write.emptied ?? []).map(pathOf));
  const added = new Map<string, number>();
  for (const { partition } of write.added) {
    const path = pathOf(partition);
    added.set(path, (added.get(path) ?? 0) + 1);
  }
  const replaces = write.mode === "replace";
  for (const { partition, writes } of head.live) {
    const path = pathOf(partition);
    const gone = replaces && (write.scope === "all" || added.has(path) || emptied.has(path));
    if (!gone) added.set(path, (added.get(path) ?? 0) + writes.length);
  }
  for (const [path, folders] of added) if (folders > 1) throw several(write.asset, path, folders);
}

/** The folder that a plain table shows of a partition, if it has rows. */
export function onlyFolder(asset: string, path: string, { writes }: LivePartition): string | undefined {
  if (writes.length > 1) throw several(asset, path, writes.length);
  return writes[0]?.folder;
}

function several(asset: string, path: string, folders: number): SluiceError {
  const where = path === "" ? asset : `${path} of ${asset}`;
  return new SluiceError("CAPABILITY_MISSING", {
    message: `${where} has ${folders} folders, and a plain table shows one of each partition.`,
    details: { capability: "append", plugin: "trino" },
    hint: 'Replace that partition, or publish with trino({ publish: "view" }). A catalog that appends can io.compact it into one.',
  });
}
