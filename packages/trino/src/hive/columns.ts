import { type AssetDescription, partitionColumn } from "@sluice/sdk/plugin";
import { hiveColumn, type LogicalType } from "@sluice/type-mapping";

/** A column of the data table. */
export interface DataColumn {
  /** As the asset spells it; Hive keeps it in lower case. */
  readonly name: string;
  readonly stored: string;
  readonly comment?: string;
}

/** The columns that are in the files and not in the folders' names. */
export function fileColumns(asset: AssetDescription): DataColumn[] {
  const inFolders = new Set(asset.partitions.map(partitionColumn));
  return asset.schema.fields
    .filter((field) => !inFolders.has(field.name))
    .map(({ name, type, comment }) => ({ name, stored: hiveColumn(type).stored, comment }));
}

/** The partition columns, the snapshot column last. */
export function folderColumns(asset: AssetDescription, snapshotColumn: string): DataColumn[] {
  const folders = asset.partitions.map((dimension): DataColumn => {
    const name = partitionColumn(dimension);
    const source = asset.schema.fields.find((field) => field.name === name);
    const derived = dimension.rule === "given" ? undefined : `${dimension.rule} of ${dimension.source}`;
    const comment = source === undefined ? derived : source.comment;
    return { name, stored: hiveColumn(dimension.type).stored, comment };
  });
  return [
    ...folders,
    { name: snapshotColumn, stored: "bigint", comment: "number of the commit, times 1,000,000" },
  ];
}

/** What the view shows, in the order of the asset: a name and the type it has. */
export function shownColumns(
  asset: AssetDescription,
): { readonly name: string; readonly type: LogicalType }[] {
  const derived = asset.partitions.filter((dimension) => dimension.rule !== "value");
  return [...asset.schema.fields, ...derived].map(({ name, type }) => ({ name, type }));
}
