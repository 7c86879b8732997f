import { flights } from "../src/assets.js";
import { flightBatches } from "../src/sources.js";
import { localPlace } from "./local-place.js";
import type { Place } from "./place.js";
import { wholeFlights } from "./whole.js";

/** Publishes the flights as one without a common commit would: a month, then the next. It must be noticed. */
export async function publishByMonth(place: Place): Promise<void> {
  const whole = await localPlace();
  const [from, to] = await Promise.all([whole.open(), place.open()]);
  try {
    await from.store(flights, flightBatches(), { split: true });
    for (const { month } of wholeFlights) {
      await to.store(flights, from.batches(flights, { partition: month }), { partition: month });
    }
  } finally {
    await Promise.all([from.close(), to.close(), whole.close()]);
    await whole.remove();
  }
}
