import { SluiceError } from "../error.js";
import { partitionPath } from "../partition/path.js";
import type { Commit, SealedWrite, Snapshot } from "../plugin/snapshot-log.js";
import { lastChange } from "./last-change.js";

/**
 * A late retry must not put old bytes over newer ones: `STALE_SEAL` if a commit since the seal was made touched what
 * this replace would replace.
 */
export function checkStillCurrent(write: SealedWrite, since: readonly Commit[]): void {
  if (write.mode === "append") return;
  const mine = changedBy(write);
  const changes = since.filter(({ operation }) => operation !== "sweep");
  const newer = changes.find((commit) => changesAll(write) || touches(commit, mine));
  if (newer === undefined) return;
  throw new SluiceError("STALE_SEAL", {
    message: `The write of ${write.asset} sealed at snapshot ${write.sawSnapshot} is older than snapshot ${newer.number}, which changed the same partitions.`,
    details: { asset: write.asset, snapshot: newer.number },
    hint: "Store again with a new idempotencyKey if this data should win.",
  });
}

/**
 * `PUBLISH_CONFLICT` if the partitions the write changes were changed after the snapshot it is meant for,
 * `SNAPSHOT_NOT_FOUND` if there is none such yet. `head` is the newest one.
 */
export function checkNoConflict(write: Changing, ifSnapshot: number, head: Snapshot): void {
  if (ifSnapshot > head.number) {
    throw new SluiceError("SNAPSHOT_NOT_FOUND", {
      message: `${write.asset} is to be stored on snapshot ${ifSnapshot}, and its newest is ${head.number}.`,
      details: { asset: write.asset, wanted: String(ifSnapshot), newest: head.number },
      hint: "Give ifSnapshot the number that a receipt or io.snapshots of this asset says.",
    });
  }
  const mine = changesAll(write) ? undefined : changedBy(write);
  const newest = lastChange(
    head,
    (partition) => mine?.has(partitionPath(head.dimensions, partition)) ?? true,
  );
  if (newest <= ifSnapshot) return;
  throw new SluiceError("PUBLISH_CONFLICT", {
    message: `Snapshot ${newest} of ${write.asset} changed the same partitions after snapshot ${ifSnapshot}.`,
    details: { asset: write.asset, snapshot: newest },
    hint: "Load again, and store what follows from the newest snapshot.",
  });
}

type Changing = Pick<SealedWrite, "asset" | "scope" | "partitions" | "added" | "emptied" | "deletes">;

/** Which rows a delete finds is not known before, nor where. */
function changesAll({ scope, deletes }: Changing): boolean {
  return scope === "all" || deletes !== undefined;
}

/** Paths of the partitions a write with the scope `named` changes. */
function changedBy(write: Changing): ReadonlySet<string> {
  const changed = [...write.added.map((added) => added.partition), ...(write.emptied ?? [])];
  return new Set(changed.map((partition) => partitionPath(write.partitions, partition)));
}

function touches(commit: Commit, paths: ReadonlySet<string>): boolean {
  if (commit.removed === "all") return true;
  const { removed, edited = [], added } = commit;
  const touched = [...removed, ...edited, ...added.map(({ partition }) => partition)];
  return touched.some((partition) => paths.has(partitionPath(commit.partitions, partition)));
}
