import { SluiceError } from "@sluice/sdk";
import type { AssetDescription } from "@sluice/sdk/plugin";
import { describeMapping } from "@sluice/type-mapping";

/** `CAPABILITY_MISSING` for a column whose values DuckDB would round in SQL. */
export function checkShown({ key, schema }: AssetDescription): void {
  const refused = describeMapping(schema, "duckdb").find(({ refusal }) => refusal !== undefined);
  if (refused === undefined) return;
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `DuckDB cannot show column "${refused.column}" of ${key}, ${refused.type}: ${refused.refusal}.`,
    details: { capability: refused.type, plugin: "duckdb" },
    hint: "Give the column that type, or store with another catalog. Nothing was written.",
  });
}
