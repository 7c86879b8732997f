import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimeNSValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  DuckDBUnionValue,
  DuckDBVariantValue,
} from "@duckdb/node-api";
import { clockText, instantText } from "./clock-text.js";

/** A value of DuckDB's API as plain JavaScript, none rounded: decimals, dates, times and instants are text. */
export function plainValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof DuckDBDateValue) {
    return value.isFinite ? value.toString() : value.days > 0 ? "infinity" : "-infinity";
  }
  if (value instanceof DuckDBTimeValue) return clockText(value.micros, 6);
  if (value instanceof DuckDBTimeNSValue) return clockText(value.nanos, 9);
  if (value instanceof DuckDBTimestampTZValue) return instantText(value, value.micros, 6, "Z");
  if (value instanceof DuckDBTimestampValue) return instantText(value, value.micros, 6);
  if (value instanceof DuckDBTimestampMillisecondsValue) return instantText(value, value.millis, 3);
  if (value instanceof DuckDBTimestampNanosecondsValue) return instantText(value, value.nanos, 9);
  if (value instanceof DuckDBTimestampSecondsValue) return instantText(value, value.seconds, 0);
  if (value instanceof DuckDBBlobValue) return new Uint8Array(value.bytes);
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue)
    return value.items.map(plainValue);
  if (value instanceof DuckDBMapValue) {
    return new Map(value.entries.map((entry) => [plainValue(entry.key), plainValue(entry.value)]));
  }
  if (value instanceof DuckDBStructValue) {
    const entries = Object.entries(value.entries as Record<string, unknown>);
    return Object.fromEntries(entries.map(([name, each]) => [name, plainValue(each)]));
  }
  if (value instanceof DuckDBUnionValue || value instanceof DuckDBVariantValue)
    return plainValue(value.value);
  return String(value);
}
