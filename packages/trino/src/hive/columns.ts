import { type AssetDescription, partitionColumn } from "@sluice/sdk/plugin";
import type { LogicalType } from "@sluice/type-mapping";
import type { HiveNames } from "./names.js";

/** A column of the data table. */
export interface DataColumn {
  /** As the asset spells it; Hive keeps it in lower case. */
  readonly name: string;
  readonly stored: string;
  readonly comment?: string;
}

/** The columns that are in the files and not in the folders' names. */
export function fileColumns(asset: AssetDescription, { stored }: HiveNames): DataColumn[] {
  const inFolders = new Set(asset.partitions.map(partitionColumn));
  return asset.schema.fields
    .filter((field) => !inFolders.has(field.name))
    .map(({ name, type, comment }) => ({ name, stored: stored(type), comment }));
}

/** The partition columns, the snapshot column, if there is one, last. */
export function folderColumns(asset: AssetDescription, { snapshotColumn, stored }: HiveNames): DataColumn[] {
  const folders = asset.partitions.map((dimension): DataColumn => {
    const name = partitionColumn(dimension);
    const source = asset.schema.fields.find((field) => field.name === name);
    const derived = dimension.rule === "given" ? undefined : `${dimension.rule} of ${dimension.source}`;
    const comment = source === undefined ? derived : source.comment;
    return { name, stored: stored(dimension.type), comment };
  });
  if (snapshotColumn === undefined) return folders;
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
