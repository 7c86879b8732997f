import { SluiceError } from "@sluice/sdk";
import type { AssetDescription } from "@sluice/sdk/plugin";
import { describeMapping, hiveColumn, type LogicalType } from "@sluice/type-mapping";
import { trinoTable } from "../asset-options.js";
import { trinoDialect } from "../dialect.js";
import type { TrinoOptions } from "../options.js";

const { identifier } = trinoDialect;

/** Columns of the table of floors, which a view may join. */
export const floorColumns = { key: "sluice_key", floor: "sluice_floor", base: "sluice_base" } as const;
const floorNames: ReadonlySet<string> = new Set(Object.values(floorColumns));

/** A schema of Trino. */
export interface SchemaNames {
  readonly catalog: string;
  readonly schema: string;
  /** Where the schema is created if it is missing. Absent: the metastore says. */
  readonly schemaLocation?: string;
}

/** What an asset is called in Trino, and how its table holds it. */
export interface HiveNames extends SchemaNames {
  /** What users read. */
  readonly view: string;
  /** The external table: below the view, or the very table users read. */
  readonly data: string;
  /** Absent: a plain table, without a view. */
  readonly snapshotColumn?: string;
  /** Type of a column of the external table. */
  readonly stored: (type: LogicalType) => string;
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
  const taken = columns.find((name) => floorNames.has(name));
  if (taken !== undefined) {
    throw new SluiceError("ASSET_INVALID", {
      message: `${asset.key} has a column "${taken}", which its view in Trino needs for itself.`,
      details: { asset: asset.key },
      hint: "Rename the column; nothing was written.",
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
): SchemaNames & Pick<HiveNames, "view"> {
  const { schema = options.schema, table } = trinoTable(asset);
  return { ...schemaNames(schema, options), view: table };
}

/** A schema, and the folder of its own that it gets where the options name one for all schemas. */
export function schemaNames(
  schema: string,
  { catalog, schemaLocation }: Pick<TrinoOptions, "catalog" | "schemaLocation">,
): SchemaNames {
  if (schemaLocation === undefined) return { catalog, schema };
  return { catalog, schema, schemaLocation: `${schemaLocation.replace(/\/+$/, "")}/${schema}/` };
}

/** A table of the schema with every part quoted where it must be. */
export function qualified({ catalog, schema }: SchemaNames, table: string): string {
  return [catalog, schema, table].map((name) => identifier(name)).join(".");
}
