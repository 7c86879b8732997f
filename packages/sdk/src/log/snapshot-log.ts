import { randomUUID } from "node:crypto";
import { schemaText } from "@sluice/type-mapping";
import { mapConcurrent } from "../concurrent.js";
import { isSluiceError, SluiceError } from "../error.js";
import type { PartitionValues } from "../plugin/asset-description.js";
import type { ObjectStore } from "../plugin/object-store.js";
import type { Commit, CommitOutcome, SealedWrite, Snapshot, SnapshotLog } from "../plugin/snapshot-log.js";
import { type Evolution, evolve, evolveBack } from "./evolve.js";
import { emptySnapshot, foldCommits } from "./fold.js";
import { jsonBytes, readJson } from "./json-object.js";
import { layout, logNumber } from "./layout.js";
import { checkNoConflict, checkStillCurrent } from "./overtaken.js";

/** A checkpoint is kept at every so many commits. */
const checkpointEvery = 100;
/** Requests for log entries under way at once. */
const readConcurrency = 16;

export interface SnapshotLogOptions {
  readonly asset: string;
  readonly store: ObjectStore;
}

/** What a commit may want to know beside the write. */
export interface CommitOptions {
  /** The seal was found, not made by this call: it must not revive old bytes over newer ones. */
  readonly adopted?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * The log of one asset in an object store. Entries never change, so what was read once is kept: the newest snapshot
 * this process knows is where every later look starts.
 */
export class StoredSnapshotLog implements SnapshotLog {
  private readonly asset: string;
  private readonly store: ObjectStore;
  private newest: Snapshot = emptySnapshot;

  constructor(options: SnapshotLogOptions) {
    this.asset = options.asset;
    this.store = options.store;
  }

  async head(signal?: AbortSignal): Promise<Snapshot> {
    const start = this.newest.number > 0 ? this.newest : await this.latestCheckpoint(signal);
    const numbers = await this.numbersAfter(start.number, signal);
    const commits = await this.read(numbers, signal);
    const head = foldCommits(start, commits);
    if (head.number > this.newest.number) this.newest = head;
    return head;
  }

  async at(number: number, signal?: AbortSignal): Promise<Snapshot> {
    if (number === this.newest.number) return this.newest;
    const start = await this.checkpointUpTo(number, signal);
    return foldCommits(start, await this.commits(start.number, number, signal));
  }

  async commits(after: number, to: number, signal?: AbortSignal): Promise<readonly Commit[]> {
    const numbers = Array.from({ length: Math.max(0, to - after) }, (_, index) => after + 1 + index);
    return this.read(numbers, signal);
  }

  async find(write: SealedWrite, options: CommitOptions = {}): Promise<Commit | undefined> {
    return this.findUpTo(await this.head(options.signal), write, options);
  }

