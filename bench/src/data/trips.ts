import { boolean, date, decimal, float64, int32, int64, string, table, timestamp } from "@sluice/sdk";
import { packRows } from "@sluice/sdk/plugin";
import type { RecordBatch } from "apache-arrow";

/** Ten columns, the same rows in every run and in `python/trips.py`. */
export const tripsType = table({
  id: int64(),
  vendor: string(),
  pickup: timestamp(3),
  passengers: int32(),
  distance: float64(),
  fare: decimal(8, 2),
  paid: boolean(),
  zone: string(),
  day: date(),
  note: string({ nullable: true }),
});

export interface Trip {
  readonly id: bigint;
  readonly vendor: string;
  readonly pickup: Date;
  readonly passengers: number;
  readonly distance: number;
  readonly fare: string;
  readonly paid: boolean;
  readonly zone: string;
  readonly day: string;
  readonly note: string | null;
}

const vendors = ["CMT", "VTS", "DDS", "Helix"] as const;
const zones = Array.from({ length: 265 }, (_, zone) => `Zone ${zone} of borough ${zone % 5}`);
const days = Array.from({ length: 366 }, (_, day) =>
  new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10),
);
const start = Date.UTC(2024, 0, 1);

/** Trip number `row`. */
export function trip(row: number): Trip {
  const about = draw(row, 9);
  return {
    id: BigInt(row),
    vendor: vendors[draw(row, 1) % 4] as string,
    pickup: new Date(start + (draw(row, 2) % 31_536_000) * 1000),
    passengers: 1 + (draw(row, 3) % 6),
    distance: (draw(row, 4) % 5000) / 100,
    fare: ((250 + (draw(row, 5) % 10_000)) / 100).toFixed(2),
    paid: draw(row, 6) % 10 > 0,
    zone: zones[draw(row, 7) % 265] as string,
    day: days[draw(row, 8) % 366] as string,
    note: about % 10 === 0 ? null : `trip ${about % 1_000_003} by way of ${zones[about % 265]}`,
  };
}

export function trips(count: number): Trip[] {
  return Array.from({ length: count }, (_, row) => trip(row));
}

/** The same one by one: none is kept. */
export function* tripStream(count: number): Generator<Trip> {
  for (let row = 0; row < count; row++) yield trip(row);
}

export async function packedTrips(rows: readonly Trip[]): Promise<RecordBatch[]> {
  async function* pages(): AsyncGenerator<readonly Trip[]> {
    yield rows;
  }
  const batches: RecordBatch[] = [];
  for await (const batch of packRows(pages(), tripsType.schema, "trips").batches) batches.push(batch);
  return batches;
}

/** A number below 2^32 for a row and a column: the last steps of MurmurHash3 with other constants. */
function draw(row: number, column: number): number {
  let mixed = (row * 16 + column) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
