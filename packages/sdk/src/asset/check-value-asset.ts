import type { EngineOptions } from "../plugin/asset-description.js";
import { invalid } from "./invalid.js";
import type { PartitionRule } from "./partition-rule.js";
import type { TableType } from "./table.js";
import type { ValueType } from "./value-type.js";

/** A definition as it came in; types do not hold everywhere. */
export interface Definition {
  readonly key: string;
  readonly type: TableType<any> | ValueType;
  readonly partitions?: Record<string, PartitionRule>;
  readonly primaryKey?: readonly string[];
  readonly mode?: string;
  readonly schemaEvolution?: string;
  readonly comment?: string;
  readonly on?: EngineOptions;
  readonly scope?: string;
}

/** `ASSET_INVALID` for what only rows and columns make possible, in an asset that is no table. */
export function checkValueAsset({
  key,
  type,
  partitions = {},
  primaryKey = [],
  mode,
  schemaEvolution = "strict",
  on = {},
}: Definition): void {
  const { family } = type;
  const fromRows = Object.entries(partitions).find(([, rule]) => rule.rule !== "given");
  if (fromRows !== undefined) {
    const [name, { rule, source }] = fromRows;
    const hint = `Declare it as ${name}: given(…); each store then names it.`;
    throw invalid(
      key,
      `Partition ${name} of ${key} is ${rule} of "${source}": ${family} has no columns.`,
      hint,
    );
  }
  if (primaryKey.length > 0) throw invalid(key, `${key} has a primary key: ${family} has no columns.`);
  if (mode === "append" || mode === "upsert") {
    throw invalid(
      key,
      `${key} is stored with mode "${mode}": ${family} has no rows to add.`,
      "Leave mode out.",
    );
  }
  if (schemaEvolution !== "strict") {
    throw invalid(
      key,
      `${key} has schemaEvolution "${schemaEvolution}": ${family} has no columns.`,
      "Leave schemaEvolution out.",
    );
  }
  if (Object.keys(on).length > 0) {
    throw invalid(key, `${key} has options for engines: none shows ${family}.`, "Leave { on } out.");
  }
}
