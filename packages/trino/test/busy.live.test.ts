import { expect, it } from "vitest";
import { long } from "../../../test/long.js";
import { runBusy, statesOf } from "./busy.js";
import { liveLake } from "./live-lake.js";
import { reportLive } from "./live-report.js";

const processes = 4;
const rounds = long ? 50 : 5;
const stores = processes * rounds * 2;

const lake = liveLake("busy");

it(`a reader sees committed states only while ${processes} processes replace and append ${stores / 2} times each`, {
  timeout: stores * 20_000,
}, async () => {
  const { s3, trino } = lake.stack;
  const view = `hive.${lake.schema}.busy`;
  const seen: string[] = [];
  const errors: string[] = [];
  let reading = true;
  const reader = (async () => {
    while (reading) {
      try {
        const { rows } = await lake.client.run(
          `SELECT array_join(array_sort(array_agg(region || '=' || token)), ' ') FROM ${view}`,
        );
        seen.push(String(rows[0]?.[0] ?? ""));
      } catch (error) {
        // There is no view before the first store.
        if (seen.length > 0 || !/(TABLE|SCHEMA)_NOT_FOUND/.test(String(error))) errors.push(String(error));
      }
    }
  })();
  const from = performance.now();
  const done = await Promise.all(
    Array.from({ length: processes }, (_, writer) =>
      runBusy({ s3, server: trino.url, schema: lake.schema, writer, rounds }),
    ),
  ).finally(() => {
    reading = false;
  });
  const seconds = (performance.now() - from) / 1000;
  await reader;
  const states = statesOf(done.flat());
  expect(states).toHaveLength(stores + 1);
  expect(errors).toEqual([]);
  const allowed = new Map(states.map((state, number) => [state, number]));
  expect(seen.filter((state) => !allowed.has(state))).toEqual([]);
  expect(new Set(seen).size).toBeGreaterThan(5);
  const { rows } = await lake.client.run(
    `SELECT array_join(array_sort(array_agg(region || '=' || token)), ' ') FROM ${view}`,
  );
  expect(rows[0]?.[0]).toBe(states.at(-1));
  const numbers = seen.map((state) => allowed.get(state) as number);
  const backward = numbers.filter((number, index) => number < (numbers[index - 1] ?? 0)).length;
  await reportLive(lake, "readers", [
    ["processes, replaces, appends", `${processes}, ${stores / 2}, ${stores / 2}`],
    ["time", `${seconds.toFixed(0)} s`],
    ["reads, different snapshots among them", `${seen.length}, ${new Set(seen).size}`],
    ["reads of something that was never committed", "0"],
    ["errors", "0"],
    ["reads of a snapshot older than the one before", String(backward)],
  ]);
});
