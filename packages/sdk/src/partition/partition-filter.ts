import { SluiceError } from "../error.js";
import type { AssetDescription, PartitionDimension, PartitionValues } from "../plugin/asset-description.js";
import { unwantedFault } from "./partition-fault.js";
import { checkNames } from "./partition-names.js";
import {
  noPartitionAsked,
  type PartitionRange,
  partitionNotFound,
  type Wanted,
} from "./partition-not-found.js";
import {
  checkPartition,
  comparePartitionTexts,
  isRecord,
  type PartitionValue,
  partitionText,
} from "./partition-value.js";
import { isRange } from "./selection-shape.js";

/** Wanted values of one dimension: one, several, or a range whose ends are both included. */
export type PartitionSelection =
  | PartitionValue
  | readonly PartitionValue[]
  | { readonly from?: PartitionValue; readonly to?: PartitionValue };

type Test = (text: string | null) => boolean;

interface DimensionFilter {
  readonly test: Test;
  /** The values asked for by name. Absent for a range and for a dimension not restricted. */
  readonly named?: readonly (string | null)[];
  readonly range?: PartitionRange;
}

/** Which partitions a caller wants. */
export class PartitionFilter {
  private readonly asset: AssetDescription;
  private readonly filters: readonly DimensionFilter[];

  constructor(asset: AssetDescription, selection: unknown) {
    this.asset = asset;
    this.filters = filtersOf(asset, selection);
  }

  /** Nothing is restricted. */
  get isAll(): boolean {
    return this.filters.every((filter) => filter.test === always);
  }

  matches(partition: PartitionValues): boolean {
    return this.filters.every((filter, index) => filter.test(partition[index] ?? null));
  }

  /** `PARTITION_NOT_FOUND` if a value asked for by name is in none of the partitions, or no partition is left. */
  check(found: readonly PartitionValues[], existing: () => readonly PartitionValues[]): void {
    if (found.length === 0) {
      if (!this.isAll) throw this.noneFound(existing());
      return;
    }
    this.filters.forEach(({ named }, index) => {
      const missing = named?.find((text) => !found.some((partition) => partition[index] === text));
      if (missing !== undefined) throw this.notFound(existing(), index, missing);
    });
  }

  /** Names the first restricted dimension of which nothing that is wanted exists; if each has some, the first. */
  private noneFound(existing: readonly PartitionValues[]): SluiceError {
    const { asset, filters } = this;
    const restricted = [...filters.keys()].filter((index) => filters[index]?.test !== always);
    const isUnmet = (index: number): boolean =>
      !existing.some((partition) => filters[index]?.test(partition[index] ?? null));
    const index = (restricted.find(isUnmet) ?? restricted[0]) as number;
    const { named, range } = filters[index] as DimensionFilter;
    if (named?.length === 0) return noPartitionAsked(asset, asset.partitions[index] as PartitionDimension);
    return this.notFound(existing, index, named === undefined ? range : named[0]);
  }

  private notFound(existing: readonly PartitionValues[], index: number, missing: Wanted): SluiceError {
    const { asset, filters } = this;
    const agrees = (partition: PartitionValues): boolean =>
      filters.every(({ test }, at) => at === index || test(partition[at] ?? null));
    const wanted = filters.map((filter, at) => (at === index ? missing : wantedOf(filter)));
    const dimension = asset.partitions[index] as PartitionDimension;
    return partitionNotFound(asset, wanted, { dimension, index, existing, agrees });
  }
}

const always: Test = () => true;

function filtersOf(asset: AssetDescription, selection: unknown): DimensionFilter[] {
  const dimensions = asset.partitions;
  if (selection === undefined) return dimensions.map(() => ({ test: always }));
  const single = dimensions.length === 1 && !isNamed(selection, dimensions);
  const record = single || isRecord(selection);
  const byName = (single ? { [dimensions[0]?.name ?? ""]: selection } : selection) as Record<string, unknown>;
  if (!record) {
    throw new SluiceError("PARTITION_INVALID", {
      message: `${String(selection)} names no partition of ${asset.key}.`,
      details: { asset: asset.key, partition: String(selection) },
      hint: `Give { ${dimensions.map((each) => `${each.name}: …`).join(", ") || "nothing: it has no partitions"} }.`,
    });
  }
  checkNames(asset, byName);
  return dimensions.map((dimension) => dimensionFilter(asset, dimension, byName[dimension.name]));
}

/** Whether it says dimensions by name; otherwise it is the selection of the only one. */
function isNamed(selection: unknown, dimensions: readonly PartitionDimension[]): boolean {
  if (!isRecord(selection)) return false;
  const names = dimensions.map((dimension) => dimension.name);
  return names.some((name) => Object.hasOwn(selection, name)) || !isRange(selection);
}

function dimensionFilter(
  asset: AssetDescription,
  dimension: PartitionDimension,
  wanted: unknown,
): DimensionFilter {
  if (wanted === undefined) return { test: always };
  if (isRange(wanted)) {
    const end = (value: unknown): string | null | undefined =>
      value === undefined ? undefined : partitionText(asset, dimension, value);
    const from = end(wanted.from);
    const to = end(wanted.to);
    const compare = (left: string | null, right: string | null): number =>
      comparePartitionTexts(dimension.type, left, right);
    return {
      test: (text) =>
        text !== null &&
        (from === undefined || compare(text, from) >= 0) &&
        (to === undefined || compare(text, to) <= 0),
      range: { from, to },
    };
  }
  const named = (Array.isArray(wanted) ? wanted : [wanted]).map((value) =>
    namedText(asset, dimension, value),
  );
  const set = new Set(named);
  return { test: (text) => set.has(text), named };
}

function namedText(asset: AssetDescription, dimension: PartitionDimension, value: unknown): string | null {
  const text = partitionText(asset, dimension, value);
  checkPartition(asset, dimension, text, unwantedFault(dimension, text));
  return text;
}

/** What an error about another dimension says of this one. */
function wantedOf({ named, range }: DimensionFilter): Wanted {
  return named?.length === 1 ? named[0] : range;
}
