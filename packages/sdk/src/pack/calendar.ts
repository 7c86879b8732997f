const dayMillis = 86_400_000;
/** 0001-01-01. */
export const minimumDay = -719_162;
/** 9999-12-31. */
export const maximumDay = 2_932_896;

/** Days since 1970-01-01 of `YYYY-MM-DD`, years 0001 to 9999; `undefined` if there is no such day. */
export function parseDay(text: string): number | undefined {
  if (text.length !== 10 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return daysFromCivil(year, month, day);
}

/** Undoes `parseDay`. */
export function dayText(days: number): string {
  return new Date(days * dayMillis).toISOString().slice(0, 10).padStart(10, "0");
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

/** `2024-05-01T10:00:00.123456` from a count of units since 1970 with `precision` digits after the point. */
export function instantText(units: bigint, precision: number): string {
  const perSecond = 10n ** BigInt(precision);
  let seconds = units / perSecond;
  let fraction = units % perSecond;
  if (fraction < 0n) {
    fraction += perSecond;
    seconds -= 1n;
  }
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return `${whole}.${String(fraction).padStart(precision, "0")}`;
}

/** `HH:MM:SS.ffffff` from microseconds since midnight. */
export function timeText(micros: number): string {
  const seconds = Math.floor(micros / 1e6);
  const two = (value: number): string => String(value).padStart(2, "0");
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
  return `${clock}.${String(micros % 1e6).padStart(6, "0")}`;
}

function offsetSeconds(zone: string): number | undefined {
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 18 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 3600 + minutes * 60);
}

function digits(text: string, start: number, end: number): number {
  let value = 0;
  for (let index = start; index < end; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from civil, Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
