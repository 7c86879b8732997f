import type { Schema } from "@sluice/sdk/plugin";
import { parquetWriteBuffer } from "hyparquet-writer";

type Field = Schema["fields"][number];

/** Rows to Snappy Parquet, the writer's own codec. Dates stay text, decimals become doubles. */
export function encodeWithHyparquet({ fields }: Schema, rows: readonly object[]): number {
  const columnData = fields.map((field) => {
    const [type, convert] = columnOf(field);
    const data = rows.map((row) => convert((row as Record<string, unknown>)[field.name]));
    return { name: field.name, data, type };
  });
  return parquetWriteBuffer({ columnData }).byteLength && rows.length;
}

function columnOf({ type }: Field) {
  switch (type.id) {
    case "int32":
      return ["INT32", (value: unknown) => value] as const;
    case "int64":
      return ["INT64", (value: unknown) => BigInt(value as bigint)] as const;
    case "decimal":
      return ["DOUBLE", (value: unknown) => Number(value)] as const;
    case "timestamp":
      return ["TIMESTAMP", (value: unknown) => value] as const;
    default:
      return ["STRING", (value: unknown) => value] as const;
  }
}
