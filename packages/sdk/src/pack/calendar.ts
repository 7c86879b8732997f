/** 0001-01-01. */
export const minimumDay = -719_162;
/** 9999-12-31. */
export const maximumDay = 2_932_896;

/** Days before each month of a year without a leap day. */
const beforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365] as const;

/** Days since 1970-01-01 of `YYYY-MM-DD`, years 0001 to 9999; `undefined` if there is no such day. */
export function parseDay(text: string): number | undefined {
  if (text.length !== 10 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return undefined;
  const century = twoDigitsAt(text, 0);
  const yearOfCentury = twoDigitsAt(text, 2);
  const month = twoDigitsAt(text, 5);
  const day = twoDigitsAt(text, 8);
  if ((century | yearOfCentury | month | day) < 0) return undefined;
  if (month < 1 || month > 12 || day < 1 || (century | yearOfCentury) === 0) return undefined;
  const isLeap = (yearOfCentury === 0 ? century & 3 : yearOfCentury & 3) === 0;
  const start = beforeMonth[month - 1] as number;
  const length = (beforeMonth[month] as number) - start + (isLeap && month === 2 ? 1 : 0);
  if (day > length) return undefined;
  const years = century * 100 + yearOfCentury - 1;
  const centuries = (years / 100) | 0;
  const leaps = (years >> 2) - centuries + (centuries >> 2) + (isLeap && month > 2 ? 1 : 0);
  return minimumDay + years * 365 + leaps + start + day - 1;
}

/** The number two digits make; negative if they are none. */
function twoDigitsAt(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

// Tables hold few different days: the text of a day is kept under its last bits.
const keptDays = new Int32Array(8192).fill(minimumDay - 1);
const keptTexts: string[] = new Array(8192).fill("");

/** Undoes `parseDay`. */
export function dayText(days: number): string {
  const slot = days & 8191;
  if (keptDays[slot] !== days) {
    keptTexts[slot] = newDayText(days);
    keptDays[slot] = days;
  }
  return keptTexts[slot] as string;
}

const timePattern = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?$/;

/** A time of day in seconds and the fraction's digits; `undefined` if there is no such time. */
export function parseTimeOfDay(text: string): { seconds: number; fraction: string } | undefined {
  const match = timePattern.exec(text);
  if (match === null) return undefined;
  const hours = Number(match[1]);
  const minutes = Number(match[2]);
  const seconds = Number(match[3] ?? 0);
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  return { seconds: hours * 3600 + minutes * 60 + seconds, fraction: match[4] ?? "" };
}

const instantPattern = /^(\d{4}-\d\d-\d\d)(?:[T ]([0-9:.]+?))?\s?(Z|[+-]\d\d:?\d\d|UTC)?$/;

export interface ParsedInstant {
  /** Whole seconds since 1970-01-01T00:00:00, the offset already taken off. */
  readonly seconds: number;
  /** Digits after the point, as written. */
  readonly fraction: string;
  /** `Z` or an offset was given. */
  readonly zoned: boolean;
  /** The offset was `Z`, `UTC` or zero. */
  readonly utc: boolean;
}

/** Reads `2024-05-01T10:00:00.123`, with a space for the `T`, shortened from the right, and with `Z` or an offset. */
export function parseInstant(text: string): ParsedInstant | undefined {
  const match = instantPattern.exec(text);
  if (match === null) return undefined;
  const day = parseDay(match[1] as string);
  const time = match[2] === undefined ? { seconds: 0, fraction: "" } : parseTimeOfDay(match[2]);
  if (day === undefined || time === undefined) return undefined;
  const zone = match[3];
  const offset = zone === undefined || zone === "Z" || zone === "UTC" ? 0 : offsetSeconds(zone);
  if (offset === undefined) return undefined;
  return {
    seconds: day * 86_400 + time.seconds - offset,
    fraction: time.fraction,
    zoned: zone !== undefined,
    utc: offset === 0,
  };
}

/** `2024-05-01T10:00:00.123456` from whole seconds since 1970 and the digits after the point. */
export function instantText(seconds: number, fraction: number, precision: number): string {
  const day = Math.floor(seconds / 86_400);
  return `${dayText(day)}T${clockText(seconds - day * 86_400)}.${padded(fraction, precision)}`;
}

/** `HH:MM:SS.ffffff` from microseconds since midnight. */
export function timeText(micros: number): string {
  const seconds = Math.floor(micros / 1e6);
  return `${clockText(seconds)}.${padded(micros - seconds * 1e6, 6)}`;
}

const twoDigits = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, "0"));

/** `number`, which has at most that many digits, with zeros before it. */
export function padded(number: number, digits: number): string {
  return digits === 2 ? (twoDigits[number] as string) : String(number).padStart(digits, "0");
}

function clockText(secondOfDay: number): string {
  const minutes = Math.floor(secondOfDay / 60);
  const hours = Math.floor(minutes / 60);
  return `${twoDigits[hours]}:${twoDigits[minutes - hours * 60]}:${twoDigits[secondOfDay - minutes * 60]}`;
}

function offsetSeconds(zone: string): number | undefined {
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 18 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/** Civil from days, Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
function newDayText(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leaps = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}
