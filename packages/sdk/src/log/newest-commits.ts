import type { PartitionFilter } from "../partition/partition-filter.js";
import type { Commit, Snapshot, SnapshotLog } from "../plugin/snapshot-log.js";
import { lastChange } from "./last-change.js";

/** Entries read at a time once the newest one is found. */
const pageLength = 100;

/** The newest `limit` commits up to `head` that changed a partition wanted, the newest first. */
export async function newestCommits(
  log: Pick<SnapshotLog, "commits">,
  head: Snapshot,
  wanted: PartitionFilter,
  limit: number,
): Promise<Commit[]> {
  const found: Commit[] = [];
  let to = wanted.isAll ? head.number : lastChange(head, (partition) => wanted.matches(partition));
  while (to > 0 && found.length < limit) {
    const length = Math.min(limit - found.length, pageLength);
    const after = Math.max(0, to - length);
    const page = await log.commits(after, to);
    found.push(...page.filter((commit) => changes(commit, wanted)).reverse());
    to = after;
  }
  return found;
}

function changes({ added, removed, edited = [] }: Commit, wanted: PartitionFilter): boolean {
  if (wanted.isAll || removed === "all") return true;
  return [...removed, ...edited, ...added.map((each) => each.partition)].some((partition) =>
    wanted.matches(partition),
  );
}
