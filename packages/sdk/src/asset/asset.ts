import type { Columns, MergePolicy } from "@sluice/type-mapping";
import type { AssetInput } from "../io/io-manager.js";
import type { ComputeContext } from "../pipeline/compute.js";
import type { Deps } from "../pipeline/input.js";
import { type Recipe, recipeOf } from "../pipeline/recipe.js";
import type { Result } from "../pipeline/result.js";
import type { AssetDescription, EngineOptions } from "../plugin/asset-description.js";
import type { WriteMode } from "../plugin/snapshot-log.js";
import { type AssetType, assetType, type ContentOf, type TypeOf } from "./asset-type.js";
import { checkProperties } from "./check-properties.js";
import { describeAsset } from "./describe-asset.js";
import type { PartitionRule } from "./partition-rule.js";
import type { TableType } from "./table.js";
import { upsertKey } from "./upsert-key.js";
import type { ValueType } from "./value-type.js";

/**
 * What an asset is, without where it lives. `C` is what it holds: the columns of a table, which it is by default, else
 * the type of the value. `P` names its partition dimensions.
 */
export interface Asset<C extends Columns | ValueType = Columns, P extends string = any> {
  readonly key: string;
  readonly type: TypeOf<C>;
  readonly mode: WriteMode;
  readonly primaryKey: readonly string[];
  readonly schemaEvolution: MergePolicy;
  /** What plugins see. */
  readonly description: AssetDescription;
  /** Which of the io managers of `materialize` keeps it. Default: `default`. */
  readonly io?: string;
  /** How `materialize` computes it. Absent: it does not. */
  readonly recipe?: Recipe;
  /** Type-level only; never present at run time. */
  readonly "~partitions"?: P;
}

/** An asset of whatever kind. */
export type AnyAsset = Asset<any>;

/** Names of the columns of a table type; none for other types. */
type ColumnOf<T> = T extends TableType<infer C> ? keyof C & string : never;

export interface AssetDefinition<
  T extends AssetType,
  P extends Record<string, PartitionRule<ColumnOf<T>>>,
  D extends Deps = {},
> {
  /** `/`-separated: the last segment is the table, the one before it the schema. */
  readonly key: string;
  readonly type: T;
  /** In the order they have on disk. Default: none. An asset that is no table has `given` ones only. */
  readonly partitions?: P;
  /** The columns that tell rows apart, for the mode `upsert`. Default: none do. */
  readonly primaryKey?: readonly ColumnOf<T>[];
  /** What `io.store` does unless told otherwise. Default `replace`. */
  readonly mode?: T extends TableType<any> ? WriteMode : "replace";
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
  /** `run`: each run has one of its own, which no engine shows. Default: there is one, which all share. */
  readonly scope?: "run";
  /** What it is computed from, by the names `compute` knows them by. Records inside of records are groups. */
  readonly deps?: D;
  /** Assets that `materialize` makes before this one, the same partitions first, without loading them. */
  readonly after?: readonly AnyAsset[];
  /** The value of one partition, or of the whole asset if it has none, in any form `io.store` takes. */
  readonly compute?: (context: ComputeContext<D, keyof P & string>) => Computed<AssetInput<ContentOf<T>>>;
  /** Which version of `compute` made a value, kept with it. Another one is not up to date. */
  readonly codeVersion?: string;
  /** Which of the io managers of `materialize` keeps it. Default: `default`. */
  readonly io?: string;
}

const properties = [
  ...["key", "type", "partitions", "primaryKey", "mode", "schemaEvolution", "comment", "on", "scope"],
  ...["deps", "after", "compute", "codeVersion", "io"],
];

/** What a `compute` returns. */
export type Computed<Value> = Value | Result<Value> | Promise<Value | Result<Value>>;

/** Defines an asset once. `ASSET_INVALID` names what cannot be. */
export function defineAsset<
  T extends AssetType,
  const P extends Record<string, PartitionRule<ColumnOf<T>>> = {},
  D extends Deps = {},
>(definition: AssetDefinition<T, P, D>): Asset<ContentOf<T>, keyof P & string> {
  checkProperties("An asset", definition, properties);
  const type = assetType(definition.key, definition.type);
  const recipe = recipeOf(definition);
  const { mode = "replace", primaryKey = [] } = definition;
  const description = describeAsset({ ...definition, type });
  if (mode === "upsert") upsertKey(description, primaryKey);
  return {
    key: definition.key,
    type: type as TypeOf<ContentOf<T>>,
    mode,
    primaryKey,
    schemaEvolution: definition.schemaEvolution ?? "strict",
    description,
    ...(definition.io === undefined ? {} : { io: definition.io }),
    ...(recipe === undefined ? {} : { recipe }),
  };
}
