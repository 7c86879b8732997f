import type { MergePolicy, Schema } from "@sluice/type-mapping";
import type { PartitionDimension, PartitionValues } from "./asset-description.js";

/** A data file as the log keeps it. */
export interface FileRecord {
  readonly key: string;
  readonly rows: number;
  readonly byteLength: number;
  /** `sha256:` and the lower-case hex digest of the bytes. Absent: an engine wrote the file, and nobody read it back. */
  readonly checksum?: string;
  /**
   * `engine`: names in it are in lower case, and times and instants may be whole numbers of microseconds, of
   * nanoseconds where the type has nine digits. Absent: the handler wrote it.
   */
  readonly writtenBy?: "engine";
}

/** The files one write put into one partition. They share a folder and never change. */
export interface PartitionWrite {
  readonly partition: PartitionValues;
  /** Key of the folder, without a trailing slash. */
  readonly folder: string;
  readonly files: readonly FileRecord[];
  /** The write and handler that made the files, where an older write becomes live again. Default: the commit's own. */
  readonly origin?: { readonly write: string; readonly handler: string };
  /** Which of the `schemas` of the write or commit the files were written with. Default: its `schema`. */
  readonly writtenWith?: number;
  /**
   * `engine`: the catalog's table has taken the files over. It may delete them at any time, and nobody else does. Absent:
   * they are the log's.
   */
  readonly ownedBy?: "engine";
}

/** What a caller wants remembered with a write. */
export type WriteMetadata = Readonly<Record<string, string | number | boolean | null>>;

/** The run a write belongs to: which code made the value, and from what. */
export interface WriteRun {
  readonly id: string;
  readonly codeVersion?: string;
  /** The snapshot that was read of each input, by the key of its asset. */
  readonly inputs?: Readonly<Record<string, number>>;
}

/** What made a commit, if it was no store. */
export type Operation = "rollback" | "sweep" | "compact" | "delete";

/** What a store does with rows that are there: it replaces them, adds to them, or replaces those with the same key. */
export type WriteMode = "replace" | "append" | "upsert";

/** Conditions on columns as JSON: for each column its comparisons, whole numbers and decimals as text, bytes in hex. */
export type SealedWhere = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a write wants the log to say. The seal holds it, so that any process can publish it. */
export interface SealedWrite {
  readonly asset: string;
  /** Random id, in the folder's name. */
  readonly write: string;
  readonly mode: WriteMode;
  /** `all`: the table is what this write brings. `named`: `replace` empties just the partitions it brings. */
  readonly scope: "all" | "named";
  readonly handler: string;
  /** The columns the files were written with. */
  readonly schema: Schema;
  /** Other columns that some of the files were written with. */
  readonly schemas?: readonly Schema[];
  /** Of an upsert: the columns that tell rows apart. */
  readonly key?: readonly string[];
  /** Of a delete: the rows it takes away, wherever they are. */
  readonly deletes?: SealedWhere;
  /** How this write may change the columns of the table. Absent: `strict`. */
  readonly schemaEvolution?: MergePolicy;
  readonly partitions: readonly PartitionDimension[];
  readonly added: readonly PartitionWrite[];
  readonly rows: number;
  readonly byteLength: number;
  /** Key of the seal object. */
  readonly seal: string;
  /** Head of the log when the seal was made. */
  readonly sawSnapshot: number;
  /** The caller's key, if it gave one. */
  readonly idempotencyKey?: string;
  /** What the caller said identifies its data, if it did. */
  readonly fingerprint?: string;
  /** Absent: a store. */
  readonly operation?: Operation;
  /** Folders whose files are going to be deleted. */
  readonly revoked?: readonly string[];
  /** Where folders are revoked: the oldest snapshot from which on all of them keep their files. */
  readonly keeps?: number;
  /** Partitions that `replace` empties though it brings nothing for them. */
  readonly emptied?: readonly PartitionValues[];
  /** Commit only if no later snapshot changed the partitions this write changes. */
  readonly ifSnapshot?: number;
  readonly metadata?: WriteMetadata;
  readonly run?: WriteRun;
}

