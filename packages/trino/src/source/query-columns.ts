import type { QueryColumn } from "@sluice/sdk/plugin";
import { type LogicalType, parseTrinoType } from "@sluice/type-mapping";
import type { ResultColumn } from "../client/index.js";

/** The columns of a result with their equals. Trino pads what it compares with a `char`. */
export function queryColumns(columns: readonly ResultColumn[]): QueryColumn[] {
  return columns.map(({ name, type }) => {
    const logical = logicalType(type);
    return {
      name,
      type,
      ...(logical === undefined ? {} : { logical }),
      ...(/^char\b/i.test(type) ? { comparable: false } : {}),
    };
  });
}

function logicalType(type: string): LogicalType | undefined {
  try {
    return parseTrinoType(type);
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
