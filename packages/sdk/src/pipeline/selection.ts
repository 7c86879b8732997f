import { SluiceError } from "../error.js";
import { unwantedFault } from "../partition/partition-fault.js";
import { isRecord, partitionText } from "../partition/partition-value.js";
import { isRange, isSingle } from "../partition/selection-shape.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import { calendarOf, textsBefore } from "./calendar.js";
import type { Input } from "./input.js";
import type { NamedPartition } from "./partition-grid.js";

/** Which partitions of an input one partition of the computed asset takes. */
export interface Selection {
  /** As in `io.load`. Absent: all. */
  readonly partition: Readonly<Record<string, unknown>> | undefined;
  readonly missing: "error" | "skip";
  /** It may be several partitions or none: of an input that is no table, each has its own value. */
  readonly several: boolean;
}

/** What `partition` of `asset` takes of the input. `PARTITION_INVALID` if that cannot be said. */
export function selectionOf(
  { asset: { description }, mapping }: Pick<Input, "asset" | "mapping">,
  asset: string,
  partition: NamedPartition,
): Selection {
  const names = description.partitions.map(({ name }) => name);
  const joined = Object.fromEntries(
    names.flatMap((name) => (partition[name] === undefined ? [] : [[name, partition[name]]])),
  );
  switch (mapping.kind) {
    case "joined":
      return selected(names, joined, "error");
    case "all":
      return { partition: undefined, missing: "error", several: true };
    case "previous": {
      const before = previousOf(description, asset, partition, mapping.count);
      return { partition: { ...joined, ...before }, missing: "skip", several: true };
    }
    case "mapped": {
      const wanted = mappedTo(description, mapping.map(partition));
      // Of an empty list nothing can be missing.
      return selected(names, wanted, Object.values(wanted).some(isEmptyList) ? "skip" : "error");
    }
  }
}

function selected(
  names: readonly string[],
  partition: Readonly<Record<string, unknown>>,
  missing: Selection["missing"],
): Selection {
  const several = !names.every((name) => isSingle(partition[name]));
  return { partition: Object.keys(partition).length === 0 ? undefined : partition, missing, several };
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function previousOf(
  input: AssetDescription,
  asset: string,
  partition: NamedPartition,
  count: number,
): Record<string, string[]> {
  const followed = input.partitions.filter((each) => calendarOf(each) && partition[each.name] !== undefined);
  const [dimension] = followed;
  const calendar = dimension && calendarOf(dimension);
  if (followed.length === 1 && dimension !== undefined && calendar !== undefined) {
    const { name } = dimension;
    const text = partitionText(input, dimension, partition[name]) as string;
    const texts = textsBefore(calendar, text, count);
    return { [name]: texts.filter((each) => unwantedFault(dimension, each) === undefined) };
  }
  throw invalid(
    input.key,
    "previous",
    `${asset} takes previous partitions of ${input.key}, with which it shares ${followed.length === 0 ? "no dimension" : "several dimensions"} that follow a calendar.`,
    "Say which ones with mapPartition(asset, f).",
  );
}

function mappedTo(input: AssetDescription, mapped: unknown): Readonly<Record<string, unknown>> {
  const byName = named(input, mapped);
  const lacking = Object.keys(byName ?? {}).find((name) => byName?.[name] === undefined);
  if (byName !== undefined && lacking === undefined) return byName;
  throw invalid(
    input.key,
    lacking ?? "",
    `mapPartition makes ${lacking === undefined ? String(mapped) : `no ${lacking}`} of a partition, for ${input.key}.`,
    `Return { ${input.partitions.map(({ name }) => `${name}: …`).join(", ")} }.`,
  );
}

/** A selection by the names of its dimensions; where there is but one, it may go without. */
function named({ partitions }: AssetDescription, mapped: unknown): Record<string, unknown> | undefined {
  if (isRecord(mapped) && !isRange(mapped)) return mapped;
  const [only, ...others] = partitions;
  return only === undefined || others.length > 0 ? undefined : { [only.name]: mapped };
}

function invalid(asset: string, partition: string, message: string, hint: string): SluiceError {
  return new SluiceError("PARTITION_INVALID", { message, details: { asset, partition }, hint });
}
