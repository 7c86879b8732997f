import { SluiceError } from "@sluice/sdk";
import type { AssetDescription } from "@sluice/sdk/plugin";
import { describeMapping } from "@sluice/type-mapping";
import { trinoTable } from "../asset-options.js";
import { trinoDialect } from "../dialect.js";
import type { TrinoOptions } from "../options.js";

const { identifier } = trinoDialect;

/** What an asset is called in Trino. */
export interface HiveNames {
  readonly catalog: string;
  readonly schema: string;
  /** The view users read. */
  readonly view: string;
  /** The external table below it. */
  readonly data: string;
  readonly snapshotColumn: string;
}

/**
 * The names of an asset. `ASSET_INVALID` where its columns leave no room for the snapshot column, or have names a
 * metastore cannot keep.
 */
export function hiveNames(asset: AssetDescription, options: TrinoOptions): HiveNames {
  const { schema, table } = trinoTable(asset);
  const snapshotColumn = options.snapshotColumn ?? "snapshot";
  const names = [...asset.schema.fields, ...asset.partitions].map((each) => each.name.toLowerCase());
  if (names.includes(snapshotColumn.toLowerCase())) {
    throw new SluiceError("ASSET_INVALID", {
      message: `${asset.key} has a column "${snapshotColumn}", which its data table in Trino needs for itself.`,
      details: { asset: asset.key },
      hint: "Rename the column, or give trino({ snapshotColumn }) another name.",
    });
  }
  const refused = describeMapping(asset.schema, "hive").find((column) => column.refusal !== undefined);
  if (refused !== undefined) {
    throw new SluiceError("ASSET_INVALID", {
      message: `Column "${refused.column}" of ${asset.key} cannot be in a Hive table: ${refused.refusal}.`,
      details: { asset: asset.key },
      hint: "Rename it in the asset; nothing was written.",
    });
  }
  return {
    catalog: options.catalog,
    schema: schema ?? options.schema,
    view: table,
    data: `${table}__data`,
    snapshotColumn,
  };
}

/** A table of the asset's schema with every part quoted where it must be. */
export function qualified({ catalog, schema }: HiveNames, table: string): string {
  return [catalog, schema, table].map((name) => identifier(name)).join(".");
}
