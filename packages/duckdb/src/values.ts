import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  DuckDBUUIDValue,
} from "@duckdb/node-api";

/** A value of DuckDB's API as plain JavaScript, none rounded: decimals and instants are text. */
export function plainValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (
    value instanceof DuckDBDecimalValue ||
    value instanceof DuckDBDateValue ||
    value instanceof DuckDBUUIDValue
  ) {
    return value.toString();
  }
  if (value instanceof DuckDBTimeValue) return value.toString();
  if (value instanceof DuckDBTimestampTZValue) return `${instant(value.micros, 6)}Z`;
  if (value instanceof DuckDBTimestampValue) return instant(value.micros, 6);
  if (value instanceof DuckDBTimestampMillisecondsValue) return instant(value.millis, 3);
  if (value instanceof DuckDBTimestampNanosecondsValue) return instant(value.nanos, 9);
  if (value instanceof DuckDBTimestampSecondsValue) return instant(value.seconds, 0);
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
  return String(value);
}

/** `2024-05-01T10:00:00.123456` from a count of units since 1970 with that many digits after the point. */
function instant(units: bigint, digits: number): string {
  const perSecond = 10n ** BigInt(digits);
  const fraction = ((units % perSecond) + perSecond) % perSecond;
  const whole = new Date(Number((units - fraction) / perSecond) * 1000).toISOString().slice(0, -5);
  return digits === 0 ? whole : `${whole}.${String(fraction).padStart(digits, "0")}`;
}
