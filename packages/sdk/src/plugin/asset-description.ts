import type { LogicalType, Schema } from "@sluice/type-mapping";

/** Options a plugin keeps on an asset under its own name. Empty here; plugins augment it. */
export interface EngineOptions {}

/** How the rows of an asset are divided, one dimension. Plain data: it is written to the log as it is. */
export interface PartitionDimension {
  /** The partition's name: the folder's and, for a derived dimension, the SQL column's. */
  readonly name: string;
  /** `value`: the source column itself. `given`: the rows do not carry it. The others are computed from the source. */
  readonly rule: "value" | "hourly" | "daily" | "weekly" | "monthly" | "yearly" | "given";
  /** Column it is computed from. Absent for `given`. */
  readonly source?: string;
  /** Type of the SQL partition column: the source's own for `value`, `string` for the computed rules. */
  readonly type: LogicalType;
  /** IANA name of the zone whose hours and days the rule goes by. Absent: UTC. */
  readonly zone?: string;
  /** Of `weekly` only. */
  readonly weekStart?: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
  /** The first partition there may be, as partitions are written. Absent: any. */
  readonly start?: string;
  /** All partitions there may be, as partitions are written. Absent: any. */
  readonly values?: readonly (string | null)[];
}

/** One partition: a text for each dimension in their order, `null` for the null partition. */
export type PartitionValues = readonly (string | null)[];

/** What plugins know of an asset. */
export interface AssetDescription {
  /** `/`-separated, as the user wrote it. */
  readonly key: string;
  /** Which kind of value it is. Absent: a table. No catalog and no engine sees an asset of another family. */
  readonly family?: string;
  /** Without fields for an asset that is no table. */
  readonly schema: Schema;
  readonly partitions: readonly PartitionDimension[];
  readonly comment?: string;
  readonly on: EngineOptions;
  /** `run`: each run has one of its own, below a folder of the run; its log alone publishes it. Absent: there is one. */
  readonly scope?: "run";
  /** It is a table that others make: `on` says which, it has no log, and nothing of it is stored. */
  readonly source?: true;
}
