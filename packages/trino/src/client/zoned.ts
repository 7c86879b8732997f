import { SluiceError } from "@sluice/sdk";

const parts = /^([+-]?\d{4,})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(\.\d+)? (.+)$/;
const offset = /^([+-])(\d\d):(\d\d)$/;
const day = 86_400_000;

/**
 * `2024-05-01 10:00:00.123456 Europe/Paris` as `2024-05-01T08:00:00.123456Z`: the same instant, the same digits.
 * Trino prints the wall clock and the zone but no offset. In the hour a clock is set back the text means two
 * instants; that is an error, never a guess. The rules of named zones are those of this Node's ICU.
 */
export function zonedToUtc(text: string): string {
  if (text.endsWith(" UTC")) return `${text.slice(0, -4).replace(" ", "T")}Z`;
  const found = parts.exec(text);
  if (found === null) throw unreadable(text);
  const [, year, month, date, hour, minute, second, fraction = "", zone] = found as unknown as string[];
  const wall = epoch(Number(year), Number(month), Number(date), Number(hour), Number(minute), Number(second));
  return `${isoSeconds(wall - offsetOf(wall, zone as string, text))}${fraction}Z`;
}

function offsetOf(wall: number, zone: string, text: string): number {
  if (zone === "Z") return 0;
  const fixed = offset.exec(zone);
  if (fixed !== null) {
    const minutes = Number(fixed[2]) * 60 + Number(fixed[3]);
    return (fixed[1] === "-" ? -minutes : minutes) * 60_000;
  }
  const clock = clockOf(zone, text);
  const candidates = new Set([wall - day, wall, wall + day].map((instant) => clock(instant) - instant));
  const fitting = [...candidates].filter((one) => clock(wall - one) === wall);
  if (fitting.length !== 1) throw ambiguous(text, fitting.length);
  return fitting[0] as number;
}

const clocks = new Map<string, (instant: number) => number>();

/** The wall clock of a zone at an instant, both in milliseconds, to the second. */
function clockOf(zone: string, text: string): (instant: number) => number {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US-u-ca-iso8601", {
      timeZone: zone,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    throw unreadable(text);
  }
  const clock = (instant: number): number => {
    const found: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(instant)) found[type] = value;
    const year = found.era?.startsWith("B") ? 1 - Number(found.year) : Number(found.year);
    return epoch(
      year,
      Number(found.month),
      Number(found.day),
      Number(found.hour),
      Number(found.minute),
      Number(found.second),
    );
  };
  clocks.set(zone, clock);
  return clock;
}

function epoch(
  year: number,
  month: number,
  date: number,
  hour: number,
  minute: number,
  second: number,
): number {
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  return new Date(0).setUTCFullYear(year, month - 1, date) + ((hour * 60 + minute) * 60 + second) * 1000;
}

function isoSeconds(instant: number): string {
  const iso = new Date(instant).toISOString();
  return iso
    .slice(0, -5)
    .replace(/^\+0*/, "")
    .replace(/^-0*(?=\d{4})/, "-");
}

function unreadable(text: string): SluiceError<"QUERY_FAILED"> {
  return new SluiceError("QUERY_FAILED", {
    message: `The server sent the instant ${text}, which this client cannot read exactly.`,
    details: { engine: "trino", code: "INSTANT_UNREADABLE" },
    hint: "Select the column AT TIME ZONE 'UTC'.",
  });
}

function ambiguous(text: string, meanings: number): SluiceError<"QUERY_FAILED"> {
  return new SluiceError("QUERY_FAILED", {
    message: `The instant ${text} has ${meanings === 0 ? "no meaning" : "two meanings"}: a clock is set there, and Trino does not print the offset.`,
    details: { engine: "trino", code: "INSTANT_AMBIGUOUS" },
    hint: "Select the column AT TIME ZONE 'UTC'.",
  });
}
