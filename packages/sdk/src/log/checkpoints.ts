import { isSluiceError } from "../error.js";
import type { ObjectStore } from "../plugin/object-store.js";
import type { Commit, Snapshot } from "../plugin/snapshot-log.js";
import { type CheckpointName, checkpointName } from "./checkpoint-name.js";
import { emptySnapshot, foldCommits } from "./fold.js";
import { gzipJsonBytes, readJson } from "./json-object.js";
import { layout } from "./layout.js";
import { isPackedLive, type PackedLive, packLive, unpackLive } from "./packed-live.js";

/** A snapshot read from checkpoints. */
export interface ReadCheckpoint {
  /** What was read: nothing, a whole one, or that and the commits after it. */
  readonly names: readonly CheckpointName[];
  /** Of the last of these; 0 if there is none. */
  readonly number: number;
  readonly snapshot: Snapshot;
  /** The commits that were folded onto the whole one. */
  readonly commits: readonly Commit[];
}

/** A whole checkpoint. Old ones hold the snapshot as it is. */
interface WholeCheckpoint {
  readonly packed?: Omit<Snapshot, "live"> & { readonly live: PackedLive };
  readonly snapshot?: Snapshot;
}

const nothing: ReadCheckpoint = { names: [], number: 0, snapshot: emptySnapshot, commits: [] };

/** What the object with the recent commits says. */
export interface Recent {
  /** The newest commit it has. */
  readonly number: number;
  /** `undefined` if a checkpoint it stands on is damaged or gone. */
  read(): Promise<ReadCheckpoint | undefined>;
}

interface RecentCommits {
  /** Keys of what leads to the first commit: nothing, a whole checkpoint, or that and commits after it. */
  readonly checkpoints: readonly string[];
  readonly commits: readonly Commit[];
}

/**
 * Objects that shorten the reading of one log. They decide nothing: one that is damaged, old or absent is as good as
 * none. Numbers are all that is believed of them.
 */
export class CheckpointFiles {
  private readonly asset: string;
  private readonly store: ObjectStore;

  constructor(asset: string, store: ObjectStore) {
    this.asset = asset;
    this.store = store;
  }

  /** As far as one small object tells: its checkpoint and the commits since. */
  async recent(signal?: AbortSignal): Promise<Recent | undefined> {
    const recent = await this.advisory<RecentCommits>(layout.recentCommits(this.asset), signal);
    if (!Array.isArray(recent?.checkpoints) || !Array.isArray(recent.commits)) return undefined;
    const { checkpoints, commits } = recent;
    const names = checkpoints.map((key) => checkpointName(this.asset, String(key)));
    const last = names.at(-1);
    const number = last?.number ?? 0;
    if (names.includes(undefined) || !follows(commits, number)) return undefined;
    return {
      number: number + commits.length,
      read: async () => {
        const base = last === undefined ? nothing : await this.read(last, signal);
        const snapshot = base && foldCommits(base.snapshot, commits);
        return snapshot && { ...base, snapshot, commits: [...base.commits, ...commits] };
      },
    };
  }

  /** The newest one up to `number` that is whole and well; before the first commit where there is none. */
  async upTo(number: number, signal?: AbortSignal): Promise<ReadCheckpoint> {
    const names = await this.names(0, signal);
    for (const name of names.filter((each) => each.number <= number).reverse()) {
      const found = await this.read(name, signal);
      if (found !== undefined) return found;
    }
    return nothing;
  }

  /** The checkpoints after `number`, in order. */
  async names(number: number, signal?: AbortSignal): Promise<CheckpointName[]> {
    const startAfter = layout.checkpoint(this.asset, number + 1).slice(0, -".json.gz".length);
    const names: CheckpointName[] = [];
    for await (const { key } of this.store.list(layout.checkpointFolder(this.asset), {
      startAfter,
      signal,
    })) {
      const name = checkpointName(this.asset, key);
      if (name !== undefined) names.push(name);
    }
    return names;
  }

  /** Keeps the whole snapshot. */
  async writeWhole(snapshot: Snapshot): Promise<CheckpointName> {
    const { number, live, dimensions } = snapshot;
    const packed = { ...snapshot, live: packLive(live, this.asset, dimensions) };
    return this.create({ key: layout.checkpoint(this.asset, number), number }, { packed });
  }

  /** Keeps the commits after a whole one. */
  async writeCommits(commits: readonly Commit[], after: number): Promise<CheckpointName> {
    const number = after + commits.length;
    return this.create({ key: layout.checkpoint(this.asset, number, after), number, after }, { commits });
  }

  /** What a cold reader starts from: a checkpoint and the commits since. */
  async writeRecent(names: readonly CheckpointName[], commits: readonly Commit[]): Promise<void> {
    const body = await gzipJsonBytes({ checkpoints: names.map(({ key }) => key), commits });
    await this.store.put(layout.recentCommits(this.asset), body, {
      mode: "overwrite",
      contentType: "application/gzip",
      durable: false,
    });
  }

  private async create(name: CheckpointName, value: object): Promise<CheckpointName> {
    const body = await gzipJsonBytes(value);
    try {
      await this.store.put(name.key, body, { mode: "create", contentType: "application/gzip" });
    } catch (error) {
      if (!isSluiceError(error, "OBJECT_EXISTS")) throw error;
    }
    return name;
  }

  private async read(name: CheckpointName, signal?: AbortSignal): Promise<ReadCheckpoint | undefined> {
    const { key, number, after } = name;
    if (after === undefined) {
      const snapshot = this.snapshotIn(await this.advisory<WholeCheckpoint>(key, signal));
      return snapshot?.number === number ? { names: [name], number, snapshot, commits: [] } : undefined;
    }
    const [whole, found] = await Promise.all([
      this.read({ key: layout.checkpoint(this.asset, after), number: after }, signal),
      this.advisory<{ commits: Commit[] }>(key, signal),
    ]);
    const commits = found?.commits;
    if (whole === undefined || !Array.isArray(commits) || !follows(commits, after, number)) return undefined;
    const snapshot = foldCommits(whole.snapshot, commits);
    return { names: [...whole.names, name], number, snapshot, commits };
  }

  private snapshotIn({ packed, snapshot }: WholeCheckpoint = {}): Snapshot | undefined {
    if (packed === undefined) return Array.isArray(snapshot?.live) ? snapshot : undefined;
    if (!isPackedLive(packed.live)) return undefined;
    return { ...packed, live: unpackLive(packed.live, this.asset, packed.dimensions) };
  }

  private async advisory<T>(key: string, signal?: AbortSignal): Promise<T | undefined> {
    try {
      return await readJson<T>(this.store, key, this.asset, signal);
    } catch (error) {
      if (isSluiceError(error, "LOG_INVALID")) return undefined;
      throw error;
    }
  }
}

/** Whether these are the commits after that number, one by one, to `last` if it is given. */
function follows(commits: readonly Commit[], after: number, last = after + commits.length): boolean {
  return (
    after + commits.length === last && commits.every((commit, index) => commit?.number === after + 1 + index)
  );
}
