import type { LogicalType, Schema } from "@sluice/type-mapping";
import type { RecordBatch } from "apache-arrow";
import type { AssetDescription, PartitionValues } from "./asset-description.js";
import type { SluiceEvent } from "./event.js";
import type { MaintenanceReport, MaintenanceRequest } from "./maintenance.js";
import type { ObjectStore } from "./object-store.js";
import type {
  Commit,
  PartitionWrite,
  SealedWrite,
  Snapshot,
  SnapshotLog,
  WriteMode,
} from "./snapshot-log.js";
import type { SqlStatement } from "./sql-statement.js";
import type { CommittedChange, ScannedSnapshot, TableVersion } from "./table-history.js";
import type { RowCondition } from "./type-handler.js";

export interface CatalogCapabilities {
  /** `upsert`: it keeps the rows itself, and tells them by `read` once files do not. */
  readonly modes: readonly WriteMode[];
  /** Whether rows are deleted by conditions. It then tells them by `read`. Default `false`. */
  readonly deletes?: boolean;
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
  /** Whether the engine keeps a history of the table, of which states can be loaded (`at`) and listed. Default `false`. */
  readonly history?: boolean;
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
  /** Only while an upsert is prepared or planned: the columns that tell rows apart. */
  readonly key?: readonly string[];
  /** Only while a write is prepared or planned: the rows it takes the place of, all or some. Absent: none, or single ones. */
  readonly replaces?: "all" | "some";
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

export interface QueryColumn {
  readonly name: string;
  /** The engine's own word for it. */
  readonly type: string;
  /** Its exact equal, all inside of it nullable. Absent: there is none, or the engine does not say. */
  readonly logical?: LogicalType;
  /** Whether SQL compares its values as those of `logical` are compared; padded texts are not. Default `true`. */
  readonly comparable?: boolean;
}

/** Values as an engine gave them, none rounded: bigint for 64-bit integers, text for decimals and instants. */
export interface QueryResult {
  readonly columns: readonly QueryColumn[];
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
  /** A state in the engine's own history instead. Only where the capabilities have `history`. */
  readonly at?: TableVersion;
}

/** Rows of a snapshot that are wanted from the engine instead of from files. */
export interface ReadRequest {
  /** As `scan` gave it. */
  readonly snapshot: ScannedSnapshot;
  /** Whether it was the newest when it was looked up. */
  readonly newest: boolean;
  /** Columns of the snapshot, in the order in which they are wanted. */
  readonly schema: Schema;
  /** For each dimension of the snapshot the values that are wanted. `undefined`: all. */
  readonly partitions: readonly (readonly (string | null)[] | undefined)[];
  /** What rows have to hold, all of it. Rows that do not may come too: the core looks at every row it gets. */
  readonly where: readonly RowCondition[];
}

/** A query whose rows become files of the asset. */
export interface UnloadRequest {
  readonly statement: SqlStatement;
  /** Id of the write. */
  readonly write: string;
  /** Key of the write's folder, in which there is nothing yet. */
  readonly folder: string;
  /** What engines call the format of the files, in capitals. */
  readonly format: string;
  /** Name of the handler that will read them. */
  readonly handler: string;
  /** Whether columns that the asset does not have are passed over. Otherwise `UNKNOWN_COLUMN`. */
  readonly ignoreExtra: boolean;
}

/** A store that is looked at before it is done. `…` stands for what only the write itself will know. */
export interface PlannedWrite {
  readonly mode: WriteMode;
  /** Of an upsert: the columns that tell rows apart. */
  readonly key?: readonly string[];
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
   * Everything that can refuse the write happens here, before the write is sealed. Runs before the first byte is written;
   * only where it has prepared the same columns of the asset for this io manager before, while rows are written, which stay
   * behind if it refuses. Idempotent: it is called again, as are `inspect`, `republish` and `scan`, where it fails with an
   * error that is `retryable`.
   */
  prepare(context: CatalogContext): Promise<void>;

  /**
   * Looks at the rows of a write whose files are there, before it is sealed: what is thrown refuses it, and nothing is
   * kept. Absent: nothing is looked at.
   */
  inspect?(write: SealedWrite, context: CatalogContext): Promise<void>;

  /** Commits, then shows. Publishing the same write twice changes nothing. */
  publish(write: SealedWrite, context: CatalogContext): Promise<Publication>;

  /** Makes SQL show the newest commit. Idempotent; finishes what a dead publisher left. */
  republish(context: CatalogContext): Promise<Publication>;

  /** The snapshot to load from. `SNAPSHOT_NOT_FOUND` if there is none such. */
  scan(request: ScanRequest, context: CatalogContext): Promise<ScannedSnapshot>;

  /**
   * The newest changes in the history the engine keeps of the table, the newest first. Present where the capabilities
   * have `history`.
   */
  history?(request: { readonly limit: number }, context: CatalogContext): Promise<readonly CommittedChange[]>;

  /** The partitions that a snapshot which is only in the table has rows of, in no order. Present where `scan` gives such. */
  partitions?(snapshot: ScannedSnapshot, context: CatalogContext): Promise<readonly PartitionValues[]>;

  /** What preparing and publishing would do now. Looks only; throws what `prepare` would. */
  plan?(write: PlannedWrite, context: CatalogContext): Promise<CatalogPlan>;

  /**
   * Gives up what it keeps of folders that are no longer in any snapshot and are about to be deleted, and of writes that
   * died without a file: nobody needs what was put for a write under way until `before`, by the store's clock. `commits`
   * are those that brought the folders, beside other folders that stay. Idempotent. Absent: it keeps nothing of either.
   */
  forget?(
    folders: ReadonlySet<string>,
    commits: readonly Commit[],
    context: CatalogContext & { readonly before: Date },
  ): Promise<void>;

  query?(statement: SqlStatement, context: QueryContext): Promise<QueryResult>;

  /**
   * The rows of a snapshot through the engine, in any order, as batches in the order of the wanted columns. Arrow types
   * may differ from the schema's where every value is kept. `CAPABILITY_MISSING` for a snapshot it cannot show. Absent:
   * rows come from files alone.
   */
  read?(request: ReadRequest, context: CatalogContext): AsyncIterable<RecordBatch>;

  /**
   * Runs a query and puts its rows into files of the folder, in the columns of the context's asset; none where there are
   * no rows. Nothing shows them yet. `SCHEMA_MISMATCH` if the query has other columns, `VALUE_INVALID` for a null where
   * there may be none. If it fails, files may be left for a sweep. Absent: the engine writes no files.
   */
  unload?(
    request: UnloadRequest,
    context: CatalogContext & Pick<QueryContext, "open">,
  ): Promise<{ readonly rows: number }>;

  /**
   * Looks after the files and the history of the table, one step after the other; the rows stay. May delete files it has
   * taken over (`ownedBy`). `CONFIGURATION_INVALID` for a time the server does not allow. Absent: it keeps no files.
   */
  maintain?(request: MaintenanceRequest, context: CatalogContext): Promise<MaintenanceReport>;

  check?(context: {
    readonly store: ObjectStore;
    readonly signal?: AbortSignal;
  }): Promise<readonly Finding[]>;

  /** Gives back what the catalog holds open. */
  close?(): Promise<void>;
}
