import { isSluiceError, SluiceError } from "@sluice/sdk";
import { isTrinoError } from "../client/index.js";
import { catalogsOf, connectors } from "../connectors.js";
import type { HiveSession } from "./session.js";

/** Why the first statement in a catalog failed, if the reason is that the catalog is not there or is no Hive catalog. */
export async function catalogError(
  catalog: string,
  run: HiveSession["run"],
  cause: unknown,
): Promise<SluiceError | undefined> {
  if (!isTrinoError(cause, "CATALOG_NOT_FOUND") && !isTrinoError(cause, "NOT_SUPPORTED")) return undefined;
  let found: ReadonlyMap<string, string>;
  try {
    found = await connectors(run);
  } catch (error) {
    if (isSluiceError(error)) return undefined;
    throw error;
  }
  const connector = found.get(catalog);
  if (connector === "hive") return undefined;
  const others = catalogsOf(found, "hive");
  return new SluiceError("CONFIGURATION_INVALID", {
    message:
      connector === undefined
        ? `Trino has no catalog ${catalog}.`
        : `The catalog ${catalog} of Trino is of the ${connector} connector.`,
    details: { option: "catalog" },
    hint:
      others.length > 0
        ? `Give trino() one with connector.name=hive: ${others.join(", ")}.`
        : "Add a catalog with connector.name=hive to the server.",
    cause,
  });
}
