import { randomUUID } from "node:crypto";
import { schemaText } from "@sluice/type-mapping";
import { isSluiceError, SluiceError } from "../error.js";
import type { PartitionValues } from "../plugin/asset-description.js";
import type { ObjectStore } from "../plugin/object-store.js";
import type { Commit, CommitOutcome, SealedWrite, Snapshot, SnapshotLog } from "../plugin/snapshot-log.js";
import { CheckpointFiles, type ReadCheckpoint } from "./checkpoints.js";
import { editedBy } from "./edited.js";
import { type Evolution, evolve, evolveBack } from "./evolve.js";
import { emptySnapshot, foldCommits } from "./fold.js";
import { jsonBytes, readJson } from "./json-object.js";
import { CheckpointKeeper } from "./keep-checkpoints.js";
import { layout } from "./layout.js";
import { LogEntries } from "./log-entries.js";
import { checkNoConflict, checkStillCurrent } from "./overtaken.js";
import { checkNotRevoked, snapshotExpired } from "./revoked.js";

/** So many new entries are asked for one by one before the log is listed. */
const looksAhead = 2;

export interface SnapshotLogOptions {
  readonly asset: string;
  readonly store: ObjectStore;
}

/** What a commit may want to know beside the write. */
export interface CommitOptions {
  /** The seal was found, not made by this call: it must not revive old bytes over newer ones. */
  readonly adopted?: boolean;
  /** The write is done elsewhere, so that it is neither late, nor on a condition, nor revoked any more. */
  readonly done?: boolean;
  /** Takes what goes on after the commit, which only shortens later reading and never fails. Absent: it is waited for. */
  readonly after?: (keeping: Promise<void>) => void;
  readonly signal?: AbortSignal;
}

/**
 * The log of one asset in an object store. Entries never change, so what was read once is kept: the newest snapshot
 * this process knows is where every later look starts.
 */
export class StoredSnapshotLog implements SnapshotLog {
  private readonly asset: string;
  private readonly store: ObjectStore;
  private readonly entries: LogEntries;
  private readonly checkpoints: CheckpointFiles;
  private readonly keeper: CheckpointKeeper;
  private newest: Snapshot | undefined;

  constructor({ asset, store }: SnapshotLogOptions) {
    this.asset = asset;
    this.store = store;
    this.entries = new LogEntries(asset, store);
    this.checkpoints = new CheckpointFiles(asset, store);
    this.keeper = new CheckpointKeeper(asset, this.checkpoints, this.entries);
  }

  async head(signal?: AbortSignal): Promise<Snapshot> {
    const { newest } = this;
    if (newest === undefined) return this.firstHead(signal);
    const commits: Commit[] = [];
    while (commits.length < looksAhead) {
      const next = await this.entries.find(newest.number + commits.length + 1, signal);
      if (next === undefined) return this.advanced(foldCommits(newest, commits));
      commits.push(next);
    }
    const after = newest.number + commits.length;
    const numbers = await this.entries.numbersAfter(after, signal);
    commits.push(...(await this.entries.range(after, after + numbers.length, signal)));
    return this.advanced(foldCommits(newest, commits));
  }

  async at(number: number, signal?: AbortSignal): Promise<Snapshot> {
    const head = await this.head(signal);
    if (number === head.number) return head;
    const start = await this.checkpoints.upTo(number, signal);
    const snapshot = foldCommits(start.snapshot, await this.commits(start.number, number, signal));
    await this.checkNotExpired(snapshot, head, signal);
    return snapshot;
  }

  commits(after: number, to: number, signal?: AbortSignal): Promise<readonly Commit[]> {
    return this.entries.range(after, to, signal);
  }

  async find(write: SealedWrite, options: CommitOptions = {}): Promise<Commit | undefined> {
    return this.findUpTo(await this.head(options.signal), write, options);
  }

  /** When each commit was made, by the store's clock. */
  times(signal?: AbortSignal): Promise<ReadonlyMap<number, Date>> {
    return this.entries.times(signal);
  }

