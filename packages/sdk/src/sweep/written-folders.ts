import { layout, writeIn } from "../log/layout.js";
import { escapeSegment, partitionColumn } from "../partition/path.js";
import type { PartitionDimension } from "../plugin/asset-description.js";
import type { ObjectInfo, ObjectStore } from "../plugin/object-store.js";

/** A folder of a write as the store has it. */
export interface WrittenFolder {
  readonly folder: string;
  readonly write: string;
  readonly files: readonly ObjectInfo[];
}

/** The folders of all writes of an asset that have files. What does not look like one is left out. */
export async function writtenFolders(
  store: ObjectStore,
  asset: string,
  dimensions: readonly PartitionDimension[],
  signal?: AbortSignal,
): Promise<Map<string, WrittenFolder>> {
  const folders = new Map<string, { folder: string; write: string; files: ObjectInfo[] }>();
  for await (const file of store.list(layout.dataFolder(asset), { signal })) {
    const folder = file.key.slice(0, file.key.lastIndexOf("/"));
    const write = writeOf(folder.slice(layout.dataFolder(asset).length), dimensions);
    if (write === undefined) continue;
    const known = folders.get(folder) ?? { folder, write, files: [] };
    known.files.push(file);
    folders.set(folder, known);
  }
  return folders;
}

/** The write a folder is of: `day=2024-05-01/write=…`, with a segment for each dimension. Another asset may lie below. */
function writeOf(path: string, dimensions: readonly PartitionDimension[]): string | undefined {
  const segments = path.split("/");
  const last = segments.pop();
  const fits =
    segments.length === dimensions.length &&
    dimensions.every((each, index) => segments[index]?.startsWith(`${escapedColumn(each)}=`));
  return fits ? writeIn(last ?? "") : undefined;
}

const escapedColumn = (dimension: PartitionDimension): string => escapeSegment(partitionColumn(dimension));
