import { SluiceError } from "@sluice/sdk";

/** How rows reach Iceberg tables. */
export interface IcebergOptions {
  /**
   * Name of a Hive catalog of the same Trino, which reads the same bucket: the files of a write are a table there for the
   * moment of the commit. Default `"hive"`.
   */
  readonly stage?: string;
}

/** `CONFIGURATION_INVALID` for options that are none. */
export function checkOptions(options: IcebergOptions): void {
  const unknown = Object.keys(options).find((name) => name !== "stage");
  const bad = unknown ?? (options.stage === undefined || isName(options.stage) ? undefined : "stage");
  if (bad === undefined) return;
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `iceberg() takes no such option ${bad}.`,
    details: { option: bad },
    hint: 'Give iceberg({ stage: "hive" }), the name of a catalog with the Hive connector.',
  });
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
