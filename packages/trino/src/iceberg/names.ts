import { SluiceError } from "@sluice/sdk";
import type { AssetDescription } from "@sluice/sdk/plugin";
import { describeMapping } from "@sluice/type-mapping";
import { qualified, relationNames, type SchemaNames } from "../hive/names.js";
import type { TrinoOptions } from "../options.js";

/** Where the Iceberg table of an asset is. */
export interface IcebergNames extends SchemaNames {
  readonly table: string;
  /** The names of table properties that the server has. Absent: whichever are wanted. */
  readonly properties?: ReadonlySet<string>;
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
  const { view, ...schema } = relationNames(asset, options);
  return { ...schema, table: view };
}

/** The table, or one of its metadata tables such as `$snapshots`, with every part quoted where it must be. */
export function relationOf(names: IcebergNames, metadata = ""): string {
  return qualified(names, `${names.table}${metadata}`);
}
