import type { LogicalType, TimestampPrecision } from "./logical-type.js";

/** A column of a table: its type and how it behaves. `Out` is what loading gives, `In` what storing takes. */
export interface Column<Out = unknown, In = Out> {
  readonly type: LogicalType;
  readonly nullable: boolean;
  readonly comment?: string;
  /** The JavaScript value wanted instead of the type's own one, where it is exact. */
  readonly as?: "number" | "date";
  /** Type-level only; never present at run time. */
  readonly "~out"?: Out;
  /** Type-level only; never present at run time. */
  readonly "~in"?: In;
}

export interface ColumnOptions {
  /** Default `false`: a null is an error when storing. */
  readonly nullable?: boolean;
  /** Shown by the engines beside the column. */
  readonly comment?: string;
}

type Out<Options, Value> = Options extends { nullable: true } ? Value | null : Value;
type In<Options, Value> = Options extends { nullable: true } ? Value | null | undefined : Value;
type Made<Options, OutValue, InValue = OutValue> = Column<Out<Options, OutValue>, In<Options, InValue>>;

type Int64Value<Options> = Options extends { as: "number" } ? number : bigint;
type InstantValue<Precision, Options> = Precision extends 3
  ? Date
  : Options extends { as: "date" }
    ? Date
    : string;

function column(
  type: LogicalType,
  options: (ColumnOptions & { as?: Column["as"] }) | undefined,
): Column<never, never> {
  return {
    type,
    nullable: options?.nullable ?? false,
    ...(options?.comment === undefined ? {} : { comment: options.comment }),
    ...(options?.as === undefined ? {} : { as: options.as }),
  };
}

export function boolean<const O extends ColumnOptions = {}>(options?: O): Made<O, boolean> {
  return column({ id: "boolean" }, options);
}

/** −128 to 127. */
export function int8<const O extends ColumnOptions = {}>(options?: O): Made<O, number> {
  return column({ id: "int8" }, options);
}

/** −32,768 to 32,767. */
export function int16<const O extends ColumnOptions = {}>(options?: O): Made<O, number> {
  return column({ id: "int16" }, options);
}

/** −2,147,483,648 to 2,147,483,647. */
export function int32<const O extends ColumnOptions = {}>(options?: O): Made<O, number> {
  return column({ id: "int32" }, options);
}

/** 64-bit integers: loads as `bigint`; with `as: "number"` as a number, and an error beyond ±2^53. */
export function int64<const O extends ColumnOptions & { readonly as?: "number" } = {}>(
  options?: O,
): Made<O, Int64Value<O>, number | bigint> {
  return column({ id: "int64" }, options);
}

/** IEEE 754 single precision. A number that is not exactly one is refused. */
export function float32<const O extends ColumnOptions = {}>(options?: O): Made<O, number> {
  return column({ id: "float32" }, options);
}

/** IEEE 754 double precision, the JavaScript number. */
export function float64<const O extends ColumnOptions = {}>(options?: O): Made<O, number> {
  return column({ id: "float64" }, options);
}

/** Exact decimal text with `scale` fraction digits; `precision` digits in all, 1 to 38. */
export function decimal<const O extends ColumnOptions = {}>(
  precision: number,
  scale: number,
  options?: O,
): Made<O, string> {
  return column({ id: "decimal", precision, scale }, options);
}

/** Unicode text. Lone surrogates are refused. */
export function string<const O extends ColumnOptions = {}>(options?: O): Made<O, string> {
  return column({ id: "string" }, options);
}

export function binary<const O extends ColumnOptions = {}>(options?: O): Made<O, Uint8Array> {
  return column({ id: "binary" }, options);
}

/** Calendar day as `"YYYY-MM-DD"`, years 0001 to 9999. A `Date` at 00:00 UTC is taken too. */
export function date<const O extends ColumnOptions = {}>(options?: O): Made<O, string, string | Date> {
  return column({ id: "date" }, options);
}

/** Time of day as `"HH:MM:SS.ffffff"`. */
export function time<const O extends ColumnOptions = {}>(options?: O): Made<O, string> {
  return column({ id: "time" }, options);
}

/** Wall clock without a zone. Precision 3 is a `Date` read as UTC; 6 and 9 are text with that many digits. */
export function timestamp<
  const P extends TimestampPrecision,
  const O extends ColumnOptions & { readonly as?: "date" } = {},
>(precision: P, options?: O): Made<O, InstantValue<P, O>, Date | string> {
  return column({ id: "timestamp", precision }, options);
}

/** An instant. Precision 3 is a `Date`; 6 and 9 are text in UTC ending in `Z`. */
export function zonedTimestamp<
  const P extends TimestampPrecision,
  const O extends ColumnOptions & { readonly as?: "date" } = {},
>(precision: P, options?: O): Made<O, InstantValue<P, O>, Date | string> {
  return column({ id: "zonedTimestamp", precision }, options);
}

/** Canonical lower-case text, `"123e4567-e89b-12d3-a456-426614174000"`. */
export function uuid<const O extends ColumnOptions = {}>(options?: O): Made<O, string> {
  return column({ id: "uuid" }, options);
}

/** JSON text, kept as it was given. */
export function json<const O extends ColumnOptions = {}>(options?: O): Made<O, string> {
  return column({ id: "json" }, options);
}
