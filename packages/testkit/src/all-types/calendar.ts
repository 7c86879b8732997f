import { date, time, timestamp, zonedTimestamp } from "@sluice/sdk";
import { samples } from "./samples.js";

/** Wall clocks that a time zone, a calendar reform, rounding or the epoch would move. */
const clocks = [
  "0001-01-01T00:00:00",
  "1582-10-10T12:00:00",
  "1883-11-18T12:00:00",
  "1969-12-31T23:59:59",
  "1970-01-01T00:00:00",
  "2000-02-29T12:34:56",
  "2024-03-10T02:30:00",
  "2024-11-03T01:30:00",
  "9999-12-31T23:59:59",
];
const dates = clocks.flatMap((clock) => [new Date(`${clock}.000Z`), new Date(`${clock}.999Z`)]);
const micros = clocks.flatMap((clock) => [`${clock}.000000`, `${clock}.999999`, `${clock}.000001`]);

/** The ends of what 64 bits of nanoseconds reach, and what of `clocks` is between them. */
const nanos = [
  "1677-09-21T00:12:43.145224193",
  "2262-04-11T23:47:16.854775807",
  ...clocks
    .filter((clock) => clock > "1677-09-22" && clock < "2262")
    .flatMap((clock) => [`${clock}.000000000`, `${clock}.999999999`, `${clock}.000000001`]),
];
const inUtc = (clock: string): string => `${clock}Z`;

/** Days, times and instants at the ends of their ranges and before 1970. */
export const calendar = {
  date: samples(date(), [
    ...["0001-01-01", "9999-12-31", "1582-10-04", "1582-10-10", "1582-10-15"],
    ...["1900-02-28", "1969-12-31", "1970-01-01", "2000-02-29"],
  ]),
  time: samples(time(), ["00:00:00.000000", "23:59:59.999999", "00:00:00.000001", "12:00:00.100000"]),
  timestamp3: samples(timestamp(3), dates),
  timestamp6: samples(timestamp(6), micros),
  timestamp9: samples(timestamp(9), nanos),
  zonedTimestamp3: samples(zonedTimestamp(3), dates),
  zonedTimestamp6: samples(zonedTimestamp(6), micros.map(inUtc)),
  zonedTimestamp9: samples(zonedTimestamp(9), nanos.map(inUtc)),
};
