import { setTimeout as pause } from "node:timers/promises";
import { flights } from "../src/assets.js";
import { ifStored, type Place } from "./place.js";
import { type MonthTotals, wholeDelays, wholeFlights } from "./whole.js";

export interface Seen {
  /** Looks that found no table yet, or no row. */
  nothing: number;
  /** Looks that found all of it. */
  whole: number;
  /** Everything else, in words. */
  readonly anomalies: string[];
}

/** Looks at the tables over and over until it is stopped. */
export function watch(place: Place, everyMillis: number): { stop(): Promise<Seen> } {
  const seen: Seen = { nothing: 0, whole: 0, anomalies: [] };
  const stored = new Set<string>();
  let watching = true;
  const one = async (channel: string, look: () => Promise<string | undefined>): Promise<void> => {
    try {
      const found = await look();
      if (found === undefined) {
        if (stored.has(channel)) seen.anomalies.push(`${channel}: nothing, after it was there`);
        seen.nothing++;
      } else if (found === whole) {
        stored.add(channel);
        seen.whole++;
      } else {
        seen.anomalies.push(`${channel}: ${found}`);
      }
    } catch (error) {
      seen.anomalies.push(`${channel}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  // A view claims its name before the first commit, and shows no row then.
  const rowsOf = async (query: "flights" | "airport_delays") => {
    const rows = await place.look(query);
    return rows?.length === 0 ? undefined : rows;
  };
  const loop = (async () => {
    const io = await place.open();
    try {
      // Once more after the end, so that what came last is seen too.
      for (let last = false; !last; ) {
        last = !watching;
        await one("partitions", async () => judged(await ifStored(io.partitions(flights)), judgePartitions));
        await one("files", async () => judged(await ifStored(io.files(flights)), judgeFiles));
        await one("SQL", async () => judged(await rowsOf("flights"), judgeFlights));
        await one("SQL of delays", async () => judged(await rowsOf("airport_delays"), judgeDelays));
        if (!last) await pause(everyMillis);
      }
    } finally {
      await io.close();
    }
  })();
  return {
    async stop() {
      watching = false;
      await loop;
      return seen;
    },
  };
}

const whole = "whole";

function judged<Found>(found: Found | undefined, judge: (found: Found) => string): string | undefined {
  return found === undefined ? undefined : judge(found);
}

function judgePartitions(
  found: readonly { partition: { readonly month: string | null }; rows: number }[],
): string {
  const months = found.map(({ partition, rows }) => `${partition.month}=${rows}`).join(" ");
  return months === wholeFlights.map(({ month, rows }) => `${month}=${rows}`).join(" ") ? whole : months;
}

/** All months come from one write: half of one and half of the next would count the same. */
function judgeFiles(found: readonly { url: string }[]): string {
  const writes = new Set(found.map(({ url }) => /write=([^/]+)/.exec(url)?.[1] ?? url));
  return found.length === wholeFlights.length && writes.size === 1
    ? whole
    : `${found.length} files of ${writes.size} writes`;
}

function judgeFlights(found: readonly MonthTotals[]): string {
  return JSON.stringify(found) === JSON.stringify(wholeFlights) ? whole : JSON.stringify(found);
}

/** The demo stores one month of delays after another: some may be missing, none may be half. */
function judgeDelays(found: readonly MonthTotals[]): string {
  const once = new Set(found.map(({ month }) => month)).size === found.length;
  return once && found.every(({ month, rows }) => wholeDelays.get(month) === rows)
    ? whole
    : JSON.stringify(found);
}
