import type { LogicalType, LogicalTypeOf } from "@sluice/type-mapping";
import { SluiceError } from "../error.js";

/**
 * A value of an engine's result as a column of `type` takes it. Engines count and add in wider types than asked for;
 * what fits exactly is taken, and the rest is left for the column to refuse.
 */
export function widened(type: LogicalType, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  switch (type.id) {
    case "list":
      return Array.isArray(value) ? value.map((each) => widened(type.element.type, each)) : value;
    case "map":
      return value instanceof Map ? widenedMap(type, value) : value;
    case "struct":
      return typeof value === "object" && !Array.isArray(value) ? widenedStruct(type, value) : value;
    default:
      if (typeof value === "string") return withoutSpareZeros(type, value);
      return typeof value === "bigint" ? narrowed(type, value) : value;
  }
}

function widenedMap({ key, value }: LogicalTypeOf<"map">, map: ReadonlyMap<unknown, unknown>): unknown {
  return new Map([...map].map(([each, item]) => [widened(key.type, each), widened(value.type, item)]));
}

// Engines fold the case of names that were not quoted.
function widenedStruct({ fields }: LogicalTypeOf<"struct">, value: object): unknown {
  const given = new Map(Object.entries(value).map(([name, item]) => [name.toLowerCase(), item]));
  return Object.fromEntries(
    fields.map(({ name, type }) => {
      if (!given.has(name.toLowerCase())) throw noField(name, Object.keys(value));
      return [name, widened(type, given.get(name.toLowerCase()))];
    }),
  );
}

function noField(name: string, names: readonly string[]): SluiceError {
  return new SluiceError("UNKNOWN_COLUMN", {
    message: `A struct of the query has no field "${name}".`,
    details: { asset: "the query", column: name, nearest: names },
    hint: `It has ${names.join(", ")}.`,
  });
}

function narrowed(type: LogicalType, value: bigint): unknown {
  switch (type.id) {
    case "int8":
    case "int16":
    case "int32":
    case "float32":
    case "float64":
      return BigInt.asIntN(53, value) === value ? Number(value) : value;
    case "decimal":
      return String(value);
    default:
      return value;
  }
}

/** Engines write as many fraction digits as their type has; zeros beyond the column's own say nothing. */
function withoutSpareZeros(type: LogicalType, text: string): string {
  const digits = fractionDigits(type);
  if (digits === undefined) return text;
  return text.replace(/\.(\d+)/, (fraction, all: string) => {
    const spare = all.slice(digits);
    if (spare === "" || /[1-9]/.test(spare)) return fraction;
    return digits === 0 ? "" : fraction.slice(0, digits + 1);
  });
}

function fractionDigits(type: LogicalType): number | undefined {
  switch (type.id) {
    case "decimal":
      return type.scale;
    case "timestamp":
    case "zonedTimestamp":
      return type.precision;
    case "time":
      return 6;
    default:
      return undefined;
  }
}
