import { type AssetDescription, type PartitionDimension, partitionColumn } from "@sluice/sdk/plugin";
import {
  type Field,
  hiveColumn,
  type LogicalType,
  mapType,
  targetType,
  trinoTypes,
} from "@sluice/type-mapping";
import { trinoDialect } from "../dialect.js";
import { hiddenTransform } from "./partitioning.js";

/** A column of the Iceberg table. */
export interface TableColumn {
  readonly name: string;
  /** Its type as Trino writes it. */
  readonly type: string;
  readonly required: boolean;
  readonly comment?: string;
}

/** A column of the files, as the stage table reads it. */
export interface StagedColumn {
  readonly name: string;
  /** Its type in the stage table. */
  readonly stored: string;
  /** SQL that makes of it what the Iceberg table holds. */
  readonly value: string;
}

/** Every column of the table: those of the asset, then partitions that are neither a column nor a transform. */
export function tableColumns(asset: AssetDescription): TableColumn[] {
  const columns = asset.schema.fields.map((field) => ({
    name: field.name,
    type: mapType(trinoTypes, keptType(field)),
    required: !field.nullable,
    ...(field.comment === undefined ? {} : { comment: field.comment }),
  }));
  const added = addedDimensions(asset).map((dimension) => ({
    name: dimension.name,
    type: mapType(trinoTypes, dimension.type),
    required: false,
    comment: dimension.rule === "given" ? "partition" : `${dimension.rule} of ${dimension.source}`,
  }));
  return [...columns, ...added];
}

/** The columns of the files, as an Iceberg table reads them. */
export function ownStagedColumns(asset: AssetDescription): StagedColumn[] {
  return asset.schema.fields.map((field) => {
    const kept = keptType(field);
    const [type, stored] = [kept, fileType(kept)].map((each) => mapType(trinoTypes, each)) as [
      string,
      string,
    ];
    const column = trinoDialect.identifier(field.name);
    return { name: field.name, stored, value: type === stored ? column : `CAST(${column} AS ${type})` };
  });
}

/** The columns of the files, as a Hive table reads them. Iceberg's wider types are read at once: the files hold them alike. */
export function stagedColumns(asset: AssetDescription): StagedColumn[] {
  return asset.schema.fields.map((field) => {
    const { stored, shown } = hiveColumn(keptType(field));
    return { name: field.name, stored, value: shown(trinoDialect.identifier(field.name)) };
  });
}

/** Partitions that the table has a column for which the files lack. */
export function addedDimensions(asset: AssetDescription): PartitionDimension[] {
  const inFiles = new Set(asset.schema.fields.map(({ name }) => name));
  return asset.partitions.filter(
    (dimension) => hiddenTransform(dimension) === undefined && !inFiles.has(partitionColumn(dimension)),
  );
}

/** The type in our files of what Iceberg keeps: UUIDs are text there. */
export function fileType(type: LogicalType): LogicalType {
  switch (type.id) {
    case "uuid":
      return { id: "string" };
    case "list":
      return { ...type, element: { ...type.element, type: fileType(type.element.type) } };
    case "map":
      return {
        ...type,
        key: { ...type.key, type: fileType(type.key.type) },
        value: { ...type.value, type: fileType(type.value.type) },
      };
    case "struct":
      return { ...type, fields: type.fields.map((field) => ({ ...field, type: fileType(field.type) })) };
    default:
      return type;
  }
}

/** The type of a column in the Iceberg table. */
export function keptType(field: Field): LogicalType {
  const answer = targetType("iceberg", field);
  return answer.refusals === undefined ? answer.kept : field.type;
}

/** The name, or one after it that no column has. */
export function freeName(wanted: string, columns: readonly { readonly name: string }[]): string {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  let name = wanted;
  while (taken.has(name)) name += "_";
  return name;
}
