import { nearest } from "../nearest.js";
import type { PartitionDimension } from "../plugin/asset-description.js";
import { partitionPath } from "./path.js";

/** Why there can be no such partition. */
export interface PartitionFault {
  /** To follow the partition: `is before the start 2024-01-01`. */
  readonly what: string;
  readonly hint: string;
  /** Partitions of the dimension that there can be and that look alike. */
  readonly nearest?: readonly string[];
}

/** What file systems allow between two slashes, in bytes of UTF-8. */
const segmentBytes = 255;

/** Whether the asset does not want a partition with this value, as partitions are written. */
export function unwantedFault(
  dimension: PartitionDimension,
  text: string | null,
): PartitionFault | undefined {
  const { start, values, name } = dimension;
  // Years have four digits, so that texts of one rule sort as their time.
  if (start !== undefined && text !== null && text < start) {
    return {
      what: `is before the start ${start}`,
      hint: `${name} begins with ${start}; for earlier ones define the asset with an earlier start.`,
    };
  }
  if (values !== undefined && !values.includes(text)) {
    const named = values.filter((each) => each !== null);
    const close = nearest(text ?? "null", named);
    const all = values.slice(0, 20).join(", ");
    return {
      what: "is none of its values",
      hint: `${close.length > 0 ? `Nearest: ${close.join(", ")}. ` : ""}${name} can be ${all}${values.length > 20 ? ", …" : ""}.`,
      nearest: close,
    };
  }
  return undefined;
}

/** Whether nothing can be stored in a partition with this value, as partitions are written. */
export function storedFault(dimension: PartitionDimension, text: string | null): PartitionFault | undefined {
  const byteLength = Buffer.byteLength(partitionPath([dimension], [text]));
  if (byteLength <= segmentBytes) return unwantedFault(dimension, text);
  return {
    what: `is too long: its folder would have a name of ${byteLength} bytes`,
    hint: `File systems allow ${segmentBytes}. Divide by a shorter column, such as a hash of this one.`,
  };
}

/** The text as messages show it, cut where it is long. */
export function clipped(text: string): string {
  return text.length > 80 ? `${text.slice(0, 60)}…` : text;
}
