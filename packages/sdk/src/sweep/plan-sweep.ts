import { emptySnapshot, foldCommits } from "../log/fold.js";
import { readJson } from "../log/json-object.js";
import { layout } from "../log/layout.js";
import type { StoredSnapshotLog } from "../log/snapshot-log.js";
import type { ObjectInfo, ObjectStore } from "../plugin/object-store.js";
import type { Commit, SealedWrite, Snapshot } from "../plugin/snapshot-log.js";
import { type WrittenFolder, writtenFolders } from "./written-folders.js";

/** Why a folder is no longer needed. */
export type SweepReason =
  /** Later commits took it out of every snapshot that is to be kept. */
  | "replaced"
  /** No commit ever mentioned it. */
  | "unpublished"
  /** An earlier sweep revoked it and did not come to delete it. */
  | "revoked";

export interface DeadFolder extends WrittenFolder {
  readonly why: SweepReason;
}

export interface SweepPlan {
  readonly head: Snapshot;
  readonly commits: readonly Commit[];
  /** All snapshots from this one on keep their files. */
  readonly keeps: number;
  readonly folders: readonly DeadFolder[];
  /** Seals that nobody can look for any more, of writes that cannot be committed any more. */
  readonly seals: readonly string[];
}

interface Found {
  readonly asset: string;
  readonly store: ObjectStore;
  readonly log: StoredSnapshotLog;
  readonly signal?: AbortSignal;
}

/** What a sweep would delete: what no snapshot that was the newest after `cutoff` has. Changes nothing. */
export async function planSweep(found: Found, cutoff: Date): Promise<SweepPlan> {
  const { asset, store, log, signal } = found;
  const head = await log.head(signal);
  const commits = await log.commits(0, head.number, signal);
  const oldest = newestBefore(cutoff, commits, await log.times(signal));
  const loose = await looseSeals(found, commits);
  const isYoung = ({ modifiedAt }: ObjectInfo): boolean => modifiedAt > cutoff;

  const kept = foldersOf(foldCommits(emptySnapshot, commits.slice(0, oldest)));
  for (const folder of [
    ...commits.slice(oldest).flatMap(addedFolders),
    ...loose.filter(({ info }) => isYoung(info)).flatMap(({ write }) => addedFolders(write)),
  ])
    kept.add(folder);
  const revoked = revokedFolders(commits);
  const written = await writtenFolders(store, asset, head.dimensions, signal);
  const published = new Map(commits.flatMap(writesOf));
  // Whoever owns the files deletes them.
  for (const folder of commits.flatMap(ownedFolders)) kept.add(folder);

  const dead: DeadFolder[] = [];
  for (const [folder, write] of published) {
    if (!kept.has(folder) && !revoked.has(folder))
      dead.push({ folder, write, files: written.get(folder)?.files ?? [], why: "replaced" });
  }
  const busy = new Set(
    [...written.values()].filter(({ files }) => files.some(isYoung)).map(({ write }) => write),
  );
  for (const each of written.values()) {
    if (kept.has(each.folder)) continue;
    if (revoked.has(each.folder)) dead.push({ ...each, why: "revoked" });
    else if (!published.has(each.folder) && !busy.has(each.write)) dead.push({ ...each, why: "unpublished" });
  }
  const dying = new Set([...revoked, ...dead.map(({ folder }) => folder)]);
  const seals = loose.filter(({ info, write }) => {
    return !isYoung(info) && write.idempotencyKey === undefined && isBarred(write, dying);
  });
  return {
    head,
    commits,
    keeps: Math.max(1, oldest, ...commits.map((commit) => commit.keeps ?? 0)),
    folders: dead,
    seals: seals.map(({ info }) => info.key),
  };
}

/** Those that are being deleted. One that was committed all the same, for a table had it, is as live as any. */
function revokedFolders(commits: readonly Commit[]): Set<string> {
  const folders = new Set<string>();
  for (const commit of commits) {
    for (const folder of addedFolders(commit)) folders.delete(folder);
    for (const folder of commit.revoked ?? []) folders.add(folder);
  }
  return folders;
}

/** Whether the write can never be committed. One without files may be on its way, however old its seal is. */
function isBarred({ operation, added }: SealedWrite, dying: ReadonlySet<string>): boolean {
  return operation === "sweep" || added.some(({ folder }) => dying.has(folder));
}

/** Number of the newest commit that was made by then, as all before it; 0 if none was. */
function newestBefore(cutoff: Date, commits: readonly Commit[], times: ReadonlyMap<number, Date>): number {
  const young = commits.find(
    ({ number }) => (times.get(number) ?? new Date(Number.POSITIVE_INFINITY)) > cutoff,
  );
  return young === undefined ? commits.length : young.number - 1;
}

/** Seals that no commit mentions. */
async function looseSeals(
  { asset, store, signal }: Found,
  commits: readonly Commit[],
): Promise<{ info: ObjectInfo; write: SealedWrite }[]> {
  const committed = new Set(commits.map(({ seal }) => seal));
  const loose: { info: ObjectInfo; write: SealedWrite }[] = [];
  for await (const info of store.list(layout.sealFolder(asset), { signal })) {
    if (committed.has(info.key)) continue;
    const write = await readJson<SealedWrite>(store, info.key, asset, signal);
    if (write !== undefined) loose.push({ info, write });
  }
  return loose;
}

function foldersOf({ live }: Snapshot): Set<string> {
  return new Set(live.flatMap(({ writes }) => writes.map(({ folder }) => folder)));
}

function addedFolders({ added }: Pick<Commit, "added">): string[] {
  return added.map(({ folder }) => folder);
}

/** Those that the catalog's table has taken over. */
function ownedFolders({ added }: Commit): string[] {
  return added.flatMap(({ folder, ownedBy }) => (ownedBy === undefined ? [] : [folder]));
}

/** Each folder with the write that made it. */
function writesOf({ added, write }: Commit): [folder: string, write: string][] {
  return added.map(({ folder, origin }) => [folder, origin?.write ?? write]);
}
