import type { Commit, FileRecord, Snapshot } from "../plugin/snapshot-log.js";

/** About how many records a commit is in JSON, in some three hundred bytes each. */
export function weightOf(commits: readonly Commit[]): number {
  return commits.reduce((sum, { added, revoked = [] }) => sum + 1 + recordsOf(added) + revoked.length, 0);
}

/** The same of a snapshot. */
export function liveWeight({ live }: Snapshot): number {
  return live.reduce((sum, { writes }) => sum + 1 + recordsOf(writes), 0);
}

function recordsOf(writes: readonly { readonly files: readonly FileRecord[] }[]): number {
  return writes.reduce((sum, { files }) => sum + 1 + files.length, 0);
}
