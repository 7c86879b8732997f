import type { LogicalType } from "@sluice/type-mapping";

/**
 * A value as plain data that is equal exactly where the values are, however an engine or loading words it: bigints for
 * instants and times, digits for numbers (−0 and NaN told apart), hexadecimal bytes, maps in the order of their keys.
 * `json` is what counts of a JSON text; all of it, unless said otherwise.
 */
export function comparable(
  type: LogicalType,
  value: unknown,
  json = (text: string): unknown => text,
): unknown {
  if (value === null || value === undefined) return null;
  switch (type.id) {
    case "float32":
    case "float64":
      return Object.is(value, -0) ? "-0" : String(value);
    case "binary":
      return Buffer.from(value as Uint8Array).toString("hex");
    case "time":
    case "timestamp":
    case "zonedTimestamp":
      return nanoseconds(value as Date | string);
    case "list":
      return (value as unknown[]).map((each) => comparable(type.element.type, each, json));
    case "map":
      return [...(value as Map<unknown, unknown>)]
        .map(([key, each]) => [comparable(type.key.type, key, json), comparable(type.value.type, each, json)])
        .sort((left, right) => (String(left) < String(right) ? -1 : 1));
    case "struct":
      return type.fields.map((field) =>
        comparable(field.type, (value as Record<string, unknown>)[field.name], json),
      );
    case "boolean":
      return value;
    case "json":
      return json(value as string);
    default:
      return String(value);
  }
}

/** Since 1970, or since midnight for a time of day. */
function nanoseconds(value: Date | string): bigint {
  const text = value instanceof Date ? value.toISOString() : value;
  const [, day = "1970-01-01", clock, fraction = ""] =
    /^(?:(\d{4}-\d\d-\d\d)[T ])?(\d\d:\d\d:\d\d)(?:\.(\d+))?(?:Z|\+00)?$/.exec(text) ?? [];
  if (clock === undefined) throw new Error(`${text} is no point in time.`);
  return BigInt(Date.parse(`${day}T${clock}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** What a JSON text says, for engines that write it anew: without the order of its keys. */
export function meaningOfJson(text: string): unknown {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, each]) => [key, sorted(each)] as const);
    return { entries: entries.sort(([left], [right]) => (left < right ? -1 : 1)) };
  };
  return sorted(JSON.parse(text));
}
