import type { Columns, MergePolicy } from "@sluice/type-mapping";
import type { AssetDescription, EngineOptions } from "../plugin/asset-description.js";
import { type AssetType, assetType, type ContentOf, type TypeOf } from "./asset-type.js";
import { describeAsset } from "./describe-asset.js";
import type { PartitionRule } from "./partition-rule.js";
import type { TableType } from "./table.js";
import type { ValueType } from "./value-type.js";

/**
 * What an asset is, without where it lives. `C` is what it holds: the columns of a table, which it is by default, else
 * the type of the value. `P` names its partition dimensions.
 */
export interface Asset<C extends Columns | ValueType = Columns, P extends string = any> {
  readonly key: string;
  readonly type: TypeOf<C>;
  readonly mode: "replace" | "append";
  readonly primaryKey: readonly string[];
  readonly schemaEvolution: MergePolicy;
  /** What plugins see. */
  readonly description: AssetDescription;
  /** Type-level only; never present at run time. */
  readonly "~partitions"?: P;
}

/** An asset of whatever kind. */
export type AnyAsset = Asset<any>;

/** Names of the columns of a table type; none for other types. */
type ColumnOf<T> = T extends TableType<infer C> ? keyof C & string : never;

export interface AssetDefinition<T extends AssetType, P extends Record<string, PartitionRule<ColumnOf<T>>>> {
  /** `/`-separated: the last segment is the table, the one before it the schema. */
  readonly key: string;
  readonly type: T;
  /** In the order they have on disk. Default: none. An asset that is no table has `given` ones only. */
  readonly partitions?: P;
  readonly primaryKey?: readonly ColumnOf<T>[];
  /** What `io.store` does unless told otherwise. Default `replace`. */
  readonly mode?: T extends TableType<any> ? "replace" | "append" : "replace";
  /**
   * What a store may change about the columns that are stored under the key:
   * - `strict`: nothing but comments and how values are handed out.
   * - `additive`: nullable columns are added and types get wider; what is stored and not defined here stays.
   * - `replace`: everything, as far as files that stay can be read.
   *
   * Default `strict`.
   */
  readonly schemaEvolution?: T extends TableType<any> ? MergePolicy : "strict";
  /** Shown by the engines beside the table. */
  readonly comment?: string;
  /** Options for engines, each under the plugin's own name. */
  readonly on?: EngineOptions;
}

/** Defines an asset once. `ASSET_INVALID` names what cannot be. */
export function defineAsset<
  T extends AssetType,
  const P extends Record<string, PartitionRule<ColumnOf<T>>> = {},
>(definition: AssetDefinition<T, P>): Asset<ContentOf<T>, keyof P & string> {
  const type = assetType(definition.key, definition.type);
  return {
    key: definition.key,
    type: type as TypeOf<ContentOf<T>>,
    mode: definition.mode ?? "replace",
    primaryKey: definition.primaryKey ?? [],
    schemaEvolution: definition.schemaEvolution ?? "strict",
    description: describeAsset({ ...definition, type }),
  };
}
