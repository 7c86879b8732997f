import {
  type AssetDescription,
  conditionSql,
  partitionColumn,
  type ReadRequest,
  type RowCondition,
  renderSql,
  type SqlPart,
} from "@sluice/sdk/plugin";
import { type Field, type LogicalType, mapType, trinoTypes } from "@sluice/type-mapping";
import { trinoDialect } from "../dialect.js";
import { type HiveNames, qualified } from "./names.js";
import { snapshotCondition } from "./view.js";

const { identifier, literal } = trinoDialect;

/** The statement that reads a snapshot. */
export function selectSnapshot(
  asset: AssetDescription,
  { snapshot, schema, partitions, where }: ReadRequest,
  names: HiveNames,
): string {
  const conditions = [
    snapshotCondition(asset, snapshot, names),
    ...partitions.flatMap((values, index) => {
      const dimension = snapshot.dimensions[index];
      if (values === undefined || dimension === undefined) return [];
      return [oneOf(partitionColumn(dimension), dimension.type, values)];
    }),
    ...where.flatMap((condition) => storedCondition(condition, schema.fields)),
  ];
  return [
    "SELECT",
    schema.fields.map(({ name }) => `  ${identifier(name)}`).join(",\n"),
    `FROM ${qualified(names, names.data)}`,
    `WHERE ${conditions.join("\n  AND ")}`,
  ].join("\n");
}

function oneOf(name: string, type: LogicalType, values: readonly (string | null)[]): string {
  const column = identifier(name);
  const typed = (text: string): string =>
    type.id === "string" ? literal(text) : `CAST(${literal(text)} AS ${mapType(trinoTypes, type)})`;
  const texts = values.filter((value) => value !== null).map(typed);
  const tests = [
    ...(texts.length === 0 ? [] : [`${column} IN (${texts.join(", ")})`]),
    ...(texts.length === values.length ? [] : [`${column} IS NULL`]),
  ];
  return tests.length === 1 ? (tests[0] as string) : `(${tests.join(" OR ")})`;
}

/** The condition on what is stored: whole numbers for times and instants, texts for uuid and json. */
function storedCondition(condition: RowCondition, fields: readonly Field[]): string[] {
  const field = fields.find(({ name }) => name === condition.column);
  if (field === undefined) return [];
  const { type } = field;
  const parts: SqlPart[] | undefined = isInteger(type)
    ? conditionSql(scaled(condition, type), { ...field, type: { id: "int64" } })
    : conditionSql(condition, type.id === "uuid" || type.id === "json" ? textField(field) : field);
  return parts === undefined ? [] : [renderSql({ parts }, trinoDialect, () => "")];
}

function isInteger({ id, ...type }: LogicalType): boolean {
  return (
    id === "time" ||
    id === "zonedTimestamp" ||
    (id === "timestamp" && "precision" in type && type.precision !== 3)
  );
}

function textField(field: Field): Field {
  return { ...field, type: { id: "string" } };
}

/** Files hold microseconds where the type has milliseconds. */
function scaled(condition: RowCondition, type: LogicalType): RowCondition {
  if (condition.comparison === "isNull" || type.id !== "zonedTimestamp" || type.precision !== 3)
    return condition;
  const micros = (value: unknown): bigint => BigInt(value as bigint) * 1000n;
  return condition.comparison === "in"
    ? { ...condition, values: condition.values.map(micros) }
    : { ...condition, value: micros(condition.value) };
}
