import { dayText, maximumDay, minimumDay, padded, parseDay } from "../pack/calendar.js";
import type { PartitionDimension } from "../plugin/asset-description.js";

/** The rules that divide time. They count local time in hours (`hourly`) or in days, from 1970-01-01 on. */
export type CalendarRule = "hourly" | "daily" | "weekly" | "monthly" | "yearly";

/** A dimension with such a rule. */
export type CalendarDimension = Pick<PartitionDimension, "weekStart" | "zone"> & {
  readonly rule: CalendarRule;
};

/** In order; a week may begin with any of them. */
export const weekDays = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;

const calendarRules: readonly string[] = ["hourly", "daily", "weekly", "monthly", "yearly"];

/** Whether the rule divides time and makes texts of its own. `daily` of a date column is a `value`, and does not. */
export function isCalendar<D extends Pick<PartitionDimension, "rule">>(
  dimension: D,
): dimension is D & CalendarDimension {
  return calendarRules.includes(dimension.rule);
}

/** Seconds of what the rule counts. */
export function unitSeconds(rule: CalendarRule): number {
  return rule === "hourly" ? 3600 : 86_400;
}

/** The partition that hour or day number `unit` falls into; `undefined` if it begins outside the years 0001 to 9999. */
export function calendarText({ rule, weekStart }: CalendarDimension, unit: number): string | undefined {
  const day = rule === "hourly" ? Math.floor(unit / 24) : unit;
  const first = rule === "weekly" ? firstOfWeek(day, weekStart) : day;
  if (!(first >= minimumDay && first <= maximumDay)) return undefined;
  const text = dayText(first);
  switch (rule) {
    case "hourly":
      return `${text}T${padded(unit - day * 24, 2)}`;
    case "monthly":
      return text.slice(0, 7);
    case "yearly":
      return text.slice(0, 4);
    default:
      return text;
  }
}

/** Hours or days of local time, `end` exclusive. */
export interface CalendarSpan {
  readonly start: number;
  readonly end: number;
}

/** Undoes `calendarText`: what the partition spans; `undefined` if the rule has no such partition. */
export function calendarSpan({ rule, weekStart }: CalendarDimension, text: string): CalendarSpan | undefined {
  switch (rule) {
    case "hourly": {
      const [, day = "", hour] = /^(.{10})T([01]\d|2[0-3])$/s.exec(text) ?? [];
      return spanFrom(parseDay(day), 1, 24, Number(hour));
    }
    case "daily":
      return spanFrom(parseDay(text), 1);
    case "weekly": {
      const day = parseDay(text);
      return day === undefined || firstOfWeek(day, weekStart) !== day ? undefined : spanFrom(day, 7);
    }
    case "monthly":
      return text.length === 7
        ? spanTo(
            `${text}-01`,
            [31, 30, 29, 28].map((last) => `${text}-${last}`),
          )
        : undefined;
    case "yearly":
      return text.length === 4 ? spanTo(`${text}-01-01`, [`${text}-12-31`]) : undefined;
  }
}

/** The first day of the week, `2024-04-29`; the text itself if it is no day. */
export function weekText(text: string, weekStart: PartitionDimension["weekStart"]): string {
  const day = parseDay(text);
  return (day === undefined ? undefined : calendarText({ rule: "weekly", weekStart }, day)) ?? text;
}

// 1970-01-01 was a Thursday.
function firstOfWeek(day: number, weekStart: PartitionDimension["weekStart"] = "monday"): number {
  const passed = (day + 3 - weekDays.indexOf(weekStart)) % 7;
  return day - (passed < 0 ? passed + 7 : passed);
}

function spanFrom(day: number | undefined, length: number, perDay = 1, offset = 0): CalendarSpan | undefined {
  if (day === undefined) return undefined;
  const start = day * perDay + offset;
  return { start, end: start + length };
}

/** Up to the first of `lasts` that is a day. */
function spanTo(first: string, lasts: readonly string[]): CalendarSpan | undefined {
  const start = parseDay(first);
  const last = lasts.map(parseDay).find((day) => day !== undefined);
  return start === undefined || last === undefined ? undefined : { start, end: last + 1 };
}
