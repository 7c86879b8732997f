import type { Column } from "@sluice/type-mapping";
import type { PartitionDimension } from "../plugin/asset-description.js";

/** How one partition dimension gets its value. Made by `daily`, `value`, `given` and their like. */
export interface PartitionRule<Source extends string = string> {
  readonly rule: PartitionDimension["rule"];
  readonly source?: Source;
  readonly column?: Column<any, any>;
}

/** One partition for each value of a column; its own type in SQL. */
export function value<const Source extends string>(source: Source): PartitionRule<Source> {
  return { rule: "value", source };
}

/** One partition an hour of a timestamp column, `2024-05-01T13`, in UTC. */
export function hourly<const Source extends string>(source: Source): PartitionRule<Source> {
  return { rule: "hourly", source };
}

/** One partition a day of a date or timestamp column, `2024-05-01`, in UTC. */
export function daily<const Source extends string>(source: Source): PartitionRule<Source> {
  return { rule: "daily", source };
}

/** One partition a month of a date or timestamp column, `2024-05`, in UTC. */
export function monthly<const Source extends string>(source: Source): PartitionRule<Source> {
  return { rule: "monthly", source };
}

/** One partition a year of a date or timestamp column, `2024`, in UTC. */
export function yearly<const Source extends string>(source: Source): PartitionRule<Source> {
  return { rule: "yearly", source };
}

/** A partition that the rows do not carry: each store names it, and SQL sees it as a column. */
export function given(column: Column<any, any>): PartitionRule<never> {
  return { rule: "given", column };
}
