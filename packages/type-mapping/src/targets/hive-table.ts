import type { TimestampPrecision } from "../logical-type.js";
import type { TypeMapping } from "../mapping.js";
import { angleScalars } from "./angle-scalars.js";
import { angleTypes } from "./angle-types.js";
import { hiveFieldFault } from "./names.js";
import { held, type MappingOptions, refused, type TargetType } from "./target-type.js";

/**
 * The type of a plain Hive table that is read without a view, as Hive names it. DDL is printed from the type it is kept as:
 * `mapType(trinoTypes, kept)`. Files keep the column's own type, but for an instant asked for as a wall clock, which is
 * one there too: Trino would shift it into its own zone.
 */
export const hiveTableTypes = {
  ...angleScalars,
  int8: (type) => held("tinyint", type),
  int16: (type) => held("smallint", type),
  int32: (type) => held("int", type),
  int64: (type) => held("bigint", type),
  time: (_type, { timeAs }) =>
    timeAs === "micros"
      ? held("bigint", { id: "int64" }, "microseconds since midnight")
      : refused(
          'a plain Hive table has no time of day; publish a view, or use timeAs: "micros" to keep a bigint of microseconds',
        ),
  timestamp: ({ precision }, options) => wallClock(precision, options),
  zonedTimestamp: ({ precision }, options) =>
    options.zonedAs === "utc"
      ? wallClock(precision, options, "a wall clock in UTC")
      : refused(
          'a plain Hive table has no zones; publish a view, or use zonedAs: "utc" to keep a wall clock in UTC',
        ),
  uuid: () => held("string", { id: "string" }, "Hive has no UUID: kept as string"),
  json: () => held("string", { id: "string" }, "Hive has no JSON: kept as string"),
  ...angleTypes(
    {
      list: "array",
      gap: "",
      name: (name) => name.toLowerCase(),
      keptName: (name) => name.toLowerCase(),
      fault: hiveFieldFault,
      note: (name) => (name === name.toLowerCase() ? undefined : "Hive keeps the field's name in lower case"),
    },
    (): TypeMapping<TargetType, MappingOptions> => hiveTableTypes,
  ),
} satisfies TypeMapping<TargetType, MappingOptions>;

const settings: Record<TimestampPrecision, string> = {
  3: "MILLISECONDS",
  6: "MICROSECONDS",
  9: "NANOSECONDS",
};

/** Trino gives every timestamp of a Hive catalog one precision, and rounds what is finer. */
function wallClock(
  precision: TimestampPrecision,
  { timestampPrecision = 3 }: MappingOptions,
  note?: string,
): TargetType {
  if (precision > timestampPrecision) {
    return refused(
      `timestamps of this catalog have ${timestampPrecision} digits; publish a view, or set hive.timestamp-precision=${settings[precision]} there and say timestampPrecision: ${precision}`,
    );
  }
  const wider =
    precision < timestampPrecision ? [`${timestampPrecision} digits, as every timestamp of the catalog`] : [];
  const notes = note === undefined ? wider : [note, ...wider];
  const kept = { id: "timestamp", precision: timestampPrecision } as const;
  return held("timestamp", kept, notes.length === 0 ? undefined : notes.join("; "));
}
