import {
  type AssetDescription,
  type PartitionDimension,
  type PartitionValues,
  partitionColumn,
} from "@sluice/sdk/plugin";
import { type Field, mapType, trinoTypes } from "@sluice/type-mapping";
import { trinoDialect } from "../dialect.js";
import { calendarRange } from "./calendar-range.js";

const { identifier, literal } = trinoDialect;

/** More values than that would make the statement longer than the pruning makes it fast. */
const mostBounds = 200;

/** The calendar rules that Iceberg has a transform of, and how many characters of an ISO text they keep. */
const transforms = {
  hourly: { name: "hour", characters: 13 },
  daily: { name: "day", characters: 10 },
  monthly: { name: "month", characters: 7 },
  yearly: { name: "year", characters: 4 },
} as const;

/** The transform of a dimension that is no column. `undefined` for the others: values, given ones, weeks, zones. */
export function hiddenTransform(dimension: PartitionDimension): string | undefined {
  const transform = transformOf(dimension);
  return transform === undefined ? undefined : `${transform.name}(${quoted(dimension.source as string)})`;
}

/** What `partitioning` of the table says by default. */
export function partitioningOf({ partitions }: AssetDescription): string[] {
  return partitions.map((dimension) => hiddenTransform(dimension) ?? quoted(partitionColumn(dimension)));
}

/**
 * SQL for the partition of a row of `table`: the same text that `partitionKey` gives for the partition's values. No two
 * partitions share one.
 */
export function partitionKeyOfRow(asset: AssetDescription, table: string): string {
  const parts = asset.partitions.map((dimension) => {
    const text = `coalesce('v' || ${textOfRow(asset, dimension, table)}, 'n')`;
    return asset.partitions.length === 1 ? text : `CAST(length(${text}) AS varchar) || ':' || ${text}`;
  });
  return parts.join(" || ");
}

/** The key of a partition. */
export function partitionKey(values: PartitionValues): string {
  const parts = values.map((value) => (value === null ? "n" : `v${value}`));
  if (parts.length === 1) return parts[0] as string;
  return parts.map((part) => `${[...part].length}:${part}`).join("");
}

/** SQL that is true of every row of those partitions and of few others, one line a dimension: it prunes files. */
export function partitionBounds(
  asset: AssetDescription,
  partitions: readonly PartitionValues[],
  table: string,
): string {
  const bounds = asset.partitions.flatMap((dimension, index) => {
    const values = new Set(partitions.map((each) => each[index] as string | null));
    return boundsOf(asset, dimension, [...values], table);
  });
  return ["", ...bounds].join("\n  AND ");
}

/** The same for some values of one dimension; nothing where they cannot be told so, or are too many. */
export function boundsOf(
  asset: AssetDescription,
  dimension: PartitionDimension,
  values: readonly (string | null)[],
  table: string,
): string[] {
  if (values.length > mostBounds) return [];
  const isHidden = transformOf(dimension) !== undefined;
  const name = isHidden ? (dimension.source as string) : partitionColumn(dimension);
  const column = `${table}.${identifier(name)}`;
  const texts = values.filter((value) => value !== null);
  const none = texts.length < values.length ? [`${column} IS NULL`] : [];
  if (!isHidden) {
    const type = mapType(trinoTypes, dimension.type);
    const list = texts.map((text) =>
      type === "varchar" ? literal(text) : `CAST(${literal(text)} AS ${type})`,
    );
    const some = list.length === 0 ? [] : [`${column} IN (${list.join(", ")})`];
    // Trino 483 fails over a list of texts where a partition is null, unless null is asked for first.
    const first = list.length > 1 ? [`${column} IS NULL`] : none;
    return [`(${[...first, ...some].join(" OR ")})`];
  }
  const source = asset.schema.fields.find((field) => field.name === name) as Field;
  const ranges = texts.map((text) => calendarRange(column, dimension.rule, text, source.type));
  return ranges.includes(undefined) ? [] : [`(${[...ranges, ...none].join(" OR ")})`];
}

function transformOf(dimension: PartitionDimension) {
  const { rule, zone } = dimension;
  return zone === undefined && rule in transforms ? transforms[rule as keyof typeof transforms] : undefined;
}

/** SQL for the value of a dimension that a row has, as a text. Null for null. */
export function textOfRow(asset: AssetDescription, dimension: PartitionDimension, table: string): string {
  const transform = transformOf(dimension);
  if (transform === undefined) return `CAST(${table}.${identifier(partitionColumn(dimension))} AS varchar)`;
  const field = asset.schema.fields.find(({ name }) => name === dimension.source);
  const column = `${table}.${identifier(dimension.source as string)}`;
  const wall =
    field?.type.id === "zonedTimestamp" ? `CAST(${column} AT TIME ZONE 'UTC' AS timestamp(6))` : column;
  const text = `substr(CAST(${wall} AS varchar), 1, ${transform.characters})`;
  return dimension.rule === "hourly" ? `replace(${text}, ' ', 'T')` : text;
}

/** Partitioning is text inside of text: a name that is not plain is quoted once more. */
function quoted(name: string): string {
  const folded = name.toLowerCase();
  return /^[a-z_][a-z0-9_]*$/.test(folded) ? folded : `"${folded.replaceAll('"', '""')}"`;
}

/** The column of `day(placed)`, `bucket("a b", 4)`, `region` or `region DESC`, in lower case. */
export function sourceOf(transform: string): string {
  const [, inside = transform] = /^\s*\w+\s*\((.*)\)\s*$/s.exec(transform) ?? [];
  const [, quoted, plain = ""] = /^\s*(?:"((?:[^"]|"")*)"|([^,"\s]+))/.exec(inside) ?? [];
  return (quoted?.replaceAll('""', '"') ?? plain).toLowerCase();
}
