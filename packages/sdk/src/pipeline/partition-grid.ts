import { SluiceError } from "../error.js";
import { nearest } from "../nearest.js";
import { storedFault } from "../partition/partition-fault.js";
import { checkPartition, partitionText } from "../partition/partition-value.js";
import { isRange } from "../partition/selection-shape.js";
import type { AssetDescription, PartitionDimension } from "../plugin/asset-description.js";
import { calendarOf, textsBetween } from "./calendar.js";

/** A partition by the names of its dimensions. */
export type NamedPartition = Readonly<Record<string, string>>;

/** The partitions of the asset to compute: every combination of what is wanted of each of its dimensions. */
export function partitionGrid(
  asset: AssetDescription,
  wanted: Readonly<Record<string, unknown>>,
): NamedPartition[] {
  let grid: NamedPartition[] = [{}];
  for (const dimension of asset.partitions) {
    const texts = textsOf(asset, dimension, wanted[dimension.name]);
    grid = grid.flatMap((partition) => texts.map((text) => ({ ...partition, [dimension.name]: text })));
  }
  return grid;
}

/** `PARTITION_INVALID` for a name that is a dimension of none of the assets. */
export function checkDimensions(
  assets: readonly AssetDescription[],
  wanted: Readonly<Record<string, unknown>>,
): void {
  const names = [...new Set(assets.flatMap((asset) => asset.partitions.map(({ name }) => name)))];
  const unknown = Object.keys(wanted).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const close = nearest(unknown, names);
  throw invalid(
    assets[0]?.key ?? "",
    unknown,
    `No asset that is computed has the partition dimension "${unknown}".`,
    close.length > 0 ? `Nearest: ${close.join(", ")}.` : "They have none. Leave { partitions } out.",
  );
}

function textsOf(asset: AssetDescription, dimension: PartitionDimension, wanted: unknown): readonly string[] {
  const { name } = dimension;
  if (wanted === undefined) {
    throw invalid(
      asset.key,
      name,
      `${asset.key} is computed by ${name}, and the call says no ${name}.`,
      `Give { partitions: { ${name}: a value, a list${calendarOf(dimension) ? " or { from, to }" : ""} } }.`,
    );
  }
  const texts = isRange(wanted)
    ? textsInRange(asset, dimension, wanted)
    : (Array.isArray(wanted) ? wanted : [wanted]).map((value) => textOf(asset, dimension, value));
  for (const text of texts) checkPartition(asset, dimension, text, storedFault(dimension, text));
  if (texts.length > 0) return [...new Set(texts)];
  const hint = "A range goes from the earlier to the later end, which are both included.";
  throw invalid(asset.key, name, `The ${name} wanted of ${asset.key} are none.`, hint);
}

function textsInRange(
  asset: AssetDescription,
  dimension: PartitionDimension,
  { from, to }: { readonly from?: unknown; readonly to?: unknown },
): string[] {
  const { name } = dimension;
  const calendar = calendarOf(dimension);
  if (calendar === undefined) {
    const message = `The ${name} of ${asset.key} follow no calendar, so a range cannot be counted out.`;
    throw invalid(asset.key, name, message, `Give { ${name}: [ … ] }.`);
  }
  if (from === undefined || to === undefined) {
    const message = `The range of ${name} for ${asset.key} has no ${from === undefined ? "from" : "to"}.`;
    throw invalid(asset.key, name, message, "Give both ends; they are included.");
  }
  return textsBetween(calendar, textOf(asset, dimension, from), textOf(asset, dimension, to));
}

function textOf(asset: AssetDescription, dimension: PartitionDimension, value: unknown): string {
  const text = partitionText(asset, dimension, value);
  if (text !== null) return text;
  const hint = "Store it with io.store(asset, value, { partition: null }).";
  throw invalid(asset.key, dimension.name, `The null partition of ${asset.key} is not computed.`, hint);
}

function invalid(asset: string, partition: string, message: string, hint: string): SluiceError {
  return new SluiceError("PARTITION_INVALID", { message, details: { asset, partition }, hint });
}
