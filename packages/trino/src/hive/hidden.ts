import {
  type AssetDescription,
  type PartitionValues,
  partitionPath,
  type Snapshot,
} from "@sluice/sdk/plugin";
import type { Registration } from "./registrations.js";
import { firstOfCommit } from "./snapshot-value.js";

/** What is registered and hidden by the snapshot, in every partition of which it is certain. */
export function hiddenBy(
  snapshot: Snapshot,
  registered: readonly Omit<Registration, "folder">[],
  asset: AssetDescription,
): Omit<Registration, "folder">[] {
  const pathOf = (partition: PartitionValues): string => partitionPath(asset.partitions, partition);
  const floors = new Map(snapshot.live.map(({ partition, floor }) => [pathOf(partition), floor]));
  return registered.filter(
    (each) =>
      each.snapshot < firstOfCommit(Math.max(snapshot.floor, floors.get(pathOf(each.partition)) ?? 0)),
  );
}
