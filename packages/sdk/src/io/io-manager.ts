import type { Column, Columns, Row, RowInput } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import type { AnyAsset, Asset } from "../asset/asset.js";
import type { TableType } from "../asset/table.js";
import type { ValueType } from "../asset/value-type.js";
import type { Receipt } from "../flow/receipt.js";
import type { Verification } from "../flow/verify.js";
import type { TableInput } from "../pack/table-input.js";
import type { PartitionSelection } from "../partition/partition-filter.js";
import type { PartitionValue } from "../partition/partition-value.js";
import type { Finding, Publication } from "../plugin/catalog.js";
import type { SluiceEvent } from "../plugin/event.js";
import type { MaintenanceReport } from "../plugin/maintenance.js";
import type { Operation, WriteMetadata, WriteMode, WriteRun } from "../plugin/snapshot-log.js";
import type { SqlStatement } from "../plugin/sql-statement.js";
import type { TableChange, TableVersion } from "../plugin/table-history.js";
import type { Source } from "../source/define-source.js";
import type { AssetState } from "../state/asset-state.js";
import type { SweepReport } from "../sweep/sweep-report.js";
import type { RunSweepReport } from "../sweep/sweep-runs.js";
import type { Condition } from "../where/condition.js";
import type { StorePlan } from "./store-plan.js";

type IsUnion<T, U = T> = T extends U ? ([U] extends [T] ? false : true) : never;

/** One partition: a value for each dimension; where there is but one, its value alone will do. */
export type PartitionArgument<P extends string> =
  | { readonly [Name in P]: PartitionValue }
  | (IsUnion<P> extends false ? PartitionValue : never);

/** Which partitions: for each dimension one value, several, or an inclusive range. */
export type PartitionsArgument<P extends string> = [P] extends [never]
  ? undefined
  :
      | { readonly [Name in P]?: PartitionSelection }
      | (IsUnion<P> extends false ? PartitionValue | readonly PartitionValue[] : never);

/** What a store takes: rows in any form, or a query that gives them, for a table; else the value. */
export type AssetInput<C> = C extends Columns
  ? TableInput<RowInput<C>, keyof C & string> | SqlStatement
  : C extends ValueType<any, infer Input>
    ? Input
    : never;

/** What a load gives: rows with those columns for a table, else the value. */
export type AssetValue<C, Name = keyof C> = C extends Columns
  ? Pick<Row<C>, Name & keyof C>[]
  : C extends ValueType<infer Value, any>
    ? Value
    : never;

/** The columns a load can choose from: those of a table. */
export type ColumnName<C> = C extends Columns ? keyof C & string : never;

interface WriteOptions {
  /**
   * Repeating a store of the same asset, partitions and mode with the same key, also after a crash, is the same store: it
   * answers the first receipt. A text that is not empty.
   */
  readonly idempotencyKey?: string;
  /** Identifies the data; a repeated key with another fingerprint is refused. */
  readonly fingerprint?: string;
  /**
   * Store only if no later snapshot than this one changed the partitions this store changes; otherwise
   * `PUBLISH_CONFLICT`. 0: only if nobody stored them before.
   */
  readonly ifSnapshot?: number;
  /** Kept with the snapshot, for people and tools. */
  readonly metadata?: WriteMetadata;
  /**
   * What is checked, otherwise `VERIFY_FAILED`. `files`: before the commit, each file has in the store the length and by
   * its own footer the rows that were sent. `checksum`: its bytes are read back, too. `sql`: after the commit, the engine
   * counts the rows of the table, too. Default `files`.
   */
  readonly verify?: Verification;
  /** The run it belongs to, kept with the snapshot. An asset of the scope `run` is stored in that run. */
  readonly run?: WriteRun;
  readonly signal?: AbortSignal;
}

interface RowOptions extends WriteOptions {
  /**
   * Default: the asset's own mode, `replace` unless it says otherwise. `upsert`: a row replaces those that have the same
   * primary key, where the catalog does that; what the rows do not name stays.
   */
  readonly mode?: WriteMode;
  /** What to do with properties that are no column. Default `error`. */
  readonly extra?: "error" | "ignore";
}

interface ValuePartition<P extends string> extends WriteOptions {
  /** The partition whose value it is. */
  readonly partition: PartitionArgument<P>;
}

interface OnePartition<P extends string> extends RowOptions {
  /** The partition all rows belong to; `replace` replaces just this one. */
  readonly partition: PartitionArgument<P>;
  readonly split?: undefined;
  readonly replace?: undefined;
}

