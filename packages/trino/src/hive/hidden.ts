import {
  type AssetDescription,
  type PartitionValues,
  partitionPath,
  type Snapshot,
} from "@sluice/sdk/plugin";
import { floorsOf } from "./floors.js";
import type { Registration } from "./registrations.js";
import { firstOfCommit } from "./snapshot-value.js";

/**
 * What is registered and hidden by the snapshot, in every partition of which it is certain: by the `common` floor alone,
 * or by `all` floors.
 */
export function hiddenBy(
  snapshot: Snapshot,
  registered: readonly Omit<Registration, "folder">[],
  asset: AssetDescription,
  by: "common" | "all",
): Omit<Registration, "folder">[] {
  const pathOf = (partition: PartitionValues): string => partitionPath(asset.partitions, partition);
  const { common, raised } = floorsOf(snapshot);
  const own = by === "common" ? [] : raised;
  const floors = new Map(own.map(({ partition, floor }) => [pathOf(partition), floor]));
  return registered.filter(
    (each) => each.snapshot < firstOfCommit(Math.max(common, floors.get(pathOf(each.partition)) ?? 0)),
  );
}
