import { checkOptions as checkRules, flag, type OptionRules } from "@sluice/sdk/plugin";

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

const rules = {
  stage: {
    fits: (value: unknown) => typeof value === "string" && value !== "",
    hint: 'Give the name of a catalog: { stage: "hive" }.',
  },
  addFiles: flag,
} satisfies OptionRules<keyof IcebergOptions>;

/** `CONFIGURATION_INVALID` for options that are none. */
export function checkOptions(options: IcebergOptions): void {
  checkRules("iceberg()", options, rules);
}
