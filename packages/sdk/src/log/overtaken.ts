import { SluiceError } from "../error.js";
import { partitionPath } from "../partition/path.js";
import type { Commit, SealedWrite } from "../plugin/snapshot-log.js";

/**
 * A late retry must not put old bytes over newer ones: `STALE_SEAL` if a commit since the seal was made touched what
 * this replace would replace.
 */
export function checkStillCurrent(write: SealedWrite, since: readonly Commit[]): void {
  if (write.mode !== "replace") return;
  const newer = overtaking(write, since);
  if (newer === undefined) return;
  throw new SluiceError("STALE_SEAL", {
    message: `The write of ${write.asset} sealed at snapshot ${write.sawSnapshot} is older than snapshot ${newer.number}, which changed the same partitions.`,
    details: { asset: write.asset, snapshot: newer.number },
    hint: "Store again with a new idempotencyKey if this data should win.",
  });
}

/** `PUBLISH_CONFLICT` if a commit since the snapshot the write is meant for changed what it changes. */
export function checkNoConflict(write: SealedWrite, since: readonly Commit[]): void {
  const newer = overtaking(write, since);
  if (newer === undefined) return;
  throw new SluiceError("PUBLISH_CONFLICT", {
    message: `Snapshot ${newer.number} of ${write.asset} changed the same partitions after snapshot ${write.ifSnapshot}.`,
    details: { asset: write.asset, snapshot: newer.number },
    hint: "Load again, and store what follows from the newest snapshot.",
  });
}

/** The first of `commits` that changed a partition the write changes. */
function overtaking(write: SealedWrite, commits: readonly Commit[]): Commit | undefined {
  const changed = [...write.added.map((added) => added.partition), ...(write.emptied ?? [])];
  const mine = new Set(changed.map((partition) => partitionPath(write.partitions, partition)));
  return commits.find((commit) => write.scope === "all" || touches(commit, mine));
}

function touches(commit: Commit, paths: ReadonlySet<string>): boolean {
  if (commit.removed === "all") return true;
  const touched = [...commit.removed, ...commit.added.map((added) => added.partition)];
  return touched.some((partition) => paths.has(partitionPath(commit.partitions, partition)));
}
