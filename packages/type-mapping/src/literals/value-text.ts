import { jsonFault } from "../json-fault.js";
import { type LogicalType, type LogicalTypeOf, typeText } from "../logical-type.js";
import { pathText } from "../targets/target-type.js";

export type ScalarType = Exclude<LogicalType, LogicalTypeOf<"list" | "map" | "struct">>;

/** A value on its way into a statement, and where it stands in the value that was given. */
export interface Given {
  readonly value: unknown;
  readonly path: readonly string[];
}

/**
 * The value as text that every engine reads alike: digits, `2024-05-01 10:00:00.123456` with as many digits as the type
 * has (instants in UTC, without saying so), hexadecimal bytes. Nothing but what the type allows gets through.
 */
export function valueText(type: ScalarType, given: Given): string {
  switch (type.id) {
    case "boolean":
      return typeof given.value === "boolean" ? String(given.value) : fail(type, given, "true or false");
    case "int8":
    case "int16":
    case "int32":
    case "int64":
      return integerText(type, given, Number(type.id.slice(3)));
    case "float32":
    case "float64":
      return floatText(type, given);
    case "decimal":
      return decimalText(type, given);
    case "string":
      return wellFormed(type, given);
    case "json":
      return jsonText(type, given);
    case "binary":
      if (!(given.value instanceof Uint8Array)) return fail(type, given, "a Uint8Array");
      return Buffer.from(given.value.buffer, given.value.byteOffset, given.value.byteLength).toString("hex");
    case "date":
      return isDay(given.value) ? given.value : fail(type, given, "a day, YYYY-MM-DD, from 0001 to 9999");
    case "time":
      return timeText(type, given);
    case "timestamp":
    case "zonedTimestamp":
      return instantText(type, given);
    case "uuid":
      return uuidText(type, given);
  }
}

export function fail(type: LogicalType, { value, path }: Given, wanted: string): never {
  const where = path.length === 0 ? "" : ` at ${pathText(path)}`;
  throw new RangeError(`A literal of ${typeText(type)}${where} takes ${wanted}, not ${shown(value)}.`);
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "an invalid Date" : value.toISOString();
  if (typeof value === "object" && value !== null)
    return `an object (${value.constructor?.name ?? "Object"})`;
  return String(value);
}

function integerText(type: ScalarType, given: Given, bits: number): string {
  const { value } = given;
  const whole = typeof value === "bigint" || Number.isSafeInteger(value);
  if (!whole || BigInt.asIntN(bits, BigInt(value as number)) !== BigInt(value as number)) {
    return fail(type, given, `a whole number of ${bits} bits`);
  }
  return String(BigInt(value as number));
}

function floatText(type: ScalarType, given: Given): string {
  const { value } = given;
  if (typeof value !== "number") return fail(type, given, "a number");
  if (type.id === "float32" && !Object.is(Math.fround(value), value)) {
    return fail(type, given, "a number of single precision");
  }
  return Object.is(value, -0) ? "-0.0" : String(value);
}

function decimalText(type: LogicalTypeOf<"decimal">, given: Given): string {
  const { precision, scale } = type;
  const match = typeof given.value === "string" ? /^(-?)0*(\d+)(?:\.(\d+))?$/.exec(given.value) : null;
  const [, sign = "", whole = "", fraction = ""] = match ?? [];
  const digits = whole === "0" ? 0 : whole.length;
  if (match === null || digits > precision - scale || fraction.length > scale) {
    return fail(type, given, `digits, at most ${precision - scale} before the point and ${scale} after it`);
  }
  const unsigned = scale === 0 ? whole : `${whole}.${fraction.padEnd(scale, "0")}`;
  // Decimals have one zero: as keys of a map "-0" and "0" are the same.
  return /[1-9]/.test(unsigned) ? `${sign}${unsigned}` : unsigned;
}

function wellFormed(type: ScalarType, given: Given): string {
  if (typeof given.value !== "string" || !given.value.isWellFormed()) {
    return fail(type, given, "text without half characters (lone surrogates)");
  }
  return given.value;
}

function jsonText(type: ScalarType, given: Given): string {
  const text = wellFormed(type, given);
  const fault = jsonFault(text);
  return fault === undefined ? text : fail(type, given, `JSON text that engines read (${fault})`);
}

function timeText(type: ScalarType, given: Given): string {
  const text = typeof given.value === "string" ? given.value : "";
  return clockText(text, 6) ?? fail(type, given, "a time of day, HH:MM:SS.ffffff");
}

function instantText(type: LogicalTypeOf<"timestamp" | "zonedTimestamp">, given: Given): string {
  const zoned = type.id === "zonedTimestamp";
  const { value } = given;
  const iso = value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value;
  const match = typeof iso === "string" ? /^(\d{4}-\d\d-\d\d)[T ]([\d:.]+)(Z?)$/.exec(iso) : null;
  const [, day, time = "", zone] = match ?? [];
  const clock = clockText(time, type.precision);
  const zoneFits = value instanceof Date || (zone === "Z") === zoned;
  if (!isDay(day) || clock === undefined || !zoneFits) {
    const form = `YYYY-MM-DDTHH:MM:SS with at most ${type.precision} digits${zoned ? " and Z" : ""}`;
    return fail(type, given, `a Date or text, ${form}, from the year 0001 to 9999`);
  }
  return `${day} ${clock}`;
}

/** `HH:MM:SS.f…` with as many digits as asked for; nothing if it has more or is no time of day. */
function clockText(text: string, digits: number): string | undefined {
  const [, clock, fraction = ""] = /^((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d+))?$/.exec(text) ?? [];
  if (clock === undefined || fraction.length > digits) return undefined;
  return `${clock}.${fraction.padEnd(digits, "0")}`;
}

function uuidText(type: ScalarType, given: Given): string {
  const text = typeof given.value === "string" ? given.value.toLowerCase() : "";
  const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
  return isUuid ? text : fail(type, given, "a UUID, 32 hexadecimal digits and 4 hyphens");
}

function isDay(value: unknown): value is string {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d$/.test(value) || value < "0001") return false;
  const day = new Date(`${value}T00:00:00Z`);
  // A month with too many days would roll over into the next one.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}
