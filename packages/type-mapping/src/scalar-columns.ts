import { type Column, type ColumnOptions, type In, makeColumn, type Out } from "./column.js";
import type { TimestampPrecision } from "./logical-type.js";

type Int64Value<Options> = Options extends { as: "number" } ? number : bigint;
type InstantValue<Precision, Options> = Precision extends 3
  ? Date
  : Options extends { as: "date" }
    ? Date
    : string;

export function boolean<const O extends ColumnOptions = {}>(
  options?: O,
): Column<Out<O, boolean>, In<O, boolean>> {
  return makeColumn({ id: "boolean" }, options);
}

/** −128 to 127. */
export function int8<const O extends ColumnOptions = {}>(options?: O): Column<Out<O, number>, In<O, number>> {
  return makeColumn({ id: "int8" }, options);
}

/** −32,768 to 32,767. */
export function int16<const O extends ColumnOptions = {}>(
  options?: O,
): Column<Out<O, number>, In<O, number>> {
  return makeColumn({ id: "int16" }, options);
}

/** −2,147,483,648 to 2,147,483,647. */
export function int32<const O extends ColumnOptions = {}>(
  options?: O,
): Column<Out<O, number>, In<O, number>> {
  return makeColumn({ id: "int32" }, options);
}

/** 64-bit integers: loads as `bigint`; with `as: "number"` as a number, and an error beyond ±2^53. */
export function int64<const O extends ColumnOptions & { readonly as?: "number" } = {}>(
  options?: O,
): Column<Out<O, Int64Value<O>>, In<O, number | bigint>> {
  return makeColumn({ id: "int64" }, options);
}

/** IEEE 754 single precision. A number that is not exactly one is refused. */
export function float32<const O extends ColumnOptions = {}>(
  options?: O,
): Column<Out<O, number>, In<O, number>> {
  return makeColumn({ id: "float32" }, options);
}

/** IEEE 754 double precision, the JavaScript number. */
export function float64<const O extends ColumnOptions = {}>(
  options?: O,
): Column<Out<O, number>, In<O, number>> {
  return makeColumn({ id: "float64" }, options);
}

/** Exact decimal text with `scale` fraction digits; `precision` digits in all, 1 to 38. */
export function decimal<const O extends ColumnOptions = {}>(
  precision: number,
  scale: number,
  options?: O,
): Column<Out<O, string>, In<O, string>> {
  return makeColumn({ id: "decimal", precision, scale }, options);
}

/** Unicode text. Lone surrogates are refused. */
export function string<const O extends ColumnOptions = {}>(
  options?: O,
): Column<Out<O, string>, In<O, string>> {
  return makeColumn({ id: "string" }, options);
}

export function binary<const O extends ColumnOptions = {}>(
  options?: O,
): Column<Out<O, Uint8Array>, In<O, Uint8Array>> {
  return makeColumn({ id: "binary" }, options);
}

/** Makes date columns, and days of instants. */
export interface DateColumn {
  <const O extends ColumnOptions = {}>(options?: O): Column<Out<O, string>, In<O, string | Date>>;
  /** The day it is in UTC at that instant, as a column of days takes it. `RangeError` outside the years 0001 to 9999. */
  utc(instant: Date): string;
  /** The same where the program runs: by the environment's time zone. */
  local(instant: Date): string;
}

/** Calendar day as `"YYYY-MM-DD"`, years 0001 to 9999. A `Date` at 00:00 UTC is taken too. */
export const date: DateColumn = Object.assign(
  <const O extends ColumnOptions = {}>(options?: O): Column<Out<O, string>, In<O, string | Date>> =>
    makeColumn({ id: "date" }, options),
  {
    utc: (at: Date) => dayText(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()),
    local: (at: Date) => dayText(at.getFullYear(), at.getMonth(), at.getDate()),
  },
);

function dayText(year: number, month: number, day: number): string {
  if (!(year >= 1 && year <= 9999)) throw new RangeError("Days are of the years 0001 to 9999.");
  const digits = (number: number, count: number): string => String(number).padStart(count, "0");
  return `${digits(year, 4)}-${digits(month + 1, 2)}-${digits(day, 2)}`;
}

/** Time of day as `"HH:MM:SS.ffffff"`. */
export function time<const O extends ColumnOptions = {}>(options?: O): Column<Out<O, string>, In<O, string>> {
  return makeColumn({ id: "time" }, options);
}

/** Wall clock without a zone. Precision 3 is a `Date` read as UTC; 6 and 9 are text with that many digits. */
export function timestamp<
  const P extends TimestampPrecision,
  const O extends ColumnOptions & { readonly as?: "date" } = {},
>(precision: P, options?: O): Column<Out<O, InstantValue<P, O>>, In<O, Date | string>> {
  return makeColumn({ id: "timestamp", precision }, options);
}

/** An instant. Precision 3 is a `Date`; 6 and 9 are text in UTC ending in `Z`. */
export function zonedTimestamp<
  const P extends TimestampPrecision,
  const O extends ColumnOptions & { readonly as?: "date" } = {},
>(precision: P, options?: O): Column<Out<O, InstantValue<P, O>>, In<O, Date | string>> {
  return makeColumn({ id: "zonedTimestamp", precision }, options);
}

/** Canonical lower-case text, `"123e4567-e89b-12d3-a456-426614174000"`. */
export function uuid<const O extends ColumnOptions = {}>(options?: O): Column<Out<O, string>, In<O, string>> {
  return makeColumn({ id: "uuid" }, options);
}

/** JSON text, kept as it was given. */
export function json(): Column<string> & { readonly type: { readonly id: "json" } };
export function json<const O extends ColumnOptions = {}>(options?: O): Column<Out<O, string>, In<O, string>>;
export function json(
  options?: ColumnOptions,
): Column<never, never> & { readonly type: { readonly id: "json" } } {
  const type = { id: "json" } as const;
  return { ...makeColumn(type, options), type };
}
