import type { LogicalType } from "@sluice/type-mapping";
import { SluiceError } from "../error.js";
import { parseDay } from "../pack/calendar.js";
import { decimalText, parseDecimal } from "../pack/decimal.js";
import type { AssetDescription, PartitionDimension, PartitionValues } from "../plugin/asset-description.js";
import {
  type CalendarDimension,
  calendarSpan,
  calendarText,
  isCalendar,
  unitSeconds,
  weekText,
} from "./calendar-partition.js";
import { clipped, type PartitionFault, storedFault } from "./partition-fault.js";
import { checkNames } from "./partition-names.js";
import { nullPartition, partitionColumn, partitionPath } from "./path.js";
import { zoneClock } from "./zone-clock.js";

/** How a caller may write the value of one dimension. */
export type PartitionValue = string | number | bigint | boolean | Date | null;

/** `{ day: "2024-05-01" }`, or the value alone where there is one dimension, as the values a partition is kept by. */
export function partitionValues(asset: AssetDescription, partition: unknown): PartitionValues {
  const dimensions = asset.partitions;
  const byName = isRecord(partition) ? partition : { [dimensions[0]?.name ?? ""]: partition };
  if (dimensions.length === 0) {
    const hint = "Store it without { partition }.";
    throw invalid(asset, String(partition), `${asset.key} has no partitions.`, hint);
  }
  checkNames(asset, byName);
  return dimensions.map((dimension) => {
    const value = byName[dimension.name];
    if (value === undefined) {
      throw invalid(
        asset,
        dimension.name,
        `The partition of ${asset.key} lacks ${dimension.name}.`,
        `Give { ${dimensions.map((each) => `${each.name}: …`).join(", ")} }.`,
      );
    }
    return partitionText(asset, dimension, value);
  });
}

/** The same for a partition to be stored. `PARTITION_INVALID` if the asset does not want it or no folder can keep it. */
export function storedPartition(asset: AssetDescription, partition: unknown): PartitionValues {
  const values = partitionValues(asset, partition);
  values.forEach((text, index) => {
    const dimension = asset.partitions[index] as PartitionDimension;
    checkPartition(asset, dimension, text, storedFault(dimension, text));
  });
  return values;
}

/** `PARTITION_INVALID` if there is a fault. */
export function checkPartition(
  asset: AssetDescription,
  dimension: PartitionDimension,
  text: string | null,
  fault: PartitionFault | undefined,
): void {
  if (fault === undefined) return;
  const partition = partitionPath([dimension], [text]);
  throw new SluiceError("PARTITION_INVALID", {
    message: `${clipped(partition)} of ${asset.key} ${fault.what}.`,
    details: { asset: asset.key, partition, ...(fault.nearest && { nearest: fault.nearest }) },
    hint: fault.hint,
  });
}

/** One value as the text a partition is kept by, `null` for the null partition. `PARTITION_INVALID` if it cannot be one. */
export function partitionText(
  asset: AssetDescription,
  dimension: PartitionDimension,
  value: unknown,
): string | null {
  if (value === null) return null;
  const text = textOf(dimension, value);
  if (text === undefined) {
    throw invalid(
      asset,
      `${partitionColumn(dimension)}=${String(value)}`,
      `${JSON.stringify(printable(value))} cannot be the ${dimension.name} of a partition of ${asset.key}.`,
      hintFor(dimension, value),
    );
  }
  return text;
}

/** Orders two values of one dimension as its type does; null first. */
export function comparePartitionTexts(type: LogicalType, left: string | null, right: string | null): number {
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  switch (type.id) {
    case "int8":
    case "int16":
    case "int32":
    case "int64":
      return BigInt(left) < BigInt(right) ? -1 : 1;
    case "decimal":
      return (parseDecimal(left, type.scale) ?? 0n) < (parseDecimal(right, type.scale) ?? 0n) ? -1 : 1;
    default:
      return left < right ? -1 : 1;
  }
}

function textOf(dimension: PartitionDimension, value: unknown): string | undefined {
  if (typeof value === "object" && !(value instanceof Date)) return undefined;
  if (!isCalendar(dimension)) return typedText(dimension.type, value);
  if (value instanceof Date) return instantText(dimension, value.getTime() / 1000);
  const text = String(value);
  return calendarSpan(dimension, text) === undefined ? undefined : text;
}

function instantText(dimension: CalendarDimension, seconds: number): string | undefined {
  if (Number.isNaN(seconds)) return undefined;
  const { rule, zone } = dimension;
  const offset = zone === undefined ? 0 : zoneClock(zone).offsetAt(Math.floor(seconds));
  return calendarText(dimension, Math.floor((seconds + offset) / unitSeconds(rule)));
}

/** The value as the text of a partition of that type; `undefined` if it is none. */
export function typedText(type: LogicalType, value: unknown): string | undefined {
  switch (type.id) {
    case "string":
      return typeof value === "string" && isPartitionText(value) ? value : undefined;
    case "boolean":
      return value === true || value === "true"
        ? "true"
        : value === false || value === "false"
          ? "false"
          : undefined;
    case "date": {
      const text = value instanceof Date ? dayOfDate(value) : String(value);
      return parseDay(text ?? "") === undefined ? undefined : text;
    }
    case "int8":
      return integerText(value, 8);
    case "int16":
      return integerText(value, 16);
    case "int32":
      return integerText(value, 32);
    case "int64":
      return integerText(value, 64);
    case "decimal": {
      const unscaled = parseDecimal(String(value), type.scale);
      const fits = unscaled !== undefined && unscaled < 10n ** BigInt(type.precision);
      return fits && -unscaled < 10n ** BigInt(type.precision)
        ? decimalText(unscaled, type.scale)
        : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether a partition can have this text: an empty one and the null folder's name would come back as null. */
function isPartitionText(text: string): boolean {
  return text !== "" && text !== nullPartition && text.isWellFormed();
}

function integerText(value: unknown, bits: number): string | undefined {
  if (typeof value === "number" && !Number.isSafeInteger(value)) return undefined;
  if (typeof value === "string" && !/^[+-]?\d+$/.test(value)) return undefined;
  if (typeof value !== "number" && typeof value !== "string" && typeof value !== "bigint") return undefined;
  const integer = BigInt(value);
  return BigInt.asIntN(bits, integer) === integer ? String(integer) : undefined;
}

function dayOfDate(date: Date): string | undefined {
  const millis = date.getTime();
  return Number.isNaN(millis) || millis % 86_400_000 !== 0 ? undefined : date.toISOString().slice(0, 10);
}

function hintFor(dimension: PartitionDimension, value: unknown): string {
  const { rule, type } = dimension;
  if (rule === "weekly" && typeof value === "string") {
    const week = weekText(value, dimension.weekStart);
    if (week !== value) return `The week of ${value} is ${week}: weeks are named by their first day.`;
  }
  const example = isCalendar(dimension)
    ? calendarText(dimension, (19_844 * 86_400) / unitSeconds(dimension.rule))
    : type.id === "date"
      ? "2024-05-01"
      : `a ${type.id}`;
  return `It is written like ${example}${type.id === "string" && !isCalendar(dimension) ? "; an empty text is not possible" : ""}.`;
}

/** An object of names and values: no list and no Date. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !(value instanceof Date) && !Array.isArray(value);
}

function printable(value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

function invalid(asset: AssetDescription, partition: string, message: string, hint: string): SluiceError {
  return new SluiceError("PARTITION_INVALID", { message, details: { asset: asset.key, partition }, hint });
}
