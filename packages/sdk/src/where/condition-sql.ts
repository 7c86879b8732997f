import type { Field } from "@sluice/type-mapping";
import type { SqlPart } from "../plugin/sql-statement.js";
import type { ConditionValue, RowCondition } from "../plugin/type-handler.js";
import { loadedValue } from "./loaded-value.js";

const operators = { eq: "=", ne: "<>", gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;

/**
 * The condition in SQL. `undefined` where SQL might leave out rows for which it holds: engines do not agree about NaN,
 * nor about how json is compared.
 */
export function conditionSql(
  condition: RowCondition,
  field: Field,
  column = field.name,
): SqlPart[] | undefined {
  const { type } = field;
  const name: SqlPart = { kind: "identifier", names: [column] };
  const typed = (value: ConditionValue): SqlPart => ({
    kind: "typed",
    type,
    value: loadedValue(type, value),
  });
  switch (condition.comparison) {
    case "isNull":
      return [name, text(condition.value ? " IS NULL" : " IS NOT NULL")];
    case "in": {
      const { values } = condition;
      if (type.id === "json" || values.some(Number.isNaN)) return undefined;
      if (values.length === 0) return [text("1 = 0")];
      const list = values.flatMap((value, index) => [text(index === 0 ? "" : ", "), typed(value)]);
      return [name, text(" IN ("), ...list, text(")")];
    }
    default:
      if (type.id === "json" || Number.isNaN(condition.value)) return undefined;
      return [name, text(` ${operators[condition.comparison]} `), typed(condition.value)];
  }
}

/** ` WHERE a AND b`; nothing where there is no condition. */
export function whereSql(conditions: readonly (readonly SqlPart[])[]): SqlPart[] {
  return conditions.flatMap((condition, index) => [text(index === 0 ? " WHERE " : " AND "), ...condition]);
}

/** SQL that is the same for every engine. */
export function text(text: string): SqlPart {
  return { kind: "text", text };
}
