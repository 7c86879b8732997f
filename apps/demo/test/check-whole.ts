import { int64, sql, table } from "@sluice/sdk";
import { expect } from "vitest";
import { airportDelays, airports, flights } from "../src/assets.js";
import { flightsByMonth, inNumbers, monthTotals, type Place } from "./place.js";
import { wholeAirports, wholeDelays, wholeFlights, wholeTotals } from "./whole.js";

/** Every table is there once and whole, in SQL and loaded, for somebody who has just come. */
export async function checkWhole(place: Place): Promise<void> {
  const io = await place.open();
  try {
    const partitions = await io.partitions(flights);
    expect(partitions.map(({ partition, rows, files }) => [partition.month, rows, files])).toEqual(
      wholeFlights.map(({ month, rows }) => [month, rows, 1]),
    );
    const origins = new Set<string>();
    const totals = { rows: 0, delay: 0, distance: 0 };
    for (const expected of wholeFlights) {
      // A month at a time, so that memory stays bounded.
      const rows = await io.load(flights, {
        partition: expected.month,
        columns: ["delay", "distance", "origin"],
      });
      let delay = 0n;
      let distance = 0n;
      for (const row of rows) {
        delay += row.delay;
        distance += row.distance;
        origins.add(row.origin);
      }
      const found = { rows: rows.length, delay: Number(delay), distance: Number(distance) };
      expect({ month: expected.month, ...found }).toEqual(expected);
      totals.rows += found.rows;
      totals.delay += found.delay;
      totals.distance += found.distance;
    }
    expect({ ...totals, origins: origins.size }).toEqual(wholeTotals);

    expect(inNumbers(await io.query(flightsByMonth, { as: monthTotals }))).toEqual(wholeFlights);
    const whole = await io.query(
      sql`SELECT count(*) AS "rows", sum(delay) AS delay, sum(distance) AS distance,
                 count(DISTINCT origin) AS origins FROM ${flights}`,
      { as: table({ rows: int64(), delay: int64(), distance: int64(), origins: int64() }) },
    );
    expect(Object.entries(whole[0] ?? {}).map(([name, value]) => [name, Number(value)])).toEqual(
      Object.entries(wholeTotals),
    );

    const delays = await io.partitions(airportDelays);
    expect(delays.map(({ partition, rows }) => [partition.month, rows])).toEqual([...wholeDelays]);
    const loaded = new Map<string, number>();
    for (const { month } of await io.load(airportDelays)) loaded.set(month, (loaded.get(month) ?? 0) + 1);
    expect([...loaded]).toEqual([...wholeDelays]);
    expect(await io.load(airports)).toHaveLength(wholeAirports);
    const counted = await io.query(
      sql`SELECT (SELECT count(*) FROM ${airports}) AS airports, (SELECT count(*) FROM ${airportDelays}) AS delays`,
      { as: table({ airports: int64(), delays: int64() }) },
    );
    const delayRows = [...wholeDelays.values()].reduce((sum, rows) => sum + rows, 0);
    expect(counted).toEqual([{ airports: BigInt(wholeAirports), delays: BigInt(delayRows) }]);
    expect((await place.look("flights"))?.length).toBe(wholeFlights.length);
  } finally {
    await io.close();
  }
}
