import { SluiceError } from "../error.js";
import { partitionPath } from "../partition/path.js";
import type { Commit, SealedWrite } from "../plugin/snapshot-log.js";

/**
 * A late retry must not put old bytes over newer ones: `STALE_SEAL` if a commit since the seal was made touched what
 * this replace would replace.
 */
export function checkStillCurrent(write: SealedWrite, since: readonly Commit[]): void {
  if (write.mode !== "replace") return;
  const mine = new Set(write.added.map((added) => partitionPath(write.partitions, added.partition)));
  const newer = since.find((commit) => write.scope === "all" || touches(commit, mine));
  if (newer === undefined) return;
  throw new SluiceError("STALE_SEAL", {
    message: `The write of ${write.asset} sealed at snapshot ${write.sawSnapshot} is older than snapshot ${newer.number}, which changed the same partitions.`,
    details: { asset: write.asset, snapshot: newer.number },
    hint: "Store again with a new idempotencyKey if this data should win.",
  });
}

function touches(commit: Commit, paths: ReadonlySet<string>): boolean {
  if (commit.removed === "all") return true;
  const touched = [...commit.removed, ...commit.added.map((added) => added.partition)];
  return touched.some((partition) => paths.has(partitionPath(commit.partitions, partition)));
}
