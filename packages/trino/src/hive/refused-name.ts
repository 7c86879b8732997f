import { SluiceError } from "@sluice/sdk";
import { isTrinoError, type TrinoError } from "../client/index.js";
import type { HiveNames } from "./names.js";

/** Whether a metastore does not take a name. A Hive Metastore takes letters, digits and _; others take more. */
export function isNameRefused(error: unknown): error is TrinoError {
  return (
    isTrinoError(error, "HIVE_METASTORE_ERROR") &&
    / is not a valid (object|database) name/.test(error.message)
  );
}

/** Says of which asset the name is, and how to give it another. */
export function nameRefused(asset: string, { catalog, schema, view }: HiveNames, cause: TrinoError) {
  const plain = (name: string) => name.replace(/\W/g, "_");
  return new SluiceError("ASSET_INVALID", {
    message: `The metastore of ${catalog} does not take ${schema}.${view}, the name of ${asset}: it takes letters, digits and _ alone.`,
    details: { asset },
    hint: `Name its table in the asset: on: { trino: { table: "${plain(schema)}.${plain(view)}" } }.`,
    cause,
  });
}
