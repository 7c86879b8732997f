import type { LogicalType } from "../logical-type.js";
import type { ParquetElement, ParquetLogicalType } from "../targets/parquet-element.js";
import { integerType } from "./integer-type.js";

/** The type that holds every value of a Parquet leaf, or, as text, what to use instead of it. */
export function parquetScalar(element: ParquetElement): LogicalType | string {
  const meaning = element.logical_type ?? meaningOf(element);
  if (meaning.type === "DECIMAL") return decimal(meaning);
  switch (element.type) {
    case "BOOLEAN":
      return { id: "boolean" };
    case "INT32":
    case "INT64":
      return integer(element.type, meaning);
    case "FLOAT":
      return { id: "float32" };
    case "DOUBLE":
      return { id: "float64" };
    case "BYTE_ARRAY":
      return bytes(meaning);
    case "FIXED_LEN_BYTE_ARRAY":
      return fixedBytes(meaning);
    default:
      return "there is no such physical type";
  }
}

/** What a converted type, which older writers give alone, says as a logical one. */
function meaningOf({
  converted_type: converted = "NONE",
  precision,
  scale,
}: ParquetElement): ParquetLogicalType {
  const integer = /^(U?)INT_(8|16|32|64)$/.exec(converted);
  if (integer !== null) return { type: "INTEGER", bitWidth: Number(integer[2]), isSigned: integer[1] === "" };
  const instant = /^(TIME|TIMESTAMP)_(MILLIS|MICROS)$/.exec(converted);
  // Converted times and timestamps are in UTC by definition.
  if (instant !== null)
    return { type: instant[1] as string, isAdjustedToUTC: true, unit: instant[2] as string };
  if (converted === "DECIMAL") {
    return { type: "DECIMAL", scale: scale ?? 0, ...(precision === undefined ? {} : { precision }) };
  }
  return { type: converted };
}

function decimal({ precision = 0, scale = 0 }: ParquetLogicalType): LogicalType | string {
  if (precision > 38) return "decimals have at most 38 digits here; write it as text";
  return { id: "decimal", precision, scale };
}

function integer(physical: "INT32" | "INT64", meaning: ParquetLogicalType): LogicalType | string {
  switch (meaning.type) {
    case "NONE":
      return { id: physical === "INT32" ? "int32" : "int64" };
    case "INTEGER":
      return integerType(meaning.bitWidth ?? 64, meaning.isSigned ?? true);
    case "DATE":
      return { id: "date" };
    case "TIME":
      if (meaning.unit === "NANOS") return "times have microseconds here; write it with MICROS";
      return { id: "time" };
    case "TIMESTAMP": {
      const precision = meaning.unit === "NANOS" ? 9 : meaning.unit === "MICROS" ? 6 : 3;
      return { id: meaning.isAdjustedToUTC ? "zonedTimestamp" : "timestamp", precision };
    }
    case "NULL":
      return "it is the type of null alone; write it as the type it should have";
    default:
      return "there is no exact equal; write it as a plain integer";
  }
}

function bytes({ type }: ParquetLogicalType): LogicalType | string {
  switch (type) {
    case "STRING":
    case "UTF8":
    case "ENUM":
      return { id: "string" };
    case "JSON":
      return { id: "json" };
    case "NONE":
    case "BSON":
      return { id: "binary" };
    default:
      return "there is no exact equal; write it as text or bytes";
  }
}

function fixedBytes({ type }: ParquetLogicalType): LogicalType | string {
  switch (type) {
    case "UUID":
      return { id: "uuid" };
    case "FLOAT16":
      return { id: "float32" };
    case "NONE":
      return { id: "binary" };
    default:
      return "there is no exact equal; write it as a number or bytes";
  }
}