interface SplitPartitions extends RowOptions {
  /** Each row says its partition; `replace` replaces those the rows name, all in one commit. */
  readonly split: true;
  /** `all`: partitions that the rows do not name are emptied too. */
  readonly replace?: "all";
  readonly partition?: undefined;
}

/** The options of a store of an asset with the content `C` and the partition dimensions `P`. */
export type StoreArguments<P extends string, C = Columns> = [C] extends [ValueType]
  ? ValueArguments<P>
  : TableArguments<P>;

type TableArguments<P extends string> = [P] extends [never]
  ? [options?: RowOptions]
  : [options: OnePartition<P> | SplitPartitions];

type ValueArguments<P extends string> = [P] extends [never]
  ? [options?: WriteOptions]
  : [options: ValuePartition<P>];

/** A condition for each of the columns that matter; a row has to hold them all. */
export type Where<C> = {
  readonly [Name in keyof C]?: C[Name] extends Column<any, infer In> ? Condition<NonNullable<In>> : never;
};

/** Where an asset of the scope `run` is. */
export interface RunOption {
  /** The run whose asset it is: needed by an asset of the scope `run`, refused by others. */
  readonly run?: { readonly id: string };
}

export interface ReadOptions<P extends string, Name extends string, C = any> extends RunOption {
  /** Columns wanted, in this order. Default: all. */
  readonly columns?: readonly Name[];
  /** Partitions wanted. Default: all. */
  readonly partition?: PartitionsArgument<P>;
  /** Only rows whose columns are so: `{ total: { gt: "100.00" }, customer: null }`. Columns need not be among those wanted. */
  readonly where?: Where<C>;
  /** What to do where a partition asked for by name is not there. Default `error`: `PARTITION_NOT_FOUND`. */
  readonly missing?: "error" | "skip";
  /** A snapshot's number, or a time: the newest snapshot committed by then, by the committers' clocks. Default: the newest. */
  readonly snapshot?: number | Date;
  /**
   * A state in the history the engine keeps of the table, instead of a snapshot: `{ id }`, `{ time }`, `{ branch }` or
   * `{ tag }`. `CAPABILITY_MISSING` where it keeps none.
   */
  readonly at?: TableVersion;
  /**
   * Read each file that has a checksum once more to compare it; `FILE_CORRUPT` before its first row. Default `false`.
   */
  readonly verify?: boolean;
  /**
   * `sql`: through the catalog's engine, in its order; only the newest snapshot where the engine shows no other. Default:
   * from files, and through the engine where they do not tell the rows, for others changed its table. `files`:
   * `CATALOG_CONFLICT` there. A source has no files, and is always read through the engine.
   */
  readonly via?: "files" | "sql";
  readonly signal?: AbortSignal;
}

export interface DeleteOptions<C = any>
  extends Pick<WriteOptions, "idempotencyKey" | "ifSnapshot" | "metadata" | "run" | "signal"> {
  /** Which rows: those whose columns are so, as in a load. At least one condition. */
  readonly where: Where<C>;
}

export interface LoadOptions<P extends string, Name extends string, C = any> extends ReadOptions<P, Name, C> {
  /**
   * What to do where a file is damaged or gone. `previous`: load the newest earlier snapshot whose files are whole,
   * with an event `snapshot-skipped` for each one passed over. Default `error`: `FILE_CORRUPT` or `FILE_MISSING`.
   */
  readonly onCorrupt?: "error" | "previous";
  /** Most rows to take into the array; `RESULT_TOO_LARGE` beyond. Default: 1,000,000 of a source, else no limit. */
  readonly maxRows?: number;
}

/** A data file of one snapshot, for engines that read files. */
export interface AssetFile<P extends string = string> {
  /** URL or path under which engines read it. */
  readonly url: string;
  readonly partition: { readonly [Name in P]: string | null };
  readonly rows: number;
  readonly byteLength: number;
}

export interface AssetPartition<P extends string = string> {
  readonly partition: { readonly [Name in P]: string | null };
  readonly rows: number;
  readonly byteLength: number;
  readonly files: number;
  /** Absent unless rows were changed by an upsert or a delete since: the numbers are those of what was stored then. */
  readonly edited?: true;
}

export interface SnapshotsOptions<P extends string = any> extends RunOption, SignalOptions {
  /** A whole number, or Infinity for all. Default 100. */
  readonly limit?: number;
  /** Only those that changed one of these partitions. Default: all. */
  readonly partition?: PartitionsArgument<P>;
}

