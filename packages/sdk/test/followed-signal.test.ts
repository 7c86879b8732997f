import { getEventListeners } from "node:events";
import { defineAsset, given, int64, materialize, memoryIO, string, table, value } from "@sluice/sdk";
import { expect, test } from "vitest";

const regions = Array.from({ length: 24 }, (_, index) => `r${index}`);
const orders = defineAsset({
  key: "sales/orders",
  type: table({ id: int64(), region: string() }),
  partitions: { region: value("region") },
});
const totals = defineAsset({
  key: "sales/totals",
  type: table({ n: int64() }),
  partitions: { region: given(string()) },
  deps: { orders },
  compute: ({ deps }) => [{ n: deps.orders.length }],
});
const rows = regions.map((region, id) => ({ id, region }));

/** How many listeners a call has on the signal at once, and how many it leaves. */
async function listeners(
  call: (signal: AbortSignal) => Promise<unknown>,
): Promise<[most: number, left: number]> {
  const { signal } = new AbortController();
  const count = (): number => getEventListeners(signal, "abort").length;
  let most = 0;
  const add = signal.addEventListener.bind(signal) as (...given: unknown[]) => void;
  signal.addEventListener = (...listener: unknown[]) => {
    add(...listener);
    most = Math.max(most, count());
  };
  await call(signal);
  return [most, count()];
}

async function taken(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

// Node warns who gave the signal of more than ten.
test("a signal has one listener of a call at a time, whatever goes on in it, and none of it afterwards", async () => {
  const io = memoryIO();
  expect(await listeners((signal) => io.store(orders, rows, { split: true, signal }))).toEqual([1, 0]);
  expect(await listeners((signal) => io.load(orders, { signal }))).toEqual([1, 0]);
  expect(await listeners((signal) => taken(io.stream(orders, { signal })))).toEqual([1, 0]);
  expect(await listeners((signal) => taken(io.batches(orders, { signal })))).toEqual([1, 0]);
  const partitions = { region: regions };
  const made = (signal: AbortSignal) => materialize([totals], { io, partitions, concurrency: 24, signal });
  expect(await listeners(made)).toEqual([1, 0]);
});

test("a pipeline of many tasks at once warns nobody", async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error): void => void warnings.push(warning);
  process.on("warning", listen);
  const io = memoryIO();
  await io.store(orders, rows, { split: true });
  await materialize([totals], { io, partitions: { region: regions }, concurrency: 24 });
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", listen);
  expect(warnings).toEqual([]);
});

test("a signal that aborted before the call, or while rows are taken, ends it with its reason", async () => {
  const io = memoryIO();
  await io.store(orders, rows, { split: true });
  const reason = new Error("enough");
  const before = io.load(orders, { signal: AbortSignal.abort(reason) });
  await expect(before).rejects.toMatchObject({ code: "ABORTED", cause: reason });
  const controller = new AbortController();
  const taking = async (): Promise<void> => {
    for await (const _ of io.stream(orders, { signal: controller.signal })) controller.abort(reason);
  };
  await expect(taking()).rejects.toMatchObject({ code: "ABORTED", cause: reason });
});
