import { SluiceError } from "@sluice/sdk";
import type { StatementClient } from "../client/index.js";
import { catalogsOf, connectors } from "../connectors.js";
import { once } from "../once.js";
import type { TrinoOptions } from "../options.js";
import type { IcebergOptions } from "./options.js";

/** What reads the files of a write for a statement. */
export interface Staging {
  /** `hive`: an external table of another catalog. `iceberg`: a table beside the asset's own, which adds the files. */
  readonly kind: "hive" | "iceberg";
  readonly catalog: string;
}

const usual = "hive";

/** Which of both there is, asked of the server once. Without a Hive catalog, the catalog of the tables has to do. */
export function stagingOf(
  client: Pick<StatementClient, "run">,
  { catalog }: Pick<TrinoOptions, "catalog">,
  { stage }: IcebergOptions,
): (signal?: AbortSignal) => Promise<Staging> {
  const asked = once<Staging>();
  return (signal) =>
    asked(async () => {
      const all = await connectors((sql) => client.run(sql, { signal }));
      if (all.get(catalog) !== "iceberg") throw noTables(catalog, all);
      const found = stagingAmong(all, catalog, stage);
      if (found !== undefined) return found;
      throw noStage(stage ?? usual, all);
    });
}

/** The staging for the catalogs a server has, name → connector. `undefined` where the one that was named is not there. */
export function stagingAmong(
  all: ReadonlyMap<string, string>,
  catalog: string,
  stage: string | undefined,
): Staging | undefined {
  const wanted = stage ?? usual;
  if (all.get(wanted) === "hive") return { kind: "hive", catalog: wanted };
  return stage === undefined || stage === catalog ? { kind: "iceberg", catalog } : undefined;
}

function noTables(catalog: string, all: ReadonlyMap<string, string>): SluiceError {
  const connector = all.get(catalog);
  const what =
    connector === undefined ? `no catalog ${catalog}` : `a catalog ${catalog} of the ${connector} connector`;
  const others = catalogsOf(all, "iceberg");
  return new SluiceError("CONFIGURATION_INVALID", {
    message: `Trino has ${what}, which cannot hold Iceberg tables.`,
    details: { option: "catalog" },
    hint:
      others.length === 0
        ? "Add a catalog with connector.name=iceberg to the server, and name it in trino({ catalog })."
        : `Name one with connector.name=iceberg in trino({ catalog }): ${others.join(", ")}.`,
  });
}

function noStage(stage: string, all: ReadonlyMap<string, string>): SluiceError {
  const connector = all.get(stage);
  const what =
    connector === undefined ? `no catalog ${stage}` : `a catalog ${stage} of the ${connector} connector`;
  return new SluiceError("CONFIGURATION_INVALID", {
    message: `Trino has ${what}, through which files cannot reach Iceberg tables.`,
    details: { option: "stage" },
    hint: "Give iceberg({ stage }) the name of a catalog with connector.name=hive that reads the same bucket, or that of the Iceberg catalog itself.",
  });
}
