import { defineAsset, float64, int64, monthly, string, table, timestamp, value } from "@sluice/sdk";

// What the demo stores. No engine, no schema, no bucket, no path: those are in lake.ts.

export const airports = defineAsset({
  key: "airports",
  comment: "Airports of the United States",
  type: table({
    iata: string({ comment: "three-letter code" }),
    name: string(),
    city: string({ nullable: true }),
    state: string({ nullable: true }),
    country: string(),
    latitude: float64(),
    longitude: float64(),
  }),
  primaryKey: ["iata"],
});

export const flights = defineAsset({
  key: "flights",
  comment: "Three million flights of 2001",
  type: table({
    date: timestamp(3, { comment: "scheduled departure, local time" }),
    delay: int64({ comment: "minutes late at arrival; negative is early" }),
    distance: int64({ comment: "miles" }),
    origin: string({ comment: "airport of departure" }),
    destination: string({ comment: "airport of arrival" }),
  }),
  partitions: { month: monthly("date") },
});

export const airportDelays = defineAsset({
  key: "airport_delays",
  comment: "How late flights arrive, by month and airport of departure",
  type: table({
    month: string(),
    airport: string(),
    city: string({ nullable: true }),
    flights: int64(),
    mean_delay: float64({ comment: "minutes" }),
    late_share: float64({ comment: "part of the flights more than 15 minutes late" }),
  }),
  partitions: { month: value("month") },
});
