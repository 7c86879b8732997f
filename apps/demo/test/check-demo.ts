import { sql } from "@sluice/sdk";
import { expect } from "vitest";
import { airportDelays, airports, flights } from "../src/assets.js";
import { checkWhole } from "./check-whole.js";
import { flightsByMonth, inNumbers, monthTotals, type Place } from "./place.js";
import { runMeasured } from "./start-demo.js";
import { wholeFlights, wholeTotals } from "./whole.js";

const inWords = (value: number): string => value.toLocaleString("en-US");

/** Runs the demo to its end; returns what it printed. */
export async function checkRun(place: Place): Promise<string> {
  const { code, output, peakBytes } = await runMeasured(place.options);
  expect(code, output).toBe(0);
  for (const { month, rows, delay, distance } of wholeFlights) {
    const cells = [month, ...[rows, delay, distance].map(inWords), "equal"].join(" +");
    expect(output).toMatch(new RegExp(`^ +${cells}$`, "m"));
  }
  const { rows, delay, distance, origins } = wholeTotals;
  const all = ["all", ...[rows, delay, distance].map(inWords), "equal"].join(" +");
  expect(output).toMatch(new RegExp(`^ +${all}$`, "m"));
  expect(output).toContain(`${origins} airports of departure`);
  expect(output).toMatch(/^ +airport +city +departures +mean delay \(min\) +over 15 min late$/m);
  expect(output).toMatch(/^ +JFK +New York +31,270 +12 +30%$/m);
  expect(output).not.toMatch(/DIFFERENT|NaN|undefined|Warning/);
  expect(peakBytes).toBeGreaterThan(50e6);
  expect(peakBytes).toBeLessThan(1e9);
  if (process.env.SLUICE_LONG === "1") console.log(`peak ${Math.round(peakBytes / 1e6)} MB\n${output}`);
  return output;
}

/** Partitions, rows and live files of each table. */
export async function tablesOf(place: Place): Promise<unknown> {
  const io = await place.open();
  try {
    const tables = [];
    for (const asset of [airports, flights, airportDelays]) {
      const partitions = await io.partitions(asset);
      const counted = await io.query(sql`SELECT count(*) AS n FROM ${asset}`);
      tables.push({
        asset: asset.key,
        partitions: partitions.map(({ partition, rows, files }) => ({ partition, rows, files })),
        files: (await io.files(asset)).length,
        inSql: String(counted[0]?.n),
      });
    }
    return tables;
  } finally {
    await io.close();
  }
}

/** One month of the seven that one store wrote is replaced, by other rows and then by its own again. */
export async function checkReplacedMonth(place: Place): Promise<void> {
  const month = "2001-03";
  const io = await place.open();
  try {
    const before = [];
    for await (const batch of io.batches(flights, { partition: month })) before.push(batch);
    const row = {
      date: `${month}-31T23:59:59.999`,
      delay: 7,
      distance: 70,
      origin: "BOS",
      destination: "JFK",
    };
    await io.store(flights, [row, row, row], { partition: month });
    const replaced = wholeFlights.map((each) =>
      each.month === month ? { month, rows: 3, delay: 21, distance: 210 } : each,
    );
    expect((await io.partitions(flights)).map(({ partition, rows }) => [partition.month, rows])).toEqual(
      replaced.map((each) => [each.month, each.rows]),
    );
    expect(inNumbers(await io.query(flightsByMonth, { as: monthTotals }))).toEqual(replaced);
    expect(await place.look("flights")).toEqual(replaced);
    expect(await io.load(flights, { partition: month })).toHaveLength(3);
    for (const { month: other, rows } of replaced) {
      expect(await io.load(flights, { partition: other, columns: ["delay"] })).toHaveLength(rows);
    }
    await io.store(flights, before, { partition: month });
  } finally {
    await io.close();
  }
  await checkWhole(place);
}
