const daySeconds = 86_400;

/** The clocks of a time zone, whose offset from UTC changes with the instant. Instants are seconds since 1970, whole. */
export class ZoneClock {
  private readonly format: Intl.DateTimeFormat;
  /** Offsets at the beginning of UTC days. */
  private readonly samples = new Map<number, number>();
  /** For UTC days in which the clocks were set: from which second on the next day's offset holds. */
  private readonly changes = new Map<number, number>();
  /** The stretch of time looked at last has one offset. */
  private from = 0;
  private to = 0;
  private offset = 0;

  /** Throws a `RangeError` if there is no such zone. */
  constructor(zone: string) {
    const numeric = "numeric";
    this.format = new Intl.DateTimeFormat("en-US", {
      ...{ timeZone: zone, calendar: "gregory", numberingSystem: "latn", hourCycle: "h23" },
      ...{ era: "short", year: numeric, month: numeric, day: numeric },
      ...{ hour: numeric, minute: numeric, second: numeric },
    });
  }

  /** Seconds that the clocks are ahead of UTC. */
  offsetAt(instant: number): number {
    if (instant < this.from || instant >= this.to) this.look(instant);
    return this.offset;
  }

  /** The smallest and the greatest offset from two days before the instant to two days after it, or further. */
  offsetsAround(instant: number): { readonly least: number; readonly most: number } {
    const day = Math.floor(instant / daySeconds);
    const offsets = [-2, -1, 0, 1, 2, 3].map((more) => this.atStartOf(day + more));
    return { least: Math.min(...offsets), most: Math.max(...offsets) };
  }

  // No zone of the tz database has set its clocks twice within 24 hours; the nearest two times are 95 hours apart.
  private look(instant: number): void {
    const day = Math.floor(instant / daySeconds);
    const [before, after] = [this.atStartOf(day), this.atStartOf(day + 1)];
    [this.from, this.to, this.offset] = [day * daySeconds, (day + 1) * daySeconds, after];
    if (before === after) return;
    const change = this.changeIn(day, after);
    if (instant < change) [this.to, this.offset] = [change, before];
    else this.from = change;
  }

  private atStartOf(day: number): number {
    let offset = this.samples.get(day);
    if (offset === undefined) {
      offset = this.measure(day * daySeconds);
      this.samples.set(day, offset);
    }
    return offset;
  }

  private changeIn(day: number, after: number): number {
    let change = this.changes.get(day);
    if (change === undefined) {
      let [low, high] = [day * daySeconds, (day + 1) * daySeconds];
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (this.measure(middle) === after) high = middle;
        else low = middle;
      }
      change = high;
      this.changes.set(day, change);
    }
    return change;
  }

  private measure(instant: number): number {
    // As in "12/31/1 BC, 00:53:28".
    const text = this.format.format(instant * 1000);
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = text.split(/\D+/).map(Number);
    const midnight = new Date(0).setUTCFullYear(text.includes("B") ? 1 - year : year, month - 1, day) / 1000;
    return midnight + hour * 3600 + minute * 60 + second - instant;
  }
}

const clocks = new Map<string, ZoneClock>();

/** The clock of the zone, which keeps what it has looked up. */
export function zoneClock(zone: string): ZoneClock {
  const clock = clocks.get(zone) ?? new ZoneClock(zone);
  clocks.set(zone, clock);
  return clock;
}

/** Whether there is a zone of that name. Offsets like `+01:00` are no names: not every runtime knows them. */
export function isZone(zone: unknown): zone is string {
  if (typeof zone !== "string" || !/^[A-Za-z]/.test(zone)) return false;
  try {
    zoneClock(zone);
    return true;
  } catch {
    return false;
  }
}
