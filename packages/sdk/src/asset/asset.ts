import type { Columns } from "@sluice/type-mapping";
import type { AssetDescription, EngineOptions } from "../plugin/asset-description.js";
import { describeAsset } from "./describe-asset.js";
import type { PartitionRule } from "./partition-rule.js";
import type { TableType } from "./table.js";

/** What an asset is, without where it lives. `P` names its partition dimensions. */
export interface Asset<C extends Columns = any, P extends string = any> {
  readonly key: string;
  readonly type: TableType<C>;
  readonly mode: "replace" | "append";
  readonly primaryKey: readonly string[];
  /** What plugins see. */
  readonly description: AssetDescription;
  /** Type-level only; never present at run time. */
  readonly "~partitions"?: P;
}

export interface AssetDefinition<
  C extends Columns,
  P extends Record<string, PartitionRule<keyof C & string>>,
> {
  /** `/`-separated: the last segment is the table, the one before it the schema. */
  readonly key: string;
  readonly type: TableType<C>;
  /** In the order they have on disk. Default: none. */
  readonly partitions?: P;
  readonly primaryKey?: readonly (keyof C & string)[];
  /** What `io.store` does unless told otherwise. Default `replace`. */
  readonly mode?: "replace" | "append";
  /** Shown by the engines beside the table. */
  readonly comment?: string;
  /** Options for engines, each under the plugin's own name. */
  readonly on?: EngineOptions;
}

/** Defines an asset once. `ASSET_INVALID` names what cannot be. */
export function defineAsset<
  C extends Columns,
  const P extends Record<string, PartitionRule<keyof C & string>> = {},
>(definition: AssetDefinition<C, P>): Asset<C, keyof P & string> {
  return {
    key: definition.key,
    type: definition.type,
    mode: definition.mode ?? "replace",
    primaryKey: definition.primaryKey ?? [],
    description: describeAsset(definition),
  };
}
