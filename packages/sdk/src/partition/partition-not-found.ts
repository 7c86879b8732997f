import { SluiceError } from "../error.js";
import type { AssetDescription, PartitionDimension, PartitionValues } from "../plugin/asset-description.js";
import { type Neighbours, nearestPartitions, outermostPartitions } from "./nearest-partitions.js";
import { comparePartitionTexts } from "./partition-value.js";
import { partitionColumn, partitionPath } from "./path.js";

type Text = string | null;

/** An inclusive range of a dimension, as partitions are written. An end that is `undefined` is open. */
export interface PartitionRange {
  readonly from: Text | undefined;
  readonly to: Text | undefined;
}

/** What the error says was wanted of a dimension: a value, a range, or `undefined` for anything else. */
export type Wanted = Text | PartitionRange | undefined;

/** Partitions that the error names at most. */
const most = 3;

/** The error for what was wanted of each dimension. No partition has what was wanted of that of the neighbours. */
export function partitionNotFound(
  asset: AssetDescription,
  wanted: readonly Wanted[],
  neighbours: Neighbours,
): SluiceError {
  const missing = wanted[neighbours.index];
  const [near, hint] =
    typeof missing === "string"
      ? [nearestPartitions(neighbours, missing), nearestHint]
      : [outermostPartitions(neighbours), outermostHint];
  const paths = pathsOf(asset, near);
  const reversed = isReversed(neighbours.dimension, missing) ? ": the range begins after its end" : "";
  return new SluiceError("PARTITION_NOT_FOUND", {
    message: `${asset.key} has no partition ${phraseOf(asset, wanted)}${reversed}.`,
    details: { asset: asset.key, partition: pathOf(asset, wanted), nearest: paths },
    hint: `${hint(paths)}List what exists with io.partitions().`,
  });
}

/** The error for an empty list of values. */
export function noPartitionAsked(
  { key }: AssetDescription,
  dimension: PartitionDimension,
): SluiceError<"PARTITION_NOT_FOUND"> {
  const { name } = dimension;
  return new SluiceError("PARTITION_NOT_FOUND", {
    message: `No partition of ${key} was asked for: the list of ${name} is empty.`,
    details: { asset: key, partition: `${partitionColumn(dimension)}=[]`, nearest: [] },
    hint: `Name one or more, or leave ${name} out for all.`,
  });
}

/** The paths of the first few; a partition that the table has beside the stored one is named once. */
function pathsOf({ partitions }: AssetDescription, near: readonly PartitionValues[]): string[] {
  const paths = new Set<string>();
  for (const values of near) {
    if (paths.size === most) break;
    paths.add(partitionPath(partitions, values));
  }
  return [...paths];
}

function nearestHint(paths: readonly string[]): string {
  return paths.length === 0 ? "" : `Nearest: ${paths.join(", ")}. `;
}

function outermostHint([first, last]: readonly string[]): string {
  if (first === undefined) return "";
  return last === undefined ? `There is ${first}. ` : `The first is ${first}, the last ${last}. `;
}

function isReversed({ type }: PartitionDimension, wanted: Wanted): boolean {
  if (typeof wanted !== "object" || wanted === null) return false;
  const { from, to } = wanted;
  return from !== undefined && to !== undefined && comparePartitionTexts(type, from, to) > 0;
}

/** `day=2024-05-01/region=EU`, as folders are named; a range is `day=2024-05-01…2024-05-03`. */
function pathOf({ partitions }: AssetDescription, wanted: readonly Wanted[]): string {
  return partitions.flatMap((dimension, index) => segmentOf(dimension, wanted[index])).join("/");
}

function segmentOf(dimension: PartitionDimension, wanted: Wanted): string[] {
  if (wanted === undefined) return [];
  if (wanted === null || typeof wanted === "string") return [partitionPath([dimension], [wanted])];
  return [`${partitionColumn(dimension)}=${wanted.from ?? ""}…${wanted.to ?? ""}`];
}

/** To follow "no partition": the path, or `with day from 2024-05-01 to 2024-05-03, region=EU`. */
function phraseOf(asset: AssetDescription, wanted: readonly Wanted[]): string {
  if (wanted.every((each) => each === undefined || typeof each === "string")) return pathOf(asset, wanted);
  const words = asset.partitions.flatMap((dimension, index) => wordsOf(dimension, wanted[index]));
  return `with ${words.join(", ")}`;
}

function wordsOf(dimension: PartitionDimension, wanted: Wanted): string[] {
  const { name } = dimension;
  if (wanted === null) return [`${name} null`];
  if (typeof wanted !== "object") return segmentOf(dimension, wanted);
  const { from, to } = wanted;
  const ends = [from === undefined ? [] : `from ${from}`, to === undefined ? [] : `to ${to}`].flat();
  return [`${name} ${ends.length === 0 ? "not null" : ends.join(" ")}`];
}
