import type { QueryColumn } from "@sluice/sdk/plugin";
import { type LogicalType, parseDuckdbType } from "@sluice/type-mapping";

/** A column of a result with its equal, if there is one. */
export function queryColumn(name: string, type: string): QueryColumn {
  const logical = logicalType(type);
  return { name, type, ...(logical === undefined ? {} : { logical }) };
}

function logicalType(type: string): LogicalType | undefined {
  try {
    return parseDuckdbType(type);
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
