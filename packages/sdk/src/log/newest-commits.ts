import type { PartitionFilter } from "../partition/partition-filter.js";
import type { Commit, Snapshot, SnapshotLog } from "../plugin/snapshot-log.js";

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
  let to = newestChange(head, wanted);
  while (to > 0 && found.length < limit) {
    const length = Math.min(limit - found.length, pageLength);
    const after = Math.max(0, to - length);
    const page = await log.commits(after, to);
    found.push(...page.filter((commit) => changes(commit, wanted)).reverse());
    to = after;
  }
  return found;
}

/** Number of the newest commit that changed a partition wanted; 0 if none ever did. */
function newestChange(head: Snapshot, wanted: PartitionFilter): number {
  const changed = head.live.filter(({ partition }) => wanted.matches(partition));
  const numbers = changed.flatMap(({ floor, writes }) => [floor, ...writes.map((write) => write.commit)]);
  return wanted.isAll ? head.number : numbers.reduce((newest, each) => Math.max(newest, each), head.floor);
}

function changes({ added, removed }: Commit, wanted: PartitionFilter): boolean {
  if (wanted.isAll || removed === "all") return true;
  return [...removed, ...added.map((each) => each.partition)].some((partition) => wanted.matches(partition));
}