/** A commit of an asset. */
export interface AssetSnapshot {
  readonly snapshot: number;
  readonly operation: "store" | Operation;
  readonly mode: WriteMode;
  /** Id of the write. */
  readonly write: string;
  /** By the committer's clock. */
  readonly committedAt: Date;
  /** What the commit brought. */
  readonly rows: number;
  readonly byteLength: number;
  readonly files: number;
  readonly partitions: number;
  /** Short and the same for the same columns: 16 hex digits. */
  readonly schemaHash: string;
  readonly metadata: WriteMetadata;
  /** What it changed about the columns of the table, a sentence each. */
  readonly schemaChanges: readonly string[];
  /** The run it belongs to, if the store named one. */
  readonly run?: WriteRun;
}

/** A snapshot in the history that the engine keeps of the table of an asset. */
export interface TableSnapshot extends TableChange {
  /** The commit of the asset that made it. Absent: somebody else did. */
  readonly store?: AssetSnapshot;
}

export interface SweepOptions {
  /**
   * How long files are kept after the commit that made them superfluous, or, if no commit ever mentioned them, after they
   * were put: by the store's clock. Longer than any store or query takes. Default: seven days.
   */
  readonly olderThanMillis?: number;
  /** Only tell what would be deleted. Default `false`. */
  readonly plan?: boolean;
  /** Allow `olderThanMillis` below an hour: no store and no query is under way. Default `false`. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
}

/** What `io.maintain` is to do; `true` stands for the defaults. */
export interface MaintenancePolicy {
  /** Write data files with fewer bytes anew as few. Default 100 MiB. */
  readonly optimize?: boolean | { readonly smallerThanBytes?: number };
  /** Forget snapshots of the table that are older, and delete the files that only they have. Default: seven days. */
  readonly expireSnapshots?: boolean | { readonly olderThanMillis?: number };
  /** Delete files in the table's own folder that are older and of no snapshot of it. Default: seven days. */
  readonly removeOrphans?: boolean | { readonly olderThanMillis?: number };
  /** Only tell what would be done. Default `false`. */
  readonly plan?: boolean;
  /** Allow times below an hour, and below what the server allows by itself. Default `false`. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
}

interface SignalOptions {
  /** Ends the call with `ABORTED`. */
  readonly signal?: AbortSignal;
}

/** Stores values as assets and loads them back. */
export interface IOManager {
  /** Makes the value the asset, or part of it: visible at once and whole, or not at all. */
  store<C extends Columns | ValueType, P extends string>(
    asset: Asset<C, P>,
    value: AssetInput<C>,
    ...options: StoreArguments<P, C>
  ): Promise<Receipt>;

  /**
   * What a store with these options would do now: its files, its SQL, what it changes about the columns, and the errors
   * it would give. Reads what is there and changes nothing. Options that cannot be are refused as by `store`.
   */
  plan<C extends Columns | ValueType, P extends string>(
    asset: Asset<C, P>,
    ...options: StoreArguments<P, C>
  ): Promise<StorePlan<P>>;

  /**
   * The rows of the newest snapshot, in order of partition and commit; of an asset that is no table its value, which
   * needs exactly one partition where it is partitioned. Of a source the rows its table has now, in no order.
   */
  load<C extends Columns | ValueType, P extends string, const Name extends ColumnName<C> = ColumnName<C>>(
    asset: Asset<C, P> | Source<C>,
    options?: LoadOptions<P, Name, C>,
  ): Promise<AssetValue<C, Name>>;

  /** Like `load`, what each partition has by itself. Keys are the value of the only dimension, else the partition's path. */
  loadEach<C extends Columns | ValueType, P extends string, const Name extends ColumnName<C> = ColumnName<C>>(
    asset: Asset<C, P>,
    options?: Omit<LoadOptions<P, Name, C>, "via" | "at" | "maxRows">,
  ): Promise<Map<string | null, AssetValue<C, Name>>>;

  /** The rows of a table, one at a time in bounded memory. All are of one snapshot. */
  stream<C extends Columns, P extends string, const Name extends keyof C & string = keyof C & string>(
    asset: Asset<C, P> | Source<C>,
    options?: ReadOptions<P, Name, C>,
  ): AsyncIterable<Pick<Row<C>, Name>>;

  /** Like `stream`, as Arrow record batches. */
  batches<C extends Columns, P extends string, const Name extends keyof C & string = keyof C & string>(
    asset: Asset<C, P> | Source<C>,
    options?: ReadOptions<P, Name, C>,
  ): AsyncIterable<arrow.RecordBatch>;

