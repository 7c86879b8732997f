import { type Schema, selectFields, typesEqual } from "@sluice/type-mapping";
import { SluiceError } from "../error.js";
import { typedBatches } from "../flow/query-rows.js";
import { wantedSchema } from "../flow/wanted-schema.js";
import type { Lake } from "../io/lake.js";
import { runQuery } from "../io/query.js";
import type { ReadBatch, ReadOptions } from "../io/read-asset.js";
import { emptySnapshot } from "../log/fold.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { QueryColumn } from "../plugin/catalog.js";
import type { SqlPart } from "../plugin/sql-statement.js";
import { conditionSql, text, whereSql } from "../where/condition-sql.js";
import { type RowFilter, rowFilter } from "../where/row-filter.js";
import { columnNamed, compareColumns } from "./compare-columns.js";

/** The rows of a source as batches. Its columns are compared with the table's before its first row ever is read. */
export async function* readSource(
  lake: Lake,
  source: AssetDescription,
  options: ReadOptions = {},
): AsyncGenerator<ReadBatch> {
  checkOptions(source, options);
  const schema = wantedSchema(emptySnapshot, source, options.columns);
  const filter = rowFilter(options.where ?? {}, schema, source.schema, source.key);
  // Without the caller's signal: one caller's giving up is not the others'.
  const found = await lake.columnsOf(source, () => findColumns(lake, source));
  const statement = { parts: selectSql(source, found, filter) };
  const result = await runQuery(lake, statement, options.signal);
  for await (const batch of typedBatches(result, filter.read, source.key)) {
    const kept = filter.keep(batch);
    if (kept !== undefined) yield { batch: kept, schema, partition: [] };
  }
}

/** The table's columns. `SCHEMA_MISMATCH` if they are not those of the source. */
async function findColumns(lake: Lake, source: AssetDescription): Promise<readonly QueryColumn[]> {
  const parts: SqlPart[] = [text("SELECT * FROM "), { kind: "asset", asset: source }, text(" LIMIT 0")];
  const { columns, rows } = await runQuery(lake, { parts });
  for await (const _ of rows);
  compareColumns(columns, source.schema, source.key, { moreDigits: true });
  return columns;
}

/** Columns and conditions are the engine's to leave out; conditions it may see differently are not. */
function selectSql(
  source: AssetDescription,
  found: readonly QueryColumn[],
  { read, conditions }: RowFilter,
): SqlPart[] {
  const foundAs = (name: string): QueryColumn => found[columnNamed(found, name)] as QueryColumn;
  // Rows without columns are counted by one.
  const asked = read.fields.length > 0 ? read.fields : source.schema.fields.slice(0, 1);
  const columns = asked.flatMap(({ name }, index): SqlPart[] => [
    text(index === 0 ? "" : ", "),
    { kind: "identifier", names: [foundAs(name).name] },
  ]);
  const where = conditions.flatMap((condition) => {
    const [field] = selectFields(source.schema, [condition.column]).fields as [Schema["fields"][number]];
    const { name, logical, comparable = true } = foundAs(field.name);
    const alike = logical !== undefined && (typesEqual(logical, field.type) || isNumber(field));
    const sql = alike && comparable ? conditionSql(condition, field, name) : undefined;
    return sql === undefined ? [] : [sql];
  });
  return [text("SELECT "), ...columns, text(" FROM "), { kind: "asset", asset: source }, ...whereSql(where)];
}

/** Numbers of all widths compare alike. */
function isNumber({ type }: Schema["fields"][number]): boolean {
  return /^(int\d+|decimal)$/.test(type.id);
}

const refused = ["partition", "snapshot", "at", "verify", "onCorrupt", "run"] as const;

function checkOptions({ key }: AssetDescription, options: ReadOptions): void {
  const given = options as Readonly<Record<string, unknown>>;
  const option = refused.find((name) => given[name] !== undefined);
  if (option === undefined) return;
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `${key} is a source, which has neither partitions, snapshots nor files of its own.`,
    details: { option },
    hint: `Leave { ${option} } out; { columns } and { where } choose what is read.`,
  });
}
