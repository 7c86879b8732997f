import { type AssetDescription, conditionSql, type ReadRequest, renderSql } from "@sluice/sdk/plugin";
import { trinoDialect } from "../dialect.js";
import type { IcebergNames } from "./names.js";
import { boundsOf, textOfRow } from "./partitioning.js";
import { relationAt } from "./version-statements.js";

const { identifier, literal } = trinoDialect;

/** The statement that reads rows of an Iceberg snapshot. */
export function selectRows(
  asset: AssetDescription,
  { schema, partitions, where }: Pick<ReadRequest, "schema" | "partitions" | "where">,
  names: IcebergNames,
  version: string,
): string {
  const conditions = [
    ...asset.partitions.flatMap((dimension, index) => {
      const values = partitions[index];
      if (values === undefined) return [];
      return [...boundsOf(asset, dimension, values, "t"), oneOf(textOfRow(asset, dimension, "t"), values)];
    }),
    ...where.flatMap((condition) => {
      const field = schema.fields.find(({ name }) => name === condition.column);
      const parts = field && conditionSql(condition, field);
      return parts === undefined ? [] : [renderSql({ parts }, trinoDialect, () => "")];
    }),
  ];
  return [
    "SELECT",
    schema.fields.map(({ name }) => `  t.${identifier(name)}`).join(",\n"),
    `FROM ${relationAt(names, version)} t`,
    ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join("\n  AND ")}`]),
  ].join("\n");
}

/** The partitions of an Iceberg snapshot, each as the texts of its values. */
export function selectPartitions(asset: AssetDescription, names: IcebergNames, version: string): string {
  const texts = asset.partitions.map((dimension) => `  ${textOfRow(asset, dimension, "t")}`);
  return `SELECT DISTINCT\n${texts.join(",\n")}\nFROM ${relationAt(names, version)} t`;
}

function oneOf(text: string, values: readonly (string | null)[]): string {
  const some = values.filter((value) => value !== null).map((value) => literal(value));
  const tests = [
    ...(some.length === 0 ? [] : [`${text} IN (${some.join(", ")})`]),
    ...(some.length === values.length ? [] : [`${text} IS NULL`]),
  ];
  return tests.length === 1 ? (tests[0] as string) : `(${tests.join(" OR ")})`;
}
