import { parseTrinoType, typeText } from "@sluice/type-mapping";

/**
 * Whether both are one column type of Trino. It quotes names inside of a type as it likes; Hive folds their case, and
 * Iceberg keeps them as they were written.
 */
export function sameType(one: string, other: string): boolean {
  return plainType(one) === plainType(other);
}

function plainType(text: string): string {
  return typeText(parseTrinoType(text)).toLowerCase();
}
