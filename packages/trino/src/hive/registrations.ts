import { type Commit, type PartitionValues, partitionPath } from "@sluice/sdk/plugin";
import { snapshotValue } from "./snapshot-value.js";

/** A partition of the data table: one folder, under the number of one commit. */
export interface Registration {
  readonly partition: PartitionValues;
  readonly folder: string;
  /** Value of the snapshot column. */
  readonly snapshot: bigint;
}

/** What is registered for the folders of those commits. */
export function registrationsOf(commits: readonly Commit[]): Registration[] {
  return commits.flatMap((commit) => {
    const seen = new Map<string, number>();
    return commit.added.map(({ partition, folder }) => {
      const path = partitionPath(commit.partitions, partition);
      const index = seen.get(path) ?? 0;
      seen.set(path, index + 1);
      return { partition, folder, snapshot: snapshotValue(commit.number, index) };
    });
  });
}