  async commit(write: SealedWrite, options: CommitOptions = {}): Promise<CommitOutcome> {
    for (;;) {
      const head = await this.head(options.signal);
      const known = await this.findUpTo(head, write, options);
      if (known !== undefined) return { commit: known, replayed: true };
      const commit = entryOf(write, head.number + 1, this.evolutionOf(write, head));
      if (await this.create(commit)) {
        const committed = foldCommits(head, [commit]);
        if (committed.number > this.newest.number) this.newest = committed;
        await this.checkpoint(committed);
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
    if (options.adopted) checkStillCurrent(write, since);
    if (write.ifSnapshot !== undefined) checkNoConflict(write, write.ifSnapshot, head);
    this.evolutionOf(write, head);
    return undefined;
  }

  /** What the write makes of the columns of `head`. `SCHEMA_MISMATCH` if it may not. */
  private evolutionOf(write: SealedWrite, head: Snapshot): Evolution {
    return write.operation === "rollback"
      ? evolveBack(write, head)
      : evolve(this.asset, write, head, removedBy(write));
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

  private async checkpoint(snapshot: Snapshot): Promise<void> {
    if (snapshot.number % checkpointEvery !== 0) return;
    const key = layout.checkpoint(this.asset, snapshot.number);
    const contentType = "application/json";
    try {
      await this.store
        .put(key, jsonBytes({ snapshot }), { mode: "create", contentType })
        // Its own, after a lost answer, or the same one of somebody else.
        .catch(unlessExists);
      const latest = jsonBytes({ number: snapshot.number });
      await this.store.put(layout.latestCheckpoint(this.asset), latest, { mode: "overwrite", contentType });
    } catch {
      // Checkpoints only shorten reading; the commit stands without one.
    }
  }

  private async latestCheckpoint(signal?: AbortSignal): Promise<Snapshot> {
    const key = layout.latestCheckpoint(this.asset);
    const latest = await this.readAdvisory<{ number: number }>(key, signal);
    return latest === undefined ? emptySnapshot : this.checkpointUpTo(latest.number, signal);
  }

  private async checkpointUpTo(number: number, signal?: AbortSignal): Promise<Snapshot> {
    const nearest = number - (number % checkpointEvery);
    for (let candidate = nearest; candidate > 0; candidate -= checkpointEvery) {
      const key = layout.checkpoint(this.asset, candidate);
      const found = await this.readAdvisory<{ snapshot: Snapshot }>(key, signal);
      if (found !== undefined) return found.snapshot;
    }
    return emptySnapshot;
  }

  /** Checkpoints shorten reading and decide nothing: a damaged one is as good as none. */
  private async readAdvisory<T>(key: string, signal?: AbortSignal): Promise<T | undefined> {
    try {
      return await readJson<T>(this.store, key, this.asset, signal);
    } catch (error) {
      if (isSluiceError(error, "LOG_INVALID")) return undefined;
      throw error;
    }
  }

  private async numbersAfter(number: number, signal?: AbortSignal): Promise<number[]> {
    const numbers: number[] = [];
    const startAfter = layout.logEntry(this.asset, number);
    for await (const object of this.store.list(layout.logFolder(this.asset), { startAfter, signal })) {
      const found = logNumber(this.asset, object.key);
      if (found !== undefined) numbers.push(found);
    }
    const gap = numbers.findIndex((found, index) => found !== number + 1 + index);
    if (gap < 0) return numbers;
    throw new SluiceError("LOG_INVALID", {
      message: `The log of ${this.asset} has no entry ${number + 1 + gap}, though later ones exist.`,
      details: { asset: this.asset, object: layout.logEntry(this.asset, number + 1 + gap) },
      hint: "Log entries are never deleted by Sluice: restore the object from a backup or an older version.",
    });
  }

  private async read(numbers: readonly number[], signal?: AbortSignal): Promise<Commit[]> {
    return mapConcurrent(numbers, readConcurrency, async (number) => {
      const key = layout.logEntry(this.asset, number);
      const commit = await readJson<Commit>(this.store, key, this.asset, signal);
      if (commit !== undefined) return commit;
      throw new SluiceError("LOG_INVALID", {
        message: `The log of ${this.asset} has no entry ${number}.`,
        details: { asset: this.asset, object: key },
        hint: "Log entries are never deleted by Sluice: restore the object from a backup or an older version.",
      });
    });
  }
}

function unlessExists(error: unknown): void {
  if (!isSluiceError(error, "OBJECT_EXISTS")) throw error;
}

function entryOf(write: SealedWrite, number: number, { schema, changes }: Evolution): Commit {
  return {
    number,
    write: write.write,
    mode: write.mode,
    handler: write.handler,
    seal: write.seal,
    schema,
    ...(changes.length === 0 ? {} : { schemaChanges: changes.map(({ text }) => text) }),
    partitions: write.partitions,
    removed: removedBy(write),
    ...writtenWith(write, schema),
    rows: write.rows,
    byteLength: write.byteLength,
    committedAt: new Date().toISOString(),
    ...(write.operation === undefined ? {} : { operation: write.operation }),
    ...(write.metadata === undefined ? {} : { metadata: write.metadata }),
    ...(write.run === undefined ? {} : { run: write.run }),
  };
}

/** The files, and the columns they were written with where those are not the table's. */
function writtenWith(write: SealedWrite, schema: Commit["schema"]): Pick<Commit, "added" | "schemas"> {
  const { added, schemas = [] } = write;
  if (schemaText(write.schema) === schemaText(schema)) {
    return { added, ...(schemas.length === 0 ? {} : { schemas }) };
  }
  return {
    schemas: [...schemas, write.schema],
    added: added.map((each) => ({ writtenWith: schemas.length, ...each })),
  };
}

function removedBy(write: SealedWrite): "all" | readonly PartitionValues[] {
  if (write.mode === "append") return [];
  if (write.scope === "all") return "all";
  return [...write.added.map((added) => added.partition), ...(write.emptied ?? [])];
}
