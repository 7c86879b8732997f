import { SluiceError } from "@sluice/sdk";
import type { AssetDescription } from "@sluice/sdk/plugin";
import { describeMapping } from "@sluice/type-mapping";
import { trinoTable } from "../asset-options.js";
import { trinoDialect } from "../dialect.js";
import type { TrinoOptions } from "../options.js";

const { identifier } = trinoDialect;

/** Where the Iceberg table of an asset is. */
export interface IcebergNames {
  readonly catalog: string;
  readonly schema: string;
  readonly table: string;
}

/** The names of an asset. `ASSET_INVALID` for columns that no Iceberg table can have. */
export function icebergNames(asset: AssetDescription, options: TrinoOptions): IcebergNames {
  // The files come in through a Hive table, which has limits of its own to what a column is called.
  const columns = (["iceberg", "hive"] as const).flatMap((target) => describeMapping(asset.schema, target));
  const refused = columns.find(({ refusal }) => refusal !== undefined);
  if (refused !== undefined) {
    throw new SluiceError("ASSET_INVALID", {
      message: `Column "${refused.column}" of ${asset.key} cannot be in an Iceberg table: ${refused.refusal}.`,
      details: { asset: asset.key },
      hint: "Change it in the asset; nothing was written.",
    });
  }
  const { schema, table } = trinoTable(asset);
  return { catalog: options.catalog, schema: schema ?? options.schema, table };
}

/** The table, or one of its metadata tables such as `$snapshots`, with every part quoted where it must be. */
export function relationOf({ catalog, schema, table }: IcebergNames, metadata = ""): string {
  return [catalog, schema, `${table}${metadata}`].map((name) => identifier(name)).join(".");
}
