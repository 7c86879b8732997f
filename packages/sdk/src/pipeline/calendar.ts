import {
  type CalendarDimension,
  type CalendarSpan,
  calendarSpan,
  calendarText,
  isCalendar,
} from "../partition/calendar-partition.js";
import type { PartitionDimension } from "../plugin/asset-description.js";

/** The calendar of a dimension; `undefined` if its values do not follow one. A date that rows carry goes by days. */
export function calendarOf(dimension: PartitionDimension): CalendarDimension | undefined {
  if (isCalendar(dimension)) return dimension;
  return dimension.type.id === "date" ? { rule: "daily" } : undefined;
}

/** The texts from `from` to `to`, both included. */
export function textsBetween(calendar: CalendarDimension, from: string, to: string): string[] {
  const texts: string[] = [];
  const { start: last } = spanOf(calendar, to);
  for (let { start } = spanOf(calendar, from); start <= last; ) {
    const text = calendarText(calendar, start) as string;
    texts.push(text);
    start = spanOf(calendar, text).end;
  }
  return texts;
}

/** The `count` texts before `text`, the oldest first; fewer where the calendar begins. */
export function textsBefore(calendar: CalendarDimension, text: string, count: number): string[] {
  const texts: string[] = [];
  let before = textBefore(calendar, text);
  while (before !== undefined && texts.length < count) {
    texts.push(before);
    before = textBefore(calendar, before);
  }
  return texts.reverse();
}

function textBefore(calendar: CalendarDimension, text: string): string | undefined {
  return calendarText(calendar, spanOf(calendar, text).start - 1);
}

/** Of a text that names a partition. */
function spanOf(calendar: CalendarDimension, text: string): CalendarSpan {
  return calendarSpan(calendar, text) as CalendarSpan;
}
