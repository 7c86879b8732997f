import { SluiceError } from "@sluice/sdk";
import type { AssetDescription } from "@sluice/sdk/plugin";
import { describeMapping, hiveColumn, type LogicalType } from "@sluice/type-mapping";
import { trinoTable } from "../asset-options.js";
import { trinoDialect } from "../dialect.js";
import type { TrinoOptions } from "../options.js";

const { identifier } = trinoDialect;

/** What an asset is called in Trino, and how its table holds it. */
export interface HiveNames {
  readonly catalog: string;
  readonly schema: string;
  /** What users read. */
  readonly view: string;
  /** The external table: below the view, or the very table users read. */
  readonly data: string;
  /** Absent: a plain table, without a view. */
  readonly snapshotColumn?: string;
  /** Type of a column of the external table. */
  readonly stored: (type: LogicalType) => string;
  /** Where the schema is created if it is missing. Absent: the metastore says. */
  readonly schemaLocation?: string;
}

/**
 * The names of an asset that is published as a view. `ASSET_INVALID` where its columns leave no room for the snapshot
 * column, or have names a metastore cannot keep.
 */
export function hiveNames(asset: AssetDescription, options: TrinoOptions): HiveNames {
  const snapshotColumn = options.snapshotColumn ?? "snapshot";
  const columns = [...asset.schema.fields, ...asset.partitions].map((each) => each.name.toLowerCase());
  if (columns.includes(snapshotColumn.toLowerCase())) {
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
  const relation = relationNames(asset, options);
  return {
    ...relation,
    data: `${relation.view}__data`,
    snapshotColumn,
    stored: (type) => hiveColumn(type).stored,
  };
}

/** Where an asset is in Trino, however it is published. */
export function relationNames(
  asset: AssetDescription,
  options: TrinoOptions,
): Pick<HiveNames, "catalog" | "schema" | "view" | "schemaLocation"> {
  const { schema = options.schema, table } = trinoTable(asset);
  const { schemaLocation } = options;
  return {
    catalog: options.catalog,
    schema,
    view: table,
    ...(schemaLocation === undefined
      ? {}
      : { schemaLocation: `${schemaLocation.replace(/\/+$/, "")}/${schema}/` }),
  };
}

/** A table of the asset's schema with every part quoted where it must be. */
export function qualified({ catalog, schema }: Pick<HiveNames, "catalog" | "schema">, table: string): string {
  return [catalog, schema, table].map((name) => identifier(name)).join(".");
}
