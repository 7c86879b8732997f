import type { Column } from "@sluice/type-mapping";
import type { PartitionValue } from "../partition/partition-value.js";
import type { PartitionDimension } from "../plugin/asset-description.js";

/** Options of the rules that divide time. */
export interface CalendarOptions {
  /**
   * IANA name of the zone whose clocks say which hour or day it is; an hour that the clocks repeat is one partition.
   * Default `UTC`. Not for date columns.
   */
  readonly zone?: string;
  /** Where the partitions begin, written like one of them or as its first day. Earlier ones are refused. Default: nowhere. */
  readonly start?: string;
}

export interface WeeklyOptions extends CalendarOptions {
  /** First day of the week. Default `monday`. */
  readonly weekStart?: PartitionDimension["weekStart"];
}

export interface ValueOptions {
  /** All values there are; others are refused, null too unless it is named. Default: any. */
  readonly values?: readonly PartitionValue[];
}

/** How one partition dimension gets its value. Made by `daily`, `value`, `given` and their like. */
export interface PartitionRule<Source extends string = string> extends WeeklyOptions, ValueOptions {
  readonly rule: PartitionDimension["rule"];
  readonly source?: Source;
  readonly column?: Column<any, any>;
}

/** One partition for each value of a column; its own type in SQL. */
export function value<const Source extends string>(
  source: Source,
  options?: ValueOptions,
): PartitionRule<Source> {
  return { ...options, rule: "value", source };
}

/** One partition an hour of a timestamp column, `2024-05-01T13`. */
export function hourly<const Source extends string>(
  source: Source,
  options?: CalendarOptions,
): PartitionRule<Source> {
  return { ...options, rule: "hourly", source };
}

/** One partition a day of a date or timestamp column, `2024-05-01`. */
export function daily<const Source extends string>(
  source: Source,
  options?: CalendarOptions,
): PartitionRule<Source> {
  return { ...options, rule: "daily", source };
}

/** One partition a week of a date or timestamp column, named by its first day: `2024-04-29`. */
export function weekly<const Source extends string>(
  source: Source,
  options?: WeeklyOptions,
): PartitionRule<Source> {
  return { ...options, rule: "weekly", source };
}

/** One partition a month of a date or timestamp column, `2024-05`. */
export function monthly<const Source extends string>(
  source: Source,
  options?: CalendarOptions,
): PartitionRule<Source> {
  return { ...options, rule: "monthly", source };
}

/** One partition a year of a date or timestamp column, `2024`. */
export function yearly<const Source extends string>(
  source: Source,
  options?: CalendarOptions,
): PartitionRule<Source> {
  return { ...options, rule: "yearly", source };
}

/** A partition that the rows do not carry: each store names it, and SQL sees it as a column. */
export function given(column: Column<any, any>): PartitionRule<never> {
  return { rule: "given", column };
}
