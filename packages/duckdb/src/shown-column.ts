import { duckdbTypes, type LogicalType, mapType, targetType } from "@sluice/type-mapping";
import { duckdbDialect } from "./dialect.js";

const { identifier, literal } = duckdbDialect;

/** A column of the files in the exact type that users of the view see. */
export function shownColumn(column: Shown): string {
  return readExactly.has(column.type.id) && !isRefused(column.type)
    ? identifier(column.name)
    : castColumn(column);
}

/** The same for a column that is narrower in the files, or has fewer or more fields inside. */
export function castColumn({ name, type }: Shown): string {
  const column = identifier(name);
  if (isRefused(type)) return `${whereNull(column, name, type)} AS ${column}`;
  return `CAST(${column} AS ${mapType(duckdbTypes, type)}) AS ${column}`;
}

interface Shown {
  readonly name: string;
  readonly type: LogicalType;
}

/** Types that DuckDB reads from a file as they are; of nested ones it knows uuid and json as text only. */
const readExactly: ReadonlySet<string> = new Set(
  Object.keys(duckdbTypes).filter((id) => !["uuid", "json", "list", "map", "struct"].includes(id)),
);

/** Lakes may hold such columns that another catalog wrote: an error shows none of them rounded. */
function isRefused(type: LogicalType): boolean {
  return targetType("duckdb", { type, nullable: true }).refusals !== undefined;
}

function whereNull(column: string, name: string, type: LogicalType): string {
  const message = `Column ${JSON.stringify(name)} has zoned timestamps of nanoseconds, which DuckDB would round to microseconds. Load the column, or define it with zonedTimestamp(6) or timestamp(9).`;
  return `CAST(CASE WHEN ${column} IS NOT NULL THEN error(${literal(message)}) END AS ${mapType(duckdbTypes, type)})`;
}
