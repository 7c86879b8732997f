import { SluiceError } from "@sluice/sdk";
import type { SqlValue } from "@sluice/sdk/plugin";
import { type LogicalType, trinoLiteral } from "@sluice/type-mapping";
import { trinoDialect } from "../dialect.js";

/**
 * A value for a `?`: as it is, or of a type: `{ type: decimal(12, 2), value: "19.90" }`. As they are, whole numbers and
 * bigints are `integer` or `bigint`, other numbers `double`, a `Date` is a `timestamp(3)` in UTC, and null has no type.
 */
export type StatementParameter = SqlValue | TypedParameter;

export interface TypedParameter {
  /** A column maker's result, such as `int64()`, or a logical type. */
  readonly type: LogicalType | { readonly type: LogicalType };
  readonly value: unknown;
}

/** What is sent for a statement: its text, and headers of its own. */
export interface StatementText {
  readonly sql: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The statement with its parameters bound. Without parameters it is sent as it is. */
export function statementText(
  sql: string,
  parameters: readonly StatementParameter[] = [],
  travelIn: "statement" | "header" = "statement",
): StatementText {
  if (parameters.length === 0) return { sql, headers: {} };
  const values = parameters.map(parameterText).join(", ");
  if (travelIn === "header") {
    return {
      sql: `EXECUTE statement USING ${values}`,
      headers: { "x-trino-prepared-statement": `statement=${encodeURIComponent(sql)}` },
    };
  }
  return { sql: `EXECUTE IMMEDIATE ${trinoDialect.literal(sql)} USING ${values}`, headers: {} };
}

function parameterText(parameter: StatementParameter, index: number): string {
  const path = `parameters[${index}]`;
  if (!isTyped(parameter)) {
    if (parameter === undefined || (typeof parameter === "object" && !isPlainValue(parameter))) {
      throw refused(path, "takes a string, number, bigint, boolean, Date, null, or { type, value }");
    }
    return trinoDialect.literal(parameter);
  }
  const { type, value } = parameter;
  const logical = "id" in type ? type : type.type;
  try {
    return trinoLiteral(logical, value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw refused(path, `cannot be written: ${error.message}`);
  }
}

function isTyped(parameter: StatementParameter): parameter is TypedParameter {
  return typeof parameter === "object" && parameter !== null && "type" in parameter && "value" in parameter;
}

function isPlainValue(value: Date | null): boolean {
  return value === null || value instanceof Date;
}

function refused(path: string, problem: string): SluiceError<"VALUE_INVALID"> {
  return new SluiceError("VALUE_INVALID", {
    message: `${path} ${problem}.`,
    details: { path },
    hint: 'Say its type: { type: decimal(12, 2), value: "19.90" }.',
  });
}
