import { expect, it } from "vitest";
import { dayText, parseDay } from "../src/pack/calendar.js";

const isRealDay = (text: string): boolean => {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
};

it("days of ordinary years, leap years and turns of centuries are those of Date, and no others are days", () => {
  const two = (number: number): string => String(number).padStart(2, "0");
  for (const year of [
    "0001",
    "0004",
    "0100",
    "0400",
    "1900",
    "1970",
    "2000",
    "2023",
    "2024",
    "2100",
    "9999",
  ]) {
    for (let month = 0; month <= 13; month++) {
      for (let day = 0; day <= 32; day++) {
        const text = `${year}-${two(month)}-${two(day)}`;
        const days = isRealDay(text) ? Date.parse(`${text}T00:00:00Z`) / 86_400_000 : undefined;
        expect(parseDay(text), text).toBe(days);
        if (days !== undefined) expect(dayText(days)).toBe(text);
      }
    }
  }
});

it("what is no YYYY-MM-DD is no day", () => {
  const texts = [
    "0000-01-01",
    "2o24-01-01",
    "2024-0:-01",
    "2024-01-1/",
    "2024/01/01",
    "2024-1-1",
    "2024-01-01 ",
  ];
  expect(texts.map(parseDay)).toEqual(texts.map(() => undefined));
});