/** One entry of the log: what snapshot `number` changed. */
export interface Commit {
  readonly number: number;
  readonly write: string;
  readonly mode: WriteMode;
  readonly handler: string;
  readonly seal: string;
  /** The columns of the table from this commit on. */
  readonly schema: Schema;
  /** Other columns that some of the files were written with. */
  readonly schemas?: readonly Schema[];
  /** What this commit changed about the columns, a sentence each. Absent: nothing. */
  readonly schemaChanges?: readonly string[];
  readonly partitions: readonly PartitionDimension[];
  /** Partitions emptied first: all, or those. */
  readonly removed: "all" | readonly PartitionValues[];
  /** Partitions of which rows that were there were changed, and not by files. Absent: none. */
  readonly edited?: readonly PartitionValues[];
  readonly added: readonly PartitionWrite[];
  readonly rows: number;
  readonly byteLength: number;
  /** By the committer's clock; information only, no write is decided by it. */
  readonly committedAt: string;
  /** Absent: a store. */
  readonly operation?: Operation;
  /** Folders whose files are being deleted since. None of them becomes live again. */
  readonly revoked?: readonly string[];
  /** Where folders are revoked: the oldest snapshot from which on all of them keep their files. */
  readonly keeps?: number;
  /** Where folders are revoked: the commit before this one that did. Absent: none did. */
  readonly previousSweep?: number;
  readonly metadata?: WriteMetadata;
  readonly run?: WriteRun;
}

export interface CommitOutcome {
  readonly commit: Commit;
  /** The log had this write already. */
  readonly replayed: boolean;
}

/** A write that a snapshot shows. */
export interface LiveWrite {
  /** Number of the commit that brought it. */
  readonly commit: number;
  readonly write: string;
  readonly handler: string;
  readonly folder: string;
  readonly files: readonly FileRecord[];
  /** Which of the snapshot's `schemas` the files were written with. Default: its `schema`. */
  readonly writtenWith?: number;
  /** `engine`: the catalog's table may delete the files at any time, and nobody else does. Absent: they are the log's. */
  readonly ownedBy?: "engine";
}

export interface LivePartition {
  readonly partition: PartitionValues;
  readonly writes: readonly LiveWrite[];
  /** The newest commit that hid older writes of this partition; 0 if none ever did. */
  readonly floor: number;
  /**
   * The newest commit that changed rows of it, so that its files no longer tell them: only the engine that did knows.
   * Absent: the files tell.
   */
  readonly edited?: number;
}

/** The table as the log says it up to a number. */
export interface Snapshot {
  /** 0 before the first commit. */
  readonly number: number;
  /** The columns of the table. Absent before the first commit. */
  readonly schema?: Schema;
  /** Other columns that live files were written with. */
  readonly schemas?: readonly Schema[];
  readonly dimensions: readonly PartitionDimension[];
  /** Live partitions in order of their path. Writes of one partition in order of their commits. */
  readonly live: readonly LivePartition[];
  /** The newest commit that hid everything older; 0 if none ever did. */
  readonly floor: number;
  /** The newest commit that revoked folders. Absent: none did. */
  readonly sweep?: number;
}

/** What a catalog says with a commit. */
export interface CommitRequest {
  /**
   * The catalog has done what the write says, after `find` did not refuse it. Whatever was committed since, it is too late
   * for `STALE_SEAL`, `PUBLISH_CONFLICT` and `WRITE_REVOKED`. Such a catalog writes down what it is about to do, then asks
   * `find`, then begins; and its `republish` finishes what is written down, for a sweep asks that before it deletes.
   * Default `false`.
   */
  readonly done?: boolean;
}

/** The numbered log of one asset. Its entries are never changed and never deleted. */
export interface SnapshotLog {
  /** The newest snapshot. */
  head(): Promise<Snapshot>;
  /** The snapshot up to `number`. `SNAPSHOT_EXPIRED` if files of it were revoked since. */
  at(number: number): Promise<Snapshot>;
  /** Commits after `after` up to and including `to`, in order. */
  commits(after: number, to: number): Promise<readonly Commit[]>;
  /**
   * The commit of that write, if the log has it. Refuses what `commit` would refuse by now. For catalogs that do more
   * than commit, before they do it.
   */
  find(write: SealedWrite): Promise<Commit | undefined>;
  /**
   * The commit point of catalogs that publish by this log: a create-only put of the next number. A write the log
   * already has is not written again. `WRITE_REVOKED` if files of it were revoked before it was committed, unless it is
   * done.
   */
  commit(write: SealedWrite, options?: CommitRequest): Promise<CommitOutcome>;
}