  async commit(write: SealedWrite, options: CommitOptions = {}): Promise<CommitOutcome> {
    // Nobody else has committed a write that was sealed just now, unless under the very number that is tried first.
    const looksFirst =
      options.adopted ||
      write.operation !== undefined ||
      (write.ifSnapshot ?? 0) > (this.newest?.number ?? 0);
    const newest = looksFirst ? undefined : this.newest;
    for (let head = newest ?? (await this.head(options.signal)); ; head = await this.head(options.signal)) {
      const known = await this.findUpTo(head, write, options);
      if (known !== undefined) return { commit: known, replayed: true };
      const commit = entryOf(write, head, this.evolutionOf(write, head));
      if (await this.create(commit)) {
        this.entries.keep(commit);
        const keeping = this.keepCheckpoints(this.advanced(foldCommits(head, [commit])));
        if (options.after === undefined) await keeping;
        else options.after(keeping);
        return { commit, replayed: false };
      }
    }
  }

  /** The commit of the write, if the log has it up to now. */
  async findCommitted(write: SealedWrite, signal?: AbortSignal): Promise<Commit | undefined> {
    const head = await this.head(signal);
    const since = await this.commits(write.sawSnapshot, head.number, signal);
    return since.find((commit) => commit.seal === write.seal);
  }

  /** The commit of the write up to `head`. If there is none, checks that the write may be committed on top of it. */
  private async findUpTo(
    head: Snapshot,
    write: SealedWrite,
    options: CommitOptions,
  ): Promise<Commit | undefined> {
    const since = await this.commits(write.sawSnapshot, head.number, options.signal);
    const known = since.find((commit) => commit.seal === write.seal);
    if (known !== undefined) return known;
    // What a table has belongs into the log, whatever was to happen to its files.
    if (!options.done) checkNotRevoked(write, since);
    if (options.adopted && !options.done) checkStillCurrent(write, since);
    if (write.ifSnapshot !== undefined && !options.done) checkNoConflict(write, write.ifSnapshot, head);
    this.evolutionOf(write, head);
    return undefined;
  }

  /** What the write makes of the columns of `head`. `SCHEMA_MISMATCH` if it may not. */
  private evolutionOf(write: SealedWrite, head: Snapshot): Evolution {
    if (write.deletes !== undefined) return { schema: head.schema ?? write.schema, changes: [] };
    return write.operation === undefined
      ? evolve(this.asset, write, head, removedBy(write))
      : evolveBack(write, head);
  }

  /**
   * Puts the entry under its number; `false` if another writer has that number. After a lost answer the entry's own
   * nonce tells whether it arrived.
   */
  private async create(commit: Commit): Promise<boolean> {
    const key = layout.logEntry(this.asset, commit.number);
    const nonce = randomUUID();
    const body = jsonBytes({ ...commit, nonce });
    try {
      // The commit point: from here on the write is durable and loads. Without the caller's signal, for giving up here
      // would leave nobody knowing whether it happened.
      await this.store.put(key, body, { mode: "create", contentType: "application/json" });
      return true;
    } catch (failure) {
      const found = await this.entryAfter(failure, key);
      if (found !== undefined) return found.nonce === nonce;
      if (!isSluiceError(failure) || !failure.retryable) throw failure;
      // The store was asked often enough; a request that is still on its way may arrive.
      throw this.stateUnknown(key, failure);
    }
  }

  private async entryAfter(failure: unknown, key: string): Promise<{ nonce: string } | undefined> {
    try {
      return await readJson<{ nonce: string }>(this.store, key, this.asset);
    } catch (error) {
      // A failure that nobody will get another answer to, like a refusal, is the better one to tell.
      if (isSluiceError(failure) && !failure.retryable && failure.code !== "OBJECT_EXISTS") throw failure;
      throw this.stateUnknown(key, error);
    }
  }

  private stateUnknown(key: string, cause: unknown): SluiceError {
    return new SluiceError("PUBLISH_STATE_UNKNOWN", {
      message: `It is not known whether the commit of ${this.asset} happened: the store does not answer for ${key}.`,
      details: { asset: this.asset, object: key },
      hint: "Nothing was removed. When the store answers again, store with the same idempotencyKey, or look at that object.",
      cause,
    });
  }

  /** What a process that knows nothing yet finds. */
  private async firstHead(signal?: AbortSignal): Promise<Snapshot> {
    const recent = await this.checkpoints.recent(signal);
    if (recent !== undefined) {
      const [start, numbers] = await Promise.all([recent.read(), this.numbersFrom(recent.number, signal)]);
      if (start !== undefined) return this.headAfter(start, numbers, signal);
    }
    const start = await this.checkpoints.upTo(Infinity, signal);
    return this.headAfter(start, await this.numbersFrom(start.snapshot.number, signal), signal);
  }

