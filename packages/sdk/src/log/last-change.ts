import type { PartitionValues } from "../plugin/asset-description.js";
import type { Snapshot } from "../plugin/snapshot-log.js";

/** Number of the newest commit that changed rows of one of the partitions that match; 0 if none ever did. */
export function lastChange(
  { live, floor }: Snapshot,
  matches: (partition: PartitionValues) => boolean,
): number {
  return live
    .filter(({ partition }) => matches(partition))
    .flatMap((each) => [each.floor, each.edited ?? 0, ...each.writes.map(({ commit }) => commit)])
    .reduce((newest, change) => Math.max(newest, change), floor);
}
