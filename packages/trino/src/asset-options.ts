import { SluiceError } from "@sluice/sdk";
import { type AssetDescription, relationName } from "@sluice/sdk/plugin";

declare module "@sluice/sdk" {
  interface EngineOptions {
    trino?: TrinoAssetOptions;
  }
}

/** What an asset says to Trino: `on: { trino: { … } }`. */
export interface TrinoAssetOptions {
  /** Its table there, `orders` or `sales.orders`, in lower case. Default: by the asset's key. */
  readonly table?: string;
  /**
   * Properties of its table in the metastore, for other programs: `{ classification: "parquet" }`. Set when the table
   * is created, for Trino cannot change them. None begins with `sluice.`.
   */
  readonly properties?: Readonly<Record<string, string>>;
}

const known: readonly string[] = ["table", "properties"] satisfies (keyof TrinoAssetOptions)[];
const namePattern = /^[a-z0-9_][a-z0-9_-]*$/;
const bucketing: readonly string[] = ["bucketedBy", "bucketCount", "sortedBy"];

/** Schema and table of an asset. `ASSET_INVALID` for options that are none. */
export function trinoTable(asset: AssetDescription): {
  readonly schema: string | undefined;
  readonly table: string;
} {
  const options: TrinoAssetOptions = asset.on.trino ?? {};
  checkKnown(asset, options);
  if (options.table === undefined) return relationName(asset);
  const names = typeof options.table === "string" ? options.table.split(".") : [];
  const fits = names.length >= 1 && names.length <= 2 && names.every((name) => namePattern.test(name));
  if (!fits || /__data(_\d+|_floors)?$/.test(options.table)) {
    throw invalid(
      asset,
      `cannot be the table ${JSON.stringify(options.table)} in Trino`,
      "Give a table, or schema.table, of lower-case letters, digits, _ and -, not ending in __data, __data_2 or __data_floors. The catalog is that of trino().",
    );
  }
  const table = names.pop() as string;
  return { schema: names[0], table };
}

/** The asset's own properties of its table. `ASSET_INVALID` for what are none. */
export function tableProperties(asset: AssetDescription): [string, string][] {
  const properties = Object.entries(asset.on.trino?.properties ?? {});
  for (const [name, value] of properties) {
    if (name !== "" && !name.startsWith("sluice.") && typeof value === "string") continue;
    throw invalid(
      asset,
      `cannot have the table property ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
      "Give texts, under names that do not begin with sluice.",
    );
  }
  return properties;
}

function checkKnown(asset: AssetDescription, options: object): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return void tableProperties(asset);
  if (bucketing.includes(unknown)) {
    throw invalid(
      asset,
      `cannot say "${unknown}" for Trino: its files are not divided by Hive's hash, so such a table would not be read right`,
      "Leave it out. Partitions divide a table; statistics of row groups let Trino skip what a filter excludes.",
    );
  }
  throw invalid(
    asset,
    `has an option "${unknown}" for Trino, which there is not`,
    `There is ${known.join(", ")}.`,
  );
}

function invalid(asset: AssetDescription, what: string, hint: string): SluiceError {
  return new SluiceError("ASSET_INVALID", {
    message: `${asset.key} ${what}.`,
    details: { asset: asset.key },
    hint,
  });
}