  /** Numbers of that entry and those after it. */
  private numbersFrom(number: number, signal?: AbortSignal): Promise<number[]> {
    return this.entries.numbersAfter(Math.max(0, number - 1), signal);
  }

  private async headAfter(
    { snapshot, names, commits: read }: ReadCheckpoint,
    numbers: readonly number[],
    signal?: AbortSignal,
  ): Promise<Snapshot> {
    const known = snapshot.number;
    // A log that ends before what was found is another one, restored from a backup say: only entries count.
    if (known > 0 && numbers.length === 0) return this.foldAll(signal);
    for (const commit of read) this.entries.keep(commit);
    this.keeper.found(names);
    const commits = await this.entries.range(known, numbers.at(-1) ?? 0, signal);
    return this.advanced(foldCommits(snapshot, commits));
  }

  private async foldAll(signal?: AbortSignal): Promise<Snapshot> {
    const numbers = await this.entries.numbersAfter(0, signal);
    return this.advanced(foldCommits(emptySnapshot, await this.entries.range(0, numbers.length, signal)));
  }

  private async checkNotExpired(snapshot: Snapshot, head: Snapshot, signal?: AbortSignal): Promise<void> {
    const folders = new Set(snapshot.live.flatMap(({ writes }) => writes.map(({ folder }) => folder)));
    for (let sweep = head.sweep; sweep !== undefined && sweep > snapshot.number; ) {
      const [commit] = await this.entries.range(sweep - 1, sweep, signal);
      if (commit?.revoked?.some((folder) => folders.has(folder))) {
        const [newest] = await this.entries.range((head.sweep as number) - 1, head.sweep as number, signal);
        throw snapshotExpired(this.asset, snapshot.number, newest?.keeps ?? head.number);
      }
      sweep = commit?.previousSweep;
    }
  }

  /** Remembers the newest snapshot. */
  private advanced(snapshot: Snapshot): Snapshot {
    if (snapshot.number >= (this.newest?.number ?? 0)) this.newest = snapshot;
    return snapshot;
  }

  private async keepCheckpoints(snapshot: Snapshot): Promise<void> {
    try {
      await this.keeper.keep(snapshot);
    } catch {
      // Checkpoints only shorten reading; the commit stands without one.
    }
  }
}

function entryOf(write: SealedWrite, head: Snapshot, { schema, changes }: Evolution): Commit {
  const edited = editedBy(write, head);
  return {
    number: head.number + 1,
    write: write.write,
    mode: write.mode,
    handler: write.handler,
    seal: write.seal,
    schema,
    ...(changes.length === 0 ? {} : { schemaChanges: changes.map(({ text }) => text) }),
    partitions: write.partitions,
    removed: removedBy(write),
    ...(edited.length === 0 ? {} : { edited }),
    ...writtenWith(write, schema),
    rows: write.rows,
    byteLength: write.byteLength,
    committedAt: new Date().toISOString(),
    ...(write.operation === undefined ? {} : { operation: write.operation }),
    ...(write.revoked === undefined ? {} : revocationOf(write, head)),
    ...(write.metadata === undefined ? {} : { metadata: write.metadata }),
    ...(write.run === undefined ? {} : { run: write.run }),
  };
}

/** The files, and the columns they were written with where those are not the table's. */
function writtenWith(write: SealedWrite, schema: Commit["schema"]): Pick<Commit, "added" | "schemas"> {
  const { added, schemas = [] } = write;
  if (added.length === 0 || schemaText(write.schema) === schemaText(schema)) {
    return { added, ...(schemas.length === 0 ? {} : { schemas }) };
  }
  return {
    schemas: [...schemas, write.schema],
    added: added.map((each) => ({ writtenWith: schemas.length, ...each })),
  };
}

/** A sweep changes no row, so what the rows are stays as it is. */
function revocationOf({ schema, partitions, revoked, keeps }: SealedWrite, head: Snapshot): Partial<Commit> {
  return {
    schema: head.schema ?? schema,
    partitions: head.schema === undefined ? partitions : head.dimensions,
    revoked,
    keeps,
    ...(head.sweep === undefined ? {} : { previousSweep: head.sweep }),
  };
}

function removedBy(write: SealedWrite): "all" | readonly PartitionValues[] {
  if (write.mode !== "replace") return [];
  if (write.scope === "all") return "all";
  return [...write.added.map((added) => added.partition), ...(write.emptied ?? [])];
}
