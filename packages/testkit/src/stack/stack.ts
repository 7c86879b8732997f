import type { OnProgress } from "./progress.js";
import type { StackS3 } from "./s3.js";
import type { StackCatalog } from "./trino-catalogs.js";
import type { TrinoVersion } from "./trino-releases.js";

/** A running S3 store. */
export interface StoreStack {
  readonly s3: StackS3;
  /** The `SLUICE_…` variables by which another process connects. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends the servers this call started and resolves when they are gone; servers it only connected to go on. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A running S3 store, and a Trino that reads and writes it. */
export interface Stack extends StoreStack {
  readonly trino: { readonly url: string };
}

export type Service = "minio" | "trino";

export interface StackOptions {
  /** Default: free ones. */
  readonly ports?: { readonly trino?: number; readonly s3?: number };
  /** Where data and logs go, and stay. Default: a new folder in the cache, deleted by `stop`. */
  readonly dataDirectory?: string;
  /** Whether `connectStack` starts servers when none run. Default `true`; else that is `STACK_NOT_RUNNING`. */
  readonly start?: boolean;
  /** Default: SLUICE_TRINO_VERSION, else `"476"`. */
  readonly trinoVersion?: TrinoVersion;
  /** What keeps the tables of the catalog `hive`: files, or a real Hive Metastore. Default: SLUICE_METASTORE, else `"file"`. */
  readonly metastore?: "file" | "hms";
  /** Starts an Iceberg REST catalog too, for a catalog `iceberg_rest` beside `iceberg`. Default `false`. */
  readonly icebergRest?: boolean;
  /** More catalogs of Trino, by their names. */
  readonly catalogs?: Readonly<Record<string, StackCatalog>>;
  /** Default: both, or Trino alone when `s3` is given. */
  readonly services?: readonly Service[];
  /** A store that already runs, with its bucket. MinIO is not started then. */
  readonly s3?: StackS3;
  /** Largest heap of Trino. Default `"2G"`. */
  readonly trinoMemory?: string;
  readonly onProgress?: OnProgress;
  /** Gives up starting. A stack that is ready is ended by `stop`. */
  readonly signal?: AbortSignal;
  /** Default `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Options that start the store alone. */
export type StoreStackOptions = StackOptions & { readonly services: readonly ["minio"] };