  /** The data files of the newest snapshot. `CATALOG_CONFLICT` where they do not tell its rows: after an upsert or a delete. */
  files<P extends string>(
    asset: Asset<any, P>,
    options?: Pick<ReadOptions<P, never>, "partition" | "missing" | "snapshot" | "run" | "signal">,
  ): Promise<AssetFile<P>[]>;

  /** The partitions of the newest snapshot, in order of their path. One without dimensions for an asset without any. */
  partitions<P extends string>(
    asset: Asset<any, P>,
    options?: RunOption & SignalOptions,
  ): Promise<AssetPartition<P>[]>;

  /**
   * What happened to the table by the history the engine keeps of it, the newest first, with the store that did it and its
   * run. `CAPABILITY_MISSING` where it keeps none.
   */
  snapshots(
    asset: AnyAsset,
    options: { readonly of: "table"; readonly limit?: number; readonly signal?: AbortSignal },
  ): Promise<TableSnapshot[]>;

  /** What happened to the asset, the newest first. */
  snapshots<P extends string>(asset: Asset<any, P>, options?: SnapshotsOptions<P>): Promise<AssetSnapshot[]>;

  /**
   * Takes away the rows for which the conditions hold, in one commit, where the catalog does that: rows of a table that
   * keeps them itself. Repeating it with the same `idempotencyKey` is the same delete.
   */
  delete<C extends Columns>(asset: Asset<C>, options: DeleteOptions<C>): Promise<Receipt>;

  /**
   * Makes an older snapshot the newest, as a commit of its own that can itself be rolled back. No data is copied.
   * `PUBLISH_CONFLICT` if somebody stores meanwhile.
   */
  rollback(
    asset: AnyAsset,
    options: RunOption & { readonly to: number | Date; readonly signal?: AbortSignal },
  ): Promise<Receipt>;

  /**
   * A small JSON value kept beside the data, such as how far a source was read. It is no part of a snapshot: set it after
   * the store it belongs to, and make that store repeatable by an `idempotencyKey`.
   */
  state(asset: AnyAsset, options?: RunOption): AssetState;

  /**
   * Merges the files of partitions that have many into few, as a commit of its own: the rows and their order stay, and so
   * do older snapshots. The receipt tells what was written anew; no partition and no commit if there was nothing to gain.
   * `PUBLISH_CONFLICT` if somebody keeps storing to the same partitions meanwhile.
   */
  compact<P extends string>(
    asset: Asset<any, P>,
    options?: {
      /** Default: all. */
      readonly partition?: PartitionsArgument<P>;
      /** Files are merged as long as they have no more bytes together. Default 128 MiB. */
      readonly targetFileBytes?: number;
      readonly signal?: AbortSignal;
    },
  ): Promise<Receipt>;

  /**
   * Deletes files that no snapshot younger than the waiting time has, and those of stores that died. Older snapshots are
   * `SNAPSHOT_EXPIRED` then. Nothing else deletes anything. Repeat it to finish one that was interrupted.
   */
  sweep(asset: AnyAsset, options?: SweepOptions): Promise<SweepReport>;

  /**
   * Deletes the assets with the scope `run` of runs that have put nothing for the waiting time, whole runs at a time. Other
   * assets of these runs stay.
   */
  sweepRuns(options?: SweepOptions): Promise<RunSweepReport>;

  /**
   * Looks after the table that an engine keeps of the asset with files of its own: merges small files, forgets old
   * snapshots, deletes what is left over, in this order. The rows stay. `CAPABILITY_MISSING` where there is none such.
   */
  maintain(asset: AnyAsset, policy: MaintenancePolicy): Promise<MaintenanceReport>;

  /** Runs SQL on the catalog's engine. With `as`, rows are exactly of that type; otherwise values are the engine's. */
  query<C extends Columns>(
    statement: SqlStatement,
    options: { readonly as: TableType<C>; readonly signal?: AbortSignal },
  ): Promise<Row<C>[]>;
  query(
    statement: SqlStatement,
    options?: { readonly signal?: AbortSignal },
  ): Promise<Record<string, unknown>[]>;

  /** Keys of the assets the store has held. */
  assets(options?: SignalOptions): Promise<string[]>;

  /** Makes SQL show the newest snapshot; finishes what a store that died after its commit left. */
  republish(asset: AnyAsset, options?: SignalOptions): Promise<Publication>;

  /** Looks at store and catalog over the network. */
  check(options?: SignalOptions): Promise<readonly Finding[]>;

  /** Calls `listener` for what happens from now on. Returns what stops it. */
  on(listener: (event: SluiceEvent) => void): () => void;

  /** Ends what runs in the background, and closes connections and engines. What is called after it opens them anew, for another `close`. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
