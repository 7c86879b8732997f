import { SluiceError } from "@sluice/sdk";
import { type AssetDescription, conditionSql, type RowCondition, renderSql } from "@sluice/sdk/plugin";
import type { Field } from "@sluice/type-mapping";
import { trinoDialect } from "../dialect.js";
import { type IcebergNames, relationOf } from "./names.js";

/**
 * Takes away the rows for which all of it holds: one commit. `CAPABILITY_MISSING` for a condition of which SQL may think
 * otherwise: on json, and with NaN.
 */
export function deleteStatement(
  asset: AssetDescription,
  names: IcebergNames,
  conditions: readonly RowCondition[],
): string {
  const texts = conditions.map((condition) => {
    const field = asset.schema.fields.find(({ name }) => name === condition.column) as Field;
    const parts = conditionSql(condition, field);
    if (parts === undefined) throw notInSql(asset.key, condition);
    return renderSql({ parts }, trinoDialect, () => "");
  });
  return [`DELETE FROM ${relationOf(names)}`, `WHERE ${texts.join("\n  AND ")}`].join("\n");
}

function notInSql(asset: string, { column, comparison }: RowCondition): SluiceError {
  return new SluiceError("CAPABILITY_MISSING", {
    message: `Rows of ${asset} are not deleted where "${column}" is ${comparison} that value: SQL compares it in another way.`,
    details: { capability: "delete by that condition", plugin: "trino" },
    hint: "Choose them by another column; isNull can be asked of each.",
  });
}
