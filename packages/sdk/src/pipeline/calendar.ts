import { dayText, minimumDay, padded, parseDay } from "../pack/calendar.js";
import { weekDays } from "../partition/calendar-partition.js";
import type { PartitionDimension } from "../plugin/asset-description.js";

/** How the partitions of a dimension follow one another: each has a number, without gaps. */
interface Calendar {
  readonly first: number;
  /** The number of a text that names a partition. */
  number(text: string): number;
  /** Undoes `number`. */
  text(number: number): string;
}

const days: Calendar = {
  first: minimumDay,
  number: (text) => parseDay(text) as number,
  text: dayText,
};

const hours: Calendar = {
  first: minimumDay * 24,
  number: (text) => days.number(text.slice(0, 10)) * 24 + Number(text.slice(11)),
  text(number) {
    const day = Math.floor(number / 24);
    return `${dayText(day)}T${padded(number - day * 24, 2)}`;
  },
};

const months: Calendar = {
  first: 12,
  number: (text) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5)) - 1,
  text: (number) => `${padded(Math.floor(number / 12), 4)}-${padded((number % 12) + 1, 2)}`,
};

const years: Calendar = {
  first: 1,
  number: Number,
  text: (number) => padded(number, 4),
};

const calendars: Partial<Record<PartitionDimension["rule"], Calendar>> = {
  hourly: hours,
  daily: days,
  monthly: months,
  yearly: years,
};

/** Weeks go by their first day; 1970-01-01 was a Thursday, the fourth of those that begin on a Monday. */
function weeks(start: PartitionDimension["weekStart"] = "monday"): Calendar {
  const offset = weekDays.indexOf(start) - 3;
  return {
    first: Math.ceil((minimumDay - offset) / 7),
    number: (text) => (days.number(text) - offset) / 7,
    text: (number) => dayText(number * 7 + offset),
  };
}

/** The calendar of a dimension; `undefined` if its values do not follow one. A date that rows carry goes by days. */
export function calendarOf({ rule, type, weekStart }: PartitionDimension): Calendar | undefined {
  if (rule === "weekly") return weeks(weekStart);
  return calendars[rule] ?? (type.id === "date" ? days : undefined);
}

/** The texts from `from` to `to`, both included. */
export function textsBetween(calendar: Calendar, from: string, to: string): string[] {
  const [first, last] = [calendar.number(from), calendar.number(to)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => calendar.text(first + index));
}

/** The `count` texts before `text`, the oldest first; fewer where the calendar begins. */
export function textsBefore(calendar: Calendar, text: string, count: number): string[] {
  const number = calendar.number(text);
  const first = Math.max(calendar.first, number - count);
  return Array.from({ length: number - first }, (_, index) => calendar.text(first + index));
}
