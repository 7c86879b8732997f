import type { Field, LogicalType } from "@sluice/type-mapping";
import type { SluiceError } from "../error.js";
import { parseDay } from "../pack/calendar.js";
import {
  type CalendarDimension,
  calendarSpan,
  calendarText,
  isCalendar,
  unitSeconds,
  weekDays,
} from "../partition/calendar-partition.js";
import { type PartitionValue, typedText } from "../partition/partition-value.js";
import { isZone } from "../partition/zone-clock.js";
import type { PartitionDimension } from "../plugin/asset-description.js";
import { invalid } from "./invalid.js";
import type { PartitionRule } from "./partition-rule.js";

const partitionTypes = new Set(["boolean", "int8", "int16", "int32", "int64", "decimal", "string", "date"]);
const text: LogicalType = { id: "string" };

/** The dimension as it is kept in the log. `ASSET_INVALID` if the columns do not allow the rule, or the rule its options. */
export function describePartition(
  asset: string,
  name: string,
  rule: PartitionRule,
  fields: readonly Field[],
): PartitionDimension {
  checkOptions(asset, name, rule);
  const plain = plainDimension(asset, name, rule, fields);
  const dimension = { ...plain, ...weekStartOf(asset, name, rule), ...zoneOf(asset, name, rule, fields) };
  return {
    ...dimension,
    ...startOf(asset, dimension, rule.start),
    ...valuesOf(asset, dimension, rule.values),
  };
}

function plainDimension(
  asset: string,
  name: string,
  rule: PartitionRule,
  fields: readonly Field[],
): PartitionDimension {
  if (rule.rule === "given") {
    const type = rule.column?.type ?? text;
    if (!partitionTypes.has(type.id)) throw notPartitionable(asset, name, type);
    return { name, rule: "given", type };
  }
  const source = fields.find((field) => field.name === rule.source);
  if (source === undefined) {
    throw invalid(asset, `Partition ${name} of ${asset} is made from "${rule.source}", which is no column.`);
  }
  if (rule.rule === "value" || (rule.rule === "daily" && source.type.id === "date")) {
    if (!partitionTypes.has(source.type.id)) throw notPartitionable(asset, name, source.type);
    return { name, rule: "value", source: source.name, type: source.type };
  }
  const fits =
    source.type.id === "timestamp" ||
    source.type.id === "zonedTimestamp" ||
    (source.type.id === "date" && rule.rule !== "hourly");
  if (!fits) {
    throw invalid(
      asset,
      `Partition ${name} of ${asset} is ${rule.rule} of "${source.name}", which is ${source.type.id}.`,
      "Calendar rules need a timestamp or date column; for others there is value().",
    );
  }
  return { name, rule: rule.rule, source: source.name, type: text };
}

function notPartitionable(asset: string, name: string, type: LogicalType): SluiceError {
  return invalid(
    asset,
    `Partition ${name} of ${asset} has the type ${type.id}.`,
    `Partitions can be ${[...partitionTypes].join(", ")}.`,
  );
}

function weekStartOf(
  asset: string,
  name: string,
  { rule, weekStart = "monday" }: PartitionRule,
): Pick<PartitionDimension, "weekStart"> {
  if (rule !== "weekly") return {};
  if (weekDays.includes(weekStart)) return { weekStart };
  const message = `Partition ${name} of ${asset} has weeks that begin on ${JSON.stringify(weekStart)}.`;
  throw invalid(asset, message, `A week begins on ${weekDays.join(", ")}.`);
}

function zoneOf(
  asset: string,
  name: string,
  { zone, source }: PartitionRule,
  fields: readonly Field[],
): Pick<PartitionDimension, "zone"> {
  if (zone === undefined || zone === "UTC") return {};
  const type = fields.find((field) => field.name === source)?.type;
  if (type?.id === "date") {
    const message = `Partition ${name} of ${asset} is made from "${source}", whose dates are the same in every zone.`;
    throw invalid(asset, message, "Leave { zone } out.");
  }
  if (isZone(zone)) return { zone };
  throw invalid(
    asset,
    `Partition ${name} of ${asset} goes by the clocks of ${JSON.stringify(zone)}, which is no time zone.`,
    'Give a name of the IANA time zone database, like "Europe/Berlin".',
  );
}

function startOf(
  asset: string,
  dimension: PartitionDimension,
  start: string | undefined,
): Pick<PartitionDimension, "start"> {
  if (start === undefined) return {};
  // Days of a date column are kept as its values.
  const calendar: CalendarDimension = isCalendar(dimension) ? dimension : { rule: "daily" };
  const day = typeof start === "string" ? parseDay(start) : undefined;
  const unit = day === undefined ? Number.NaN : (day * 86_400) / unitSeconds(calendar.rule);
  const found = calendarText(calendar, unit) ?? String(start);
  const span = calendarSpan(calendar, found);
  if (span !== undefined && (span.start === unit || found === start)) return { start: found };
  throw invalid(
    asset,
    `Partition ${dimension.name} of ${asset} cannot start with ${JSON.stringify(start)}.`,
    span === undefined
      ? "Give its first partition, or the first day of it."
      : `A partition starts with ${found}.`,
  );
}

function valuesOf(
  asset: string,
  dimension: PartitionDimension,
  values: readonly PartitionValue[] | undefined,
): Pick<PartitionDimension, "values"> {
  if (values === undefined) return {};
  const texts = values.map((value) => {
    const text = value === null ? null : typedText(dimension.type, value);
    if (text !== undefined) return text;
    const message = `Partition ${dimension.name} of ${asset} cannot have the value ${JSON.stringify(String(value))}.`;
    throw invalid(asset, message, `Its column "${dimension.source}" is ${dimension.type.id}.`);
  });
  const twice = texts.find((text, index) => texts.indexOf(text) !== index);
  if (twice !== undefined) {
    throw invalid(
      asset,
      `Partition ${dimension.name} of ${asset} lists the value ${JSON.stringify(twice)} twice.`,
    );
  }
  if (texts.length > 0) return { values: texts };
  throw invalid(
    asset,
    `Partition ${dimension.name} of ${asset} can have no value.`,
    "Leave { values } out for any.",
  );
}

const calendarOptions = ["zone", "start"];
const optionsOf: Record<PartitionDimension["rule"], readonly string[]> = {
  value: ["values"],
  hourly: calendarOptions,
  daily: calendarOptions,
  weekly: [...calendarOptions, "weekStart"],
  monthly: calendarOptions,
  yearly: calendarOptions,
  given: [],
};

function checkOptions(
  asset: string,
  name: string,
  { rule, source, column, ...options }: PartitionRule,
): void {
  const unknown = Object.keys(options).find((option) => !optionsOf[rule].includes(option));
  if (unknown === undefined) return;
  throw invalid(
    asset,
    `Partition ${name} of ${asset} has the option "${unknown}", which ${rule} does not know.`,
    `It knows ${optionsOf[rule].join(", ") || "none"}.`,
  );
}
