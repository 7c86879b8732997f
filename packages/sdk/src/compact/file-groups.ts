import type { PlacedFile } from "../flow/files-of.js";

/** Files of one partition that become one, in order. */
export type FileGroup = readonly PlacedFile[];

/** For each partition that gains by it, its files in groups of about `targetFileBytes`. */
export function fileGroups(files: readonly PlacedFile[], targetFileBytes: number): FileGroup[][] {
  const partitions = new Map<string, PlacedFile[]>();
  for (const file of files) {
    const key = JSON.stringify(file.partition);
    partitions.set(key, [...(partitions.get(key) ?? []), file]);
  }
  return [...partitions.values()]
    .map((each) => ({ each, groups: grouped(each, targetFileBytes) }))
    .filter(({ each, groups }) => groups.length < each.length)
    .map(({ groups }) => groups);
}

function grouped(files: readonly PlacedFile[], targetFileBytes: number): FileGroup[] {
  const groups: PlacedFile[][] = [];
  let byteLength = Number.POSITIVE_INFINITY;
  for (const file of files) {
    if (byteLength + file.byteLength > targetFileBytes) {
      groups.push([]);
      byteLength = 0;
    }
    groups.at(-1)?.push(file);
    byteLength += file.byteLength;
  }
  return groups;
}
