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
}

const known: readonly string[] = ["table"] satisfies (keyof TrinoAssetOptions)[];
const namePattern = /^[a-z0-9_][a-z0-9_-]*$/;

/** Schema and table of an asset. `ASSET_INVALID` for options that are none. */
export function trinoTable(asset: AssetDescription): {
  readonly schema: string | undefined;
  readonly table: string;
} {
  const options: TrinoAssetOptions = asset.on.trino ?? {};
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw invalid(
      asset,
      `has an option "${unknown}" for Trino, which there is not`,
      `There is ${known.join(", ")}.`,
    );
  }
  if (options.table === undefined) return relationName(asset);
  const names = typeof options.table === "string" ? options.table.split(".") : [];
  const fits = names.length >= 1 && names.length <= 2 && names.every((name) => namePattern.test(name));
  if (!fits || /__data(_\d+)?$/.test(options.table)) {
    throw invalid(
      asset,
      `cannot be the table ${JSON.stringify(options.table)} in Trino`,
      "Give a table, or schema.table, of lower-case letters, digits, _ and -, not ending in __data. The catalog is that of trino().",
    );
  }
  const table = names.pop() as string;
  return { schema: names[0], table };
}

function invalid(asset: AssetDescription, what: string, hint: string): SluiceError {
  return new SluiceError("ASSET_INVALID", {
    message: `${asset.key} ${what}.`,
    details: { asset: asset.key },
    hint,
  });
}
