import type { Schema } from "@sluice/type-mapping";
import { writtenSchema } from "../log/written-schema.js";
import { PartitionFilter } from "../partition/partition-filter.js";
import type { AssetDescription, PartitionValues } from "../plugin/asset-description.js";
import type { FileRecord, Snapshot } from "../plugin/snapshot-log.js";

/** A file of a snapshot and where it belongs. */
export interface PlacedFile extends FileRecord {
  readonly partition: PartitionValues;
  readonly handler: string;
  /** The columns it was written with. */
  readonly schema: Schema;
  readonly write: string;
  /** Number of the commit since which it is live. */
  readonly commit: number;
}

/** The files of the wanted partitions, in order of partition and commit. */
export function filesOf(
  snapshot: Snapshot,
  asset: AssetDescription,
  wanted: { readonly partition?: unknown; readonly missing?: "error" | "skip" },
): PlacedFile[] {
  const filter = new PartitionFilter(asset, wanted.partition);
  // Asked first: writes are made when somebody looks at them.
  const found = snapshot.live.filter((each) => filter.matches(each.partition) && each.writes.length > 0);
  if (wanted.missing !== "skip") {
    filter.check(
      found.map((each) => each.partition),
      () => snapshot.live.filter((each) => each.writes.length > 0).map((each) => each.partition),
    );
  }
  return found.flatMap(({ partition, writes }) =>
    writes.flatMap((each) => {
      const { files, handler, write, commit } = each;
      const schema = writtenSchema(snapshot, each);
      return files.map((file) => ({ ...file, partition, handler, schema, write, commit }));
    }),
  );
}
