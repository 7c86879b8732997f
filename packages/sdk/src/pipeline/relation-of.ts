import { isTable } from "../asset/family.js";
import { invalid } from "../asset/invalid.js";
import { PartitionFilter } from "../partition/partition-filter.js";
import { partitionText } from "../partition/partition-value.js";
import { partitionColumn } from "../partition/path.js";
import { isRange } from "../partition/selection-shape.js";
import type { AssetDescription, PartitionDimension } from "../plugin/asset-description.js";
import type { SqlPart, SqlStatement } from "../plugin/sql-statement.js";
import { statementOf } from "../sql.js";
import { text, whereSql } from "../where/condition-sql.js";
import type { TaskInput } from "./task.js";

/** The wanted partitions of an input as they stand in a FROM. `PARTITION_NOT_FOUND` as from loading them. */
export async function relationOf(input: TaskInput, signal: AbortSignal): Promise<SqlStatement> {
  const { asset, selection } = input;
  const { description } = asset;
  if (!isTable(description) || description.scope === "run") {
    throw invalid(
      asset.key,
      `${asset.key} is no table in SQL.`,
      "Compute from it with defineAsset({ compute }).",
    );
  }
  const table: SqlPart = { kind: "asset", asset: description };
  if (selection.partition === undefined) return statementOf([table]);
  if (selection.missing === "error") await checkThere(input, signal);
  const wanted = selection.partition;
  const conditions = description.partitions.flatMap((dimension) => {
    const own = wanted[dimension.name];
    return own === undefined ? [] : [conditionOf(description, dimension, own)];
  });
  return statementOf([text("(SELECT * FROM "), table, ...whereSql(conditions), text(")")]);
}

async function checkThere({ asset, io, selection }: TaskInput, signal: AbortSignal): Promise<void> {
  const { partitions } = asset.description;
  const existing = (await io.partitions(asset, { signal })).map(({ partition }) =>
    partitions.map(({ name }) => (partition as Readonly<Record<string, string | null>>)[name] ?? null),
  );
  const filter = new PartitionFilter(asset.description, selection.partition);
  filter.check(
    existing.filter((each) => filter.matches(each)),
    () => existing,
  );
}

function conditionOf(asset: AssetDescription, dimension: PartitionDimension, wanted: unknown): SqlPart[] {
  const column: SqlPart = { kind: "identifier", names: [partitionColumn(dimension)] };
  const typed = (value: unknown): SqlPart[] => typedText(dimension, partitionText(asset, dimension, value));
  if (isRange(wanted)) {
    const ends = [
      ...(wanted.from === undefined ? [] : [[column, text(" >= "), ...typed(wanted.from)]]),
      ...(wanted.to === undefined ? [] : [[column, text(" <= "), ...typed(wanted.to)]]),
    ];
    if (ends.length === 0) return [column, text(" IS NOT NULL")];
    return ends.flatMap((end, index) => [text(index === 0 ? "" : " AND "), ...end]);
  }
  const values = Array.isArray(wanted) ? wanted : [wanted];
  const some = values.filter((value) => value !== null);
  const list = some.flatMap((value, index) => [text(index === 0 ? "" : ", "), ...typed(value)]);
  const isOne = some.length === 0 ? [text("1 = 0")] : [column, text(" IN ("), ...list, text(")")];
  if (some.length === values.length) return isOne;
  return [text("("), ...isOne, text(" OR "), column, text(" IS NULL)")];
}

/** The text of a partition as a value of its column. */
function typedText({ type }: PartitionDimension, value: string | null): SqlPart[] {
  switch (type.id) {
    case "boolean":
      return [{ kind: "typed", type, value: value === "true" }];
    case "int8":
    case "int16":
    case "int32":
    case "int64":
      return [{ kind: "typed", type, value: BigInt(value ?? 0) }];
    default:
      return [{ kind: "typed", type, value }];
  }
}
