import type { Schema } from "@sluice/type-mapping";
import type { StoreRequest } from "../flow/store-asset.js";
import { foldCommits } from "../log/fold.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { PartitionWrite, Snapshot } from "../plugin/snapshot-log.js";

/** The snapshot that would follow `head` if `added` were stored now. */
export function plannedSnapshot(
  { partitions }: AssetDescription,
  { mode, scope, target }: StoreRequest,
  schema: Schema,
  added: readonly PartitionWrite[],
  handler: string,
  head: Snapshot,
): Snapshot {
  const number = head.number + 1;
  const replaced = scope === "all" ? "all" : added.map(({ partition }) => partition);
  const next = foldCommits(head, [
    {
      number,
      write: "…",
      mode,
      handler,
      seal: "",
      schema,
      partitions,
      removed: mode === "replace" ? replaced : [],
      added,
      rows: 0,
      byteLength: 0,
      committedAt: "",
    },
  ]);
  if (mode !== "replace" || scope === "all" || target !== "split" || head.live.length === 0) return next;
  // The partitions of the rows would hide what was there.
  const live = next.live.map((each) =>
    each.partition === added[0]?.partition ? { ...each, floor: number } : each,
  );
  return { ...next, live };
}
