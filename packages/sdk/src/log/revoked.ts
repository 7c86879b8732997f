import { SluiceError } from "../error.js";
import type { Commit, SealedWrite } from "../plugin/snapshot-log.js";

/**
 * What is being deleted cannot be committed, and what is committed cannot be deleted: `WRITE_REVOKED` for a write with
 * a folder that a commit since its seal revoked; `PUBLISH_CONFLICT` for a rollback to such a folder, and for a sweep of
 * a folder that a commit since made live.
 */
export function checkNotRevoked(write: SealedWrite, since: readonly Commit[]): void {
  const added = new Set(write.added.map(({ folder }) => folder));
  const revoked = new Set(write.revoked);
  for (const commit of since) {
    if (commit.revoked?.some((folder) => added.has(folder))) throw refusal(write, commit.number);
    if (commit.added.some(({ folder }) => revoked.has(folder))) throw refusal(write, commit.number);
  }
}

function refusal({ asset, operation }: SealedWrite, snapshot: number): SluiceError {
  const details = { asset, snapshot };
  if (operation !== undefined) {
    return new SluiceError("PUBLISH_CONFLICT", {
      message: `Snapshot ${snapshot} of ${asset} came before the ${operation}, and the two do not go together.`,
      details,
      hint: "Look at the newest snapshot, then try again.",
    });
  }
  return new SluiceError("WRITE_REVOKED", {
    message: `Snapshot ${snapshot} of ${asset} is a sweep that took the files of this write for left over.`,
    details,
    hint: "Store again. Sweep with a waiting time that is longer than any store takes.",
  });
}

export function snapshotExpired(asset: string, snapshot: number, oldest: number): SluiceError {
  return new SluiceError("SNAPSHOT_EXPIRED", {
    message: `Files of snapshot ${snapshot} of ${asset} were swept away.`,
    details: { asset, snapshot, oldest },
    hint: `All snapshots from ${oldest} on load. Sweep with a longer waiting time to keep more of them.`,
  });
}
