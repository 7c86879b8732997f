import type { Columns, Row, RowInput } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import type { Asset } from "../asset/asset.js";
import type { TableType } from "../asset/table.js";
import type { Receipt } from "../flow/receipt.js";
import type { TableInput } from "../pack/table-input.js";
import type { PartitionSelection } from "../partition/partition-filter.js";
import type { PartitionValue } from "../partition/partition-value.js";
import type { Finding, Publication } from "../plugin/catalog.js";
import type { SluiceEvent } from "../plugin/event.js";
import type { SqlStatement } from "../plugin/sql-statement.js";

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

interface WriteOptions {
  /** Default: the asset's own mode, `replace` unless it says otherwise. */
  readonly mode?: "replace" | "append";
  /** Repeating a store with the same key, also after a crash, is the same store: it answers the first receipt. */
  readonly idempotencyKey?: string;
  /** Identifies the data; a repeated key with another fingerprint is refused. */
  readonly fingerprint?: string;
  /** What to do with properties that are no column. Default `error`. */
  readonly extra?: "error" | "ignore";
  readonly signal?: AbortSignal;
}

interface OnePartition<P extends string> extends WriteOptions {
  /** The partition all rows belong to; `replace` replaces just this one. */
  readonly partition: PartitionArgument<P>;
  readonly split?: undefined;
  readonly replace?: undefined;
}

interface SplitPartitions extends WriteOptions {
  /** Each row says its partition; `replace` replaces those the rows name, all in one commit. */
  readonly split: true;
  /** `all`: partitions that the rows do not name are emptied too. */
  readonly replace?: "all";
  readonly partition?: undefined;
}

export type StoreArguments<P extends string> = [P] extends [never]
  ? [options?: WriteOptions]
  : [options: OnePartition<P> | SplitPartitions];

export interface LoadOptions<P extends string, Name extends string> {
  /** Columns wanted, in this order. Default: all. */
  readonly columns?: readonly Name[];
  /** Partitions wanted. Default: all. */
  readonly partition?: PartitionsArgument<P>;
  readonly signal?: AbortSignal;
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
}

/** Stores values as assets and loads them back. */
export interface IOManager {
  /** Makes the value the asset, or part of it: visible at once and whole, or not at all. */
  store<C extends Columns, P extends string>(
    asset: Asset<C, P>,
    value: TableInput<RowInput<C>, keyof C & string>,
    ...options: StoreArguments<P>
  ): Promise<Receipt>;

  /** The rows of the newest snapshot, in order of partition and commit. */
  load<C extends Columns, P extends string, const Name extends keyof C & string = keyof C & string>(
    asset: Asset<C, P>,
    options?: LoadOptions<P, Name>,
  ): Promise<Pick<Row<C>, Name>[]>;

  /** Like `load`, a row at a time in bounded memory. All rows are of one snapshot. */
  stream<C extends Columns, P extends string, const Name extends keyof C & string = keyof C & string>(
    asset: Asset<C, P>,
    options?: LoadOptions<P, Name>,
  ): AsyncIterable<Pick<Row<C>, Name>>;

  /** Like `stream`, as Arrow record batches. */
  batches<C extends Columns, P extends string, const Name extends keyof C & string = keyof C & string>(
    asset: Asset<C, P>,
    options?: LoadOptions<P, Name>,
  ): AsyncIterable<arrow.RecordBatch>;

  /** The data files of the newest snapshot. */
  files<P extends string>(
    asset: Asset<any, P>,
    options?: Pick<LoadOptions<P, never>, "partition">,
  ): Promise<AssetFile<P>[]>;

  /** The partitions of the newest snapshot, in order of their path. One without dimensions for an asset without any. */
  partitions<P extends string>(asset: Asset<any, P>): Promise<AssetPartition<P>[]>;

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
  assets(): Promise<string[]>;

  /** Makes SQL show the newest snapshot; finishes what a store that died after its commit left. */
  republish(asset: Asset): Promise<Publication>;

  /** Looks at store and catalog over the network. */
  check(): Promise<readonly Finding[]>;

  /** Calls `listener` for what happens from now on. Returns what stops it. */
  on(listener: (event: SluiceEvent) => void): () => void;

  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
