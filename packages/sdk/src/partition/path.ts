import type { PartitionDimension, PartitionValues } from "../plugin/asset-description.js";

/** The text every reader of partition folders takes for null. */
export const nullPartition = "__HIVE_DEFAULT_PARTITION__";

// The characters that readers of such folders expect escaped: control characters, DEL and these.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be escaped
const escaped = /[\u0000-\u001f\u007f"#%'*/:=?\\{[\]^]/g;

/** The name a dimension has as a folder and as a SQL column: its source column's where it is that column's value. */
export function partitionColumn(dimension: PartitionDimension): string {
  return dimension.rule === "value" && dimension.source !== undefined ? dimension.source : dimension.name;
}

/** `day=2024-05-01/region=EU`; the empty text for an asset without partitions. Undone by `parsePartitionPath`. */
export function partitionPath(dimensions: readonly PartitionDimension[], values: PartitionValues): string {
  return dimensions
    .map(
      (dimension, index) =>
        `${escapeSegment(partitionColumn(dimension))}=${escapeValue(values[index] as string | null)}`,
    )
    .join("/");
}

/** The values in a path made by `partitionPath`. */
export function parsePartitionPath(path: string): PartitionValues {
  if (path === "") return [];
  return path.split("/").map((segment) => {
    const value = segment.slice(segment.indexOf("=") + 1);
    return value === nullPartition ? null : unescapeSegment(value);
  });
}

function escapeValue(value: string | null): string {
  return value === null ? nullPartition : escapeSegment(value);
}

function unescapeSegment(text: string): string {
  return text.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** A name or value as it stands in a path. */
export function escapeSegment(text: string): string {
  return text.replace(
    escaped,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}
