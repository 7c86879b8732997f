import { decimal, defineAsset, type IOManager, int64, string, table, timestamp, value } from "@sluice/sdk";
import { type Trip, trip, tripsType } from "./trips.js";

const key = "trips";
const partitions = { region: value("region") } as const;
const { id, pickup, distance, zone } = tripsType.columns;
const region = string();

const narrow = defineAsset({ key, partitions, type: table({ id, pickup, distance, zone, region }) });
const wide = defineAsset({ key, partitions, type: table({ ...tripsType.columns, region }) });
const wider = defineAsset({
  key,
  partitions,
  type: table({
    ...tripsType.columns,
    ...{ region, tip: decimal(8, 2), paidAt: timestamp(3), receipt: int64(), remark: string() },
  }),
});

/** Stores `count` rows, as many for each of so many partitions, in an order that has nothing to do with them. */
export type StoreShuffled = (
  io: IOManager,
  count: number,
  partitions: number,
) => Promise<{ readonly rows: number; readonly files: number; readonly millis: object }>;

/** By the bytes a row takes in Arrow. */
export const storeShuffled: Readonly<Record<number, StoreShuffled>> = {
  57: (io, count, partitions) =>
    io.store(
      narrow,
      shuffled(count, partitions, ({ id, pickup, distance, zone }, region) => ({
        ...{ id, pickup, distance, zone, region },
      })),
      { split: true },
    ),
  131: (io, count, partitions) =>
    io.store(
      wide,
      shuffled(count, partitions, (trip, region) => ({ ...trip, region })),
      { split: true },
    ),
  300: (io, count, partitions) =>
    io.store(
      wider,
      shuffled(count, partitions, (trip, region) => ({ ...trip, region, ...more(trip) })),
      { split: true },
    ),
};

function more({ id, fare, pickup, zone, vendor, day }: Trip) {
  return {
    tip: fare,
    paidAt: pickup,
    receipt: id * 7919n,
    remark: `paid ${fare} to ${vendor} in ${zone} on ${day}, receipt ${id * 104_729n}, after ${pickup.getTime() % 977} minutes, on its way since ${pickup.toISOString()}`,
  };
}

/** Each row once; none is kept. */
function* shuffled<Row>(
  count: number,
  partitions: number,
  rowOf: (trip: Trip, region: string) => Row,
): Generator<Row> {
  const step = coprimeTo(count);
  for (let turn = 0, row = 0; turn < count; turn++, row = (row + step) % count) {
    yield rowOf(trip(row), `r${String(row % partitions).padStart(4, "0")}`);
  }
}

function coprimeTo(count: number): number {
  const divisor = (left: number, right: number): number =>
    right === 0 ? left : divisor(right, left % right);
  let step = Math.ceil(count * 0.617);
  while (divisor(count, step) !== 1) step++;
  return step;
}
