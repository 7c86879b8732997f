import type { LogicalType } from "@sluice/type-mapping";
import { SluiceError } from "../error.js";
import { parseDay } from "../pack/calendar.js";
import { decimalText, parseDecimal } from "../pack/decimal.js";
import type { AssetDescription, PartitionDimension, PartitionValues } from "../plugin/asset-description.js";
import { nullPartition, partitionColumn } from "./path.js";

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
  const unknown = Object.keys(byName).find(
    (name) => !dimensions.some((dimension) => dimension.name === name),
  );
  if (unknown !== undefined) {
    throw invalid(
      asset,
      unknown,
      `${asset.key} has no partition dimension "${unknown}".`,
      `It has ${dimensions.map((each) => each.name).join(", ") || "none"}.`,
    );
  }
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
      `It is written like ${exampleOf(dimension)}${dimension.type.id === "string" ? "; an empty text is not possible" : ""}.`,
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

const calendarPatterns = {
  hourly: /^\d{4}-\d\d-\d\dT([01]\d|2[0-3])$/,
  daily: /^\d{4}-\d\d-\d\d$/,
  monthly: /^\d{4}-\d\d$/,
  yearly: /^\d{4}$/,
};
const calendarLengths = { hourly: 13, daily: 10, monthly: 7, yearly: 4 };

function textOf(dimension: PartitionDimension, value: unknown): string | undefined {
  const { rule, type } = dimension;
  if (typeof value === "object" && !(value instanceof Date)) return undefined;
  if (rule === "value" || rule === "given") return typedText(type, value);
  if (value instanceof Date && Number.isNaN(value.getTime())) return undefined;
  const text = value instanceof Date ? value.toISOString().slice(0, calendarLengths[rule]) : String(value);
  if (!calendarPatterns[rule].test(text)) return undefined;
  const day = `${text.slice(0, 10)}${"0000-01-01".slice(Math.min(text.length, 10))}`;
  return parseDay(day) === undefined ? undefined : text;
}

function typedText(type: LogicalType, value: unknown): string | undefined {
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
export function isPartitionText(text: string): boolean {
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

function exampleOf(dimension: PartitionDimension): string {
  switch (dimension.rule) {
    case "hourly":
      return "2024-05-01T13";
    case "daily":
      return "2024-05-01";
    case "monthly":
      return "2024-05";
    case "yearly":
      return "2024";
    default:
      return dimension.type.id === "date" ? "2024-05-01" : `a ${dimension.type.id}`;
  }
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
