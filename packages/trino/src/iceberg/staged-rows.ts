import type { AssetDescription } from "@sluice/sdk/plugin";
import { mapType, trinoTypes } from "@sluice/type-mapping";
import { trinoDialect } from "../dialect.js";
import { addedDimensions, ownStagedColumns, stagedColumns, type TableColumn } from "./columns.js";
import type { Stage } from "./stage.js";

const { identifier, literal } = trinoDialect;

/** SELECT of the rows of a stage, in the columns of the Iceberg table. */
export function stagedRows(asset: AssetDescription, stage: Stage, columns: readonly TableColumn[]): string {
  const { kind, relation } = stage;
  const read = kind === "iceberg" ? ownStagedColumns(asset) : stagedColumns(asset);
  const staged = new Map(read.map(({ name, value }) => [name, value]));
  const added = new Map(addedDimensions(asset).map((dimension) => [dimension.name, dimension]));
  const values = columns.map(({ name, type }) => {
    const column = identifier(name);
    const dimension = added.get(name);
    if (relation === undefined) return `  CAST(NULL AS ${type}) AS ${column}`;
    const value = dimension === undefined ? (staged.get(name) as string) : partitionValue(asset, name, stage);
    const typed =
      dimension === undefined ? value : `CAST(${value} AS ${mapType(trinoTypes, dimension.type)})`;
    return typed === column ? `  ${column}` : `  ${typed} AS ${column}`;
  });
  const rows = `SELECT\n${values.join(",\n")}`;
  return relation === undefined ? `${rows}\nWHERE FALSE` : `${rows}\nFROM ${relation}`;
}

/** What the files do not say is known of their folder. */
function partitionValue(asset: AssetDescription, name: string, { folders, folderNumber }: Stage): string {
  const index = asset.partitions.findIndex((dimension) => dimension.name === name);
  const values = folders.map(({ partition }) => literal(partition[index] ?? null));
  if (new Set(values).size === 1) return values[0] as string;
  return `element_at(ARRAY[${values.join(", ")}], ${folderNumber})`;
}
