import type { PartitionDimension } from "@sluice/sdk/plugin";
import type { LogicalType } from "@sluice/type-mapping";

/**
 * SQL that is true of the instants of a partition by hour, day, month or year in UTC, such as `2024-05`. `undefined` for
 * the end of time, which has no next moment to end before.
 */
export function calendarRange(
  column: string,
  rule: PartitionDimension["rule"],
  text: string,
  type: LogicalType,
): string | undefined {
  const start = new Date(`${text}${"0001-01-01T00".slice(text.length)}:00Z`);
  const end = new Date(start);
  if (rule === "hourly") end.setUTCHours(start.getUTCHours() + 1);
  else if (rule === "daily") end.setUTCDate(start.getUTCDate() + 1);
  else if (rule === "monthly") end.setUTCMonth(start.getUTCMonth() + 1);
  else end.setUTCFullYear(start.getUTCFullYear() + 1);
  if (Number.isNaN(end.getTime()) || end.getUTCFullYear() > 9999) return undefined;
  return `(${column} >= ${literalOf(start, type)} AND ${column} < ${literalOf(end, type)})`;
}

function literalOf(moment: Date, { id }: LogicalType): string {
  const day = moment.toISOString().slice(0, 10);
  if (id === "date") return `DATE '${day}'`;
  const zone = id === "zonedTimestamp" ? " UTC" : "";
  return `TIMESTAMP '${day} ${moment.toISOString().slice(11, 13)}:00:00.000000${zone}'`;
}
