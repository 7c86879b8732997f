import { SluiceError } from "@sluice/sdk";

/** How rows reach Iceberg tables. */
export interface IcebergOptions {
  /**
   * Name of a Hive catalog of the same Trino, which reads the same bucket: the files of a write are a table there for the
   * moment of the commit. Or that of the Iceberg catalog itself: then they are a table there, which needs `add_files`.
   * Default `"hive"` where the server has it, else the latter.
   */
  readonly stage?: string;
  /**
   * Whether a table takes over the files of an append where it can, instead of having their rows written once more. The
   * files are its own then: whoever drops the table deletes them. Default `true`.
   */
  readonly addFiles?: boolean;
}

/** `CONFIGURATION_INVALID` for options that are none. */
export function checkOptions(options: IcebergOptions): void {
  const checks: Record<string, (value: unknown) => boolean> = { stage: isName, addFiles: isFlag };
  const bad = Object.entries(options).find(
    ([name, value]) => !(value === undefined || checks[name]?.(value)),
  );
  if (bad === undefined) return;
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `iceberg() takes no such option ${bad[0]}.`,
    details: { option: bad[0] },
    hint: 'Give iceberg({ stage: "hive" }), the name of a catalog with the Hive connector, and addFiles: false if need be.',
  });
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isFlag(value: unknown): boolean {
  return typeof value === "boolean";
}
