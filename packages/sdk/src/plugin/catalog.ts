import type { Schema } from "@sluice/type-mapping";
import type { RecordBatch } from "apache-arrow";
import type { AssetDescription, PartitionValues } from "./asset-description.js";
import type { SluiceEvent } from "./event.js";
import type { ObjectStore } from "./object-store.js";
import type { Commit, PartitionWrite, SealedWrite, Snapshot, SnapshotLog } from "./snapshot-log.js";
import type { SqlStatement } from "./sql-statement.js";

export interface CatalogCapabilities {
  readonly modes: readonly ("replace" | "append")[];
  /** Values of `engineFormat` it can show. Absent: any, for it never opens a file. */
  readonly formats?: readonly string[];
  /** Schemes of stores it can read. Absent: any. */
  readonly schemes?: readonly string[];
  readonly query: boolean;
  /**
   * Whether SQL moves from one snapshot to the next at once. Default `true`. `false`: while a write is published, queries
   * can see some of its partitions, or miss what is being replaced; loads see whole snapshots all the same.
   */
  readonly atomic?: boolean;
  /**
   * Which changes of the columns it can show, over files of before and after. `columns`: columns come and go, and the
   * type of each stays, also inside. `types`: whatever the log allows. Absent: none; a store that would change the
   * columns is refused.
   */
  readonly evolution?: "columns" | "types";
  /**
   * Of a destination that is handed the rows of a write: whether a write that is published again arrives once all the
   * same, for it is recognised by its id. Absent: nothing is handed over, the log decides alone.
   */
  readonly delivery?: "exactly-once" | "at-least-once";
  /** Whether what was stored can be loaded. Default `true`. */
  readonly loads?: boolean;
}

/** Rows of a sealed write, all of one partition, in the Arrow types of the write's schema. */
export interface SealedBatch {
  readonly partition: PartitionValues;
  readonly batch: RecordBatch;
}

/** What a catalog works with, for one asset. */
export interface CatalogContext {
  readonly asset: AssetDescription;
  readonly log: SnapshotLog;
  readonly store: ObjectStore;
  readonly signal?: AbortSignal;
  /**
   * The rows of a sealed write, one partition after the other, always in the same order. Reads the files that were
   * verified: `FILE_CORRUPT` or `FILE_MISSING` if they are not as they were.
   */
  read(write: SealedWrite): AsyncIterable<SealedBatch>;
  /** Only while a write is prepared or planned: the columns the table has once it is committed. Absent: those of the asset. */
  readonly nextSchema?: Schema;
  emit(event: SluiceEvent): void;
}

export interface Publication {
  /** Number of the snapshot that holds the write. */
  readonly snapshot: number;
  /** Name for SQL, quoted where it must be. Absent: no engine shows it. */
  readonly relation?: string;
}

/** One thing `io.check()` found. */
export interface Finding {
  readonly level: "ok" | "warning" | "error";
  readonly message: string;
  readonly hint?: string;
}

/** Values as an engine gave them, none rounded: bigint for 64-bit integers, text for decimals and instants. */
export interface QueryResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: AsyncIterable<readonly (readonly unknown[])[]>;
}

export interface QueryContext {
  readonly store: ObjectStore;
  /** The context of an asset the statement names. */
  open(asset: AssetDescription): CatalogContext;
  readonly signal?: AbortSignal;
}

export interface ScanRequest {
  /** A snapshot's number, or a time: the newest one committed by then. Default: the newest. */
  readonly snapshot?: number | Date;
}

/** A store that is looked at before it is done. `…` stands for what only the write itself will know. */
export interface PlannedWrite {
  readonly mode: "replace" | "append";
  /** One folder for each partition that is named; a single one with `…` for those that the rows name. */
  readonly added: readonly PartitionWrite[];
  /** The snapshot that would come of it. */
  readonly next: Snapshot;
}

export interface CatalogPlan {
  /** What it would run, in order. */
  readonly statements: readonly string[];
  /** What is different over there and loses nothing, a sentence each. */
  readonly notes: readonly string[];
}

/** When a set of files becomes the table. */
export interface Catalog {
  readonly specVersion: 1;
  /** For people. Never holds a secret. */
  readonly name: string;
  readonly capabilities: CatalogCapabilities;

  /** The name the asset has in SQL, quoted where it must be; `undefined` if no engine shows it. Pure. */
  relation(asset: AssetDescription): string | undefined;

  /**
   * Runs before the first byte is written: everything that can refuse the write happens here. Idempotent: it is called
   * again, as are `republish` and `scan`, where it fails with an error that is `retryable`.
   */
  prepare(context: CatalogContext): Promise<void>;

  /** Commits, then shows. Publishing the same write twice changes nothing. */
  publish(write: SealedWrite, context: CatalogContext): Promise<Publication>;

  /** Makes SQL show the newest commit. Idempotent; finishes what a dead publisher left. */
  republish(context: CatalogContext): Promise<Publication>;

  /** The snapshot to load from. `SNAPSHOT_NOT_FOUND` if there is none such. */
  scan(request: ScanRequest, context: CatalogContext): Promise<Snapshot>;

  /** What preparing and publishing would do now. Looks only; throws what `prepare` would. */
  plan?(write: PlannedWrite, context: CatalogContext): Promise<CatalogPlan>;

  /**
   * Gives up what it keeps of folders that are no longer in any snapshot and are about to be deleted. `commits` are
   * those that brought them, beside other folders that stay. Idempotent. Absent: it keeps nothing of a folder.
   */
  forget?(folders: ReadonlySet<string>, commits: readonly Commit[], context: CatalogContext): Promise<void>;

  query?(statement: SqlStatement, context: QueryContext): Promise<QueryResult>;

  check?(context: {
    readonly store: ObjectStore;
    readonly signal?: AbortSignal;
  }): Promise<readonly Finding[]>;

  /** Gives back what the catalog holds open. */
  close?(): Promise<void>;
}
