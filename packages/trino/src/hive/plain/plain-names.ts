import { SluiceError } from "@sluice/sdk";
import type { AssetDescription } from "@sluice/sdk/plugin";
import {
  describeMapping,
  type LogicalType,
  type MappedColumn,
  mapType,
  type TimestampPrecision,
  targetType,
  trinoTypes,
} from "@sluice/type-mapping";
import type { TrinoOptions } from "../../options.js";
import { type HiveNames, relationNames } from "../names.js";

/**
 * The names of an asset that is published as a plain table, on a server that gives timestamps so many digits.
 * `ASSET_INVALID` where a column has a type or a name that such a table cannot hold.
 */
export function plainNames(
  asset: AssetDescription,
  options: TrinoOptions,
  timestampPrecision: TimestampPrecision,
): HiveNames {
  const refused = plainColumns(asset, timestampPrecision).find((column) => column.refusal !== undefined);
  if (refused !== undefined) {
    throw new SluiceError("ASSET_INVALID", {
      message: `Column "${refused.column}" of ${asset.key} cannot be in a plain Hive table: ${refused.refusal}.`,
      details: { asset: asset.key },
      hint: 'Nothing was written. trino({ publish: "view" }) shows every type exactly.',
    });
  }
  const stored = (type: LogicalType): string => {
    const answer = targetType("hive-table", { type, nullable: true }, { timestampPrecision });
    return mapType(trinoTypes, answer.refusals === undefined ? answer.kept : type);
  };
  const relation = relationNames(asset, options);
  return { ...relation, data: relation.view, stored };
}

/** What each column is in a plain table. */
export function plainColumns(
  asset: AssetDescription,
  timestampPrecision: TimestampPrecision,
): MappedColumn[] {
  const names = new Set(asset.schema.fields.map(({ name }) => name));
  const folders = asset.partitions.filter(({ name }) => !names.has(name));
  const fields = [
    ...asset.schema.fields,
    ...folders.map(({ name, type }) => ({ name, type, nullable: true })),
  ];
  return describeMapping({ fields }, "hive-table", { timestampPrecision });
}
